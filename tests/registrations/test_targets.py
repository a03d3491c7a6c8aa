"""Phụ lục I: provisional until decided, edited by the department, summing to the plan."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from registrations.actions.targets import revise_targets
from registrations.figures import districts_of, target_revision, targets_by_unit
from registrations.models import TargetRevision
from soctrang_loans.organisation.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def people(plan, **changes) -> dict[int, int]:
    """The proposal of the fixtures by unit id, changed by district code."""
    kept = targets_by_unit(plan, date(2024, 10, 8))
    return {unit.pk: changes.get(f"d{unit.code}", kept[unit.pk]) for unit in districts_of(plan)}


def decide(plan, by, **changes) -> TargetRevision:
    values = {
        "people": people(plan, d941=50, d951=45),
        "effective_on": date(2024, 10, 1),
        "provisional": False,
        "decision_number": "77/QĐ-UBND",
        "decision_date": date(2024, 9, 30),
    } | changes
    return revise_targets(plan=plan, by=by, **values)


def test_the_proposal_sums_to_the_plan_and_says_what_it_is(plan):
    revision = target_revision(plan, date(2024, 1, 1))
    assert revision.provisional
    assert len(targets_by_unit(plan, date(2024, 1, 1))) == 11
    assert sum(targets_by_unit(plan, date(2024, 1, 1)).values()) == plan.target_people == 500
    assert targets_by_unit(plan, date(2023, 12, 31)) == {}


def test_a_decision_holds_from_its_day_and_the_earlier_one_stays(personas, plan):
    revision = decide(plan, personas.labour_officer)
    city = next(unit.pk for unit in districts_of(plan) if unit.code == "941")
    assert target_revision(plan, date(2024, 10, 1)) == revision
    assert targets_by_unit(plan, date(2024, 10, 1))[city] == 50
    assert targets_by_unit(plan, date(2024, 9, 30))[city] == 55
    # Of two decisions for one day, the later made counts.
    assert target_revision(plan, date(2024, 10, 8)) == revision
    later = decide(plan, personas.labour_officer, people=people(plan, d941=40, d951=55))
    assert target_revision(plan, date(2024, 10, 8)) == later


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"d941": 53}, "498 người, thiếu 2 người so với 500"), ({"d941": 65}, "510 người, thừa 10 người so với 500")],
)
def test_another_sum_is_refused_with_the_difference(personas, plan, changes, told):
    with pytest.raises(Refused, match=told):
        decide(plan, personas.labour_officer, people=people(plan, **changes))
    assert TargetRevision.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision_number": ""}, "decision_number"),
        ({"decision_date": None}, "decision_date"),
        ({"decision_date": date(2024, 10, 9)}, "decision_date"),
        ({"effective_on": date(2025, 1, 1)}, "effective_on"),
    ],
)
def test_a_final_figure_needs_its_decision(personas, plan, changes, field):
    with pytest.raises(Refused) as refused:
        decide(plan, personas.labour_officer, **changes)
    assert refused.value.field == field


def test_a_provisional_figure_needs_none(personas, plan):
    kept = decide(plan, personas.labour_leader, provisional=True, decision_number="", decision_date=None)
    assert kept.provisional


def test_a_district_left_out_is_refused(personas, plan):
    some = people(plan)
    some.popitem()
    with pytest.raises(Refused) as refused:
        decide(plan, personas.labour_officer, people=some)
    assert refused.value.rule == "every_district"


def test_the_database_refuses_a_final_figure_without_number(plan):
    with pytest.raises(IntegrityError, match="target_revision_decided_or_provisional"), transaction.atomic():
        TargetRevision.objects.update(provisional=False)


@pytest.mark.parametrize("persona", ["labour_admin", "centre_leader", "province_reader", "district_leader"])
def test_only_the_department_decides(personas, plan, persona):
    with pytest.raises(NotAllowed):
        decide(plan, getattr(personas, persona))


# --- pages


@pytest.mark.parametrize("persona", ["province_reader", "labour_officer", "district_officer", "office_director"])
def test_who_reads_figures_reads_the_targets(personas, client, persona):
    client.force_login(getattr(personas, persona))
    page = text_of(client.get(reverse("registrations:targets")))
    assert "tạm tính, chưa có Phụ lục I" in page
    assert "Huyện Kế Sách" in page
    assert '<td class="num" data-label="Chỉ tiêu (người)">500</td>' in page
    assert ("Giao lại chỉ tiêu" in page) == (persona == "labour_officer")


def test_once_decided_the_page_names_the_decision(personas, plan, client):
    decide(plan, personas.labour_officer)
    client.force_login(personas.province_reader)
    page = text_of(client.get(reverse("registrations:targets")))
    assert "Theo Quyết định số 77/QĐ-UBND ngày 30/09/2024" in page
    assert "tạm tính, chưa có Phụ lục I" not in page


def form_of(plan, **changes) -> dict[str, str]:
    kept = people(plan)
    rows = {f"huyen_{unit.code}": str(kept[unit.pk]) for unit in districts_of(plan)}
    return rows | {"effective_on": "01/10/2024", "provisional": "on"} | changes


def test_the_department_gives_new_targets_on_the_page(personas, plan, client):
    client.force_login(personas.labour_officer)
    sent = client.post(reverse("registrations:targets_edit"), form_of(plan, huyen_941="50", huyen_951="45"))
    assert sent.url == reverse("registrations:targets")
    assert target_revision(plan, date(2024, 10, 8)).made_by == personas.labour_officer


def test_a_wrong_sum_keeps_what_was_typed(personas, plan, client):
    client.force_login(personas.labour_officer)
    typed = form_of(plan, huyen_941="12", note="Theo công văn")
    page = text_of(client.post(reverse("registrations:targets_edit"), typed))
    assert "Tổng chỉ tiêu các huyện là 457 người, thiếu 43 người so với 500 người của kế hoạch" in page
    assert 'value="12"' in page
    assert "Theo công văn" in page
    page = text_of(client.post(reverse("registrations:targets_edit"), form_of(plan, huyen_941="nhiều")))
    assert "Hãy ghi lại bằng chữ số" in page
    assert TargetRevision.objects.count() == 1


@pytest.mark.parametrize("persona", ["labour_admin", "district_leader", "province_reader", "finance_leader"])
def test_the_form_is_the_departments(personas, client, persona):
    client.force_login(getattr(personas, persona))
    assert client.get(reverse("registrations:targets_edit")).status_code == 403


def test_a_year_without_a_plan_is_not_there(personas, client):
    client.force_login(personas.province_reader)
    assert client.get(reverse("registrations:targets") + "?nam=1999").status_code == 404
    assert client.get(reverse("registrations:targets") + "?nam=x").status_code == 404
