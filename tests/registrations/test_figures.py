"""Counts of persons by district and day, in a constant number of queries."""

from datetime import date, timedelta

import pytest

from registrations.actions.monthly_list import reopen
from registrations.actions.registration import withdraw
from registrations.figures import DistrictFigures, district_figures, province_totals
from registrations.models import BeneficiaryGroup, EthnicGroup, Registration
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import AdministrativeUnit
from tests.registrations.journeys import contracted, departed, selected
from tests.registrations.lists import certified, elsewhere, received_list, september, submitted_list
from tests.registrations.papers import BeneficiaryData, commune, submitted

pytestmark = pytest.mark.django_db
END = date(2024, 10, 8)


def of(plan, code: str = "943", **window) -> DistrictFigures:
    rows = district_figures(plan, **{"until": END} | window)
    return next(row for row in rows if row.unit.code == code)


def groups(*codes: str) -> dict:
    return {"beneficiaries": tuple(BeneficiaryData(group=BeneficiaryGroup.objects.get(code=code)) for code in codes)}


WOMAN = {"cccd": "094199000009", "sex": "F"}


def test_every_district_has_a_row_with_its_target(plan):
    rows = district_figures(plan, until=END)
    assert len(rows) == 11
    assert [row.registered for row in rows] == [0] * 11
    total = province_totals(rows)
    assert (total.unit, total.target, total.registered, total.departed_percent) == (None, 500, 0, 0)


def test_each_fact_counts_by_its_own_day(personas, plan):
    person = september(personas)
    received_list(personas)
    departed(personas, person)
    facts = {
        "registered": date(2024, 9, 17),
        "selected": date(2024, 9, 30),
        "contracted": date(2024, 10, 2),
        "departed": date(2024, 10, 7),
        "listed": date(2024, 10, 8),
    }
    for name, day in facts.items():
        assert getattr(of(plan, until=day), name) == 1, name
        assert getattr(of(plan, until=day - timedelta(days=1)), name) == 0, name
        assert getattr(of(plan, since=day), name) == 1, name
        assert getattr(of(plan, since=day + timedelta(days=1), until=date(2024, 12, 31)), name) == 0, name
    assert of(plan).departed_by_market == {"JP": 1}
    assert of(plan, until=date(2024, 10, 6)).departed_by_market == {}
    assert of(plan).departed_percent == pytest.approx(100 / 60)


def test_persons_stand_in_every_column_that_they_have_reached(personas, plan):
    for number in range(1, 5):
        september(personas, number)
    submitted_list(personas)
    people = list(Registration.objects.order_by("pk"))
    selected(personas, people[1])
    contracted(personas, people[2])
    departed(personas, people[3])
    submitted(personas.commune_officer, 5)
    row = of(plan)
    assert (row.registered, row.listed, row.selected, row.contracted, row.departed) == (5, 4, 3, 2, 1)
    # What a list of a month shows is persons too, not periods: nobody is counted twice over the months.
    october = of(plan, since=date(2024, 10, 1))
    assert (october.registered, october.selected, october.contracted, october.departed) == (1, 0, 2, 1)


def test_the_breakdown_goes_by_person_and_primary_group(personas, plan):
    khmer = EthnicGroup.objects.get(code="05")
    september(personas, 1, ethnic_group=khmer, **WOMAN, **groups("3", "1"), loan_amount=100_000_000)
    september(personas, 2, ethnic_group=khmer, **groups("2", "3"), loan_amount=17_000_000)
    september(personas, 3, wants_loan=False, loan_amount=None)
    row = of(plan)
    assert (row.registered, row.women, row.minority, row.poor, row.near_poor) == (3, 1, 2, 1, 1)
    assert (row.workers, row.students) == (3, 0)
    assert (row.wants_loan, row.loan_amount) == (2, 117_000_000)


def test_students_are_told_from_workers(personas, plan):
    september(personas, 1)
    Registration.objects.update(kind=Registration.Kind.STUDENT)
    september(personas, 2)
    assert (of(plan).workers, of(plan).students) == (1, 1)


def test_drafts_returned_and_withdrawn_papers_do_not_count(personas, plan):
    for number, status in enumerate(Registration.Status.values, start=1):
        paper = submitted(personas.commune_officer, number)
        Registration.objects.filter(pk=paper.pk).update(status=status)
    assert of(plan).registered == 2
    with business_time(END):
        kept = Registration.objects.get(status=Registration.Status.SUBMITTED)
        withdraw(registration=kept, by=personas.commune_officer, reason="Đổi ý")
    assert of(plan).registered == 1


def test_a_reopened_list_no_longer_counts_as_listed(personas, plan):
    september(personas)
    paper = certified(personas)
    assert of(plan).listed == 1
    reopen(monthly_list=paper, by=personas.district_officer, reason="Sót")
    assert of(plan).listed == 0


def test_districts_are_told_apart_and_summed(personas, plan):
    september(personas, 1)
    september(personas, 2)
    elsewhere(personas, 50, loan_amount=50_000_000)
    assert (of(plan).registered, of(plan, "951").registered, of(plan, "941").registered) == (2, 1, 0)
    total = province_totals(district_figures(plan, until=END))
    assert (total.registered, total.loan_amount, total.target) == (3, 284_000_000, 500)


def test_communes_of_before_and_after_the_merger_count_to_their_town(personas, plan):
    old = commune("Phường 9", "Thành phố Sóc Trăng", date(2024, 8, 20))
    new = AdministrativeUnit.objects.get(code="31522", valid_from=date(2024, 9, 1))
    for number, (unit, day) in enumerate(((old, date(2024, 8, 27)), (new, date(2024, 9, 3))), start=1):
        with business_time(day):
            submitted(
                personas.centre_officer, number, commune=unit, received_on=day, paper_date=day, confirmation_date=day
            )
    assert of(plan, "941").registered == 2
    assert province_totals(district_figures(plan, until=END)).registered == 2


def test_who_lives_in_no_district_is_told_under_the_province(personas, plan):
    """Communes of 1/7/2025 hang under the city: their people must not fall out of the total."""
    person = september(personas)
    merged = AdministrativeUnit.objects.get(level="commune", name="Xã Kế Sách", valid_from=date(2025, 7, 1))
    Registration.objects.filter(pk=person.pk).update(commune=merged)
    rows = district_figures(plan, until=END)
    assert len(rows) == 12
    assert (rows[-1].unit, rows[-1].registered) == (merged.parent, 1)
    assert province_totals(rows).registered == 1


def test_people_of_another_plan_year_do_not_count(personas, plan):
    september(personas)
    plan.pk, plan.year = None, 2025
    plan.save()
    assert province_totals(district_figures(plan, until=date(2025, 12, 31))).registered == 0


def test_the_queries_do_not_grow_with_the_people(personas, plan, django_assert_num_queries):
    with django_assert_num_queries(5):
        district_figures(plan, until=END)
    for number in range(1, 4):
        september(personas, number)
    elsewhere(personas)
    with django_assert_num_queries(5):
        district_figures(plan, until=END)
