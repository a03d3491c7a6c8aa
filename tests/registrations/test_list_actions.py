"""Phụ lục IV from gathering to receipt: who, in which order, what freezes and what thaws."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from registrations.actions.monthly_list import (
    candidates,
    certify,
    open_list,
    open_steps,
    prepare,
    receive,
    reopen,
    return_list,
    rows_of,
    submit_list,
)
from registrations.models import MonthlyList, MonthlyListEntry, Person, Registration
from soctrang_loans.organisation.clock import VIETNAM, business_time
from soctrang_loans.organisation.models import AdministrativeUnit
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.registrations.lists import (
    SEPTEMBER,
    certified,
    elsewhere,
    gathered,
    office,
    prepared,
    received_list,
    second_leader,
    september,
    submitted_list,
)
from tests.registrations.papers import accepted, commune, submitted

pytestmark = pytest.mark.django_db
Status = MonthlyList.Status


def names(monthly_list):
    return [row.name for row in rows_of(monthly_list)]


# --- opening


def test_a_list_opens_once_with_both_due_days(personas):
    first = open_list(agency=office(), year=2024, month=9, by=personas.district_officer)
    again = open_list(agency=office(), year=2024, month=9)
    assert again == first
    assert (first.legal_due, first.effective_due) == (date(2024, 10, 10), date(2024, 10, 10))
    assert [event.label for event in first.events.all()] == ["Mở danh sách tháng 09/2024"]


@pytest.mark.parametrize(
    ("agency", "year", "month", "rule"),
    [
        ("943", 2024, 11, "month_not_begun"),
        ("943", 2023, 12, "no_plan"),
        ("committee", 2024, 9, "not_a_district_office"),
    ],
)
def test_no_list_for_a_month_to_come_a_year_without_plan_or_another_agency(agency, year, month, rule):
    chosen = office().parent if agency == "committee" else office(agency)
    with pytest.raises(Refused) as refused:
        open_list(agency=chosen, year=year, month=month)
    assert refused.value.rule == rule
    assert not MonthlyList.objects.exists()


def test_no_list_after_the_district_is_gone(plan):
    plan.year = 2025
    plan.pk = None
    plan.save()
    with business_time(date(2025, 8, 1)):
        assert open_list(agency=office(), year=2025, month=6)
        with pytest.raises(Refused, match="không lập danh sách"):
            open_list(agency=office(), year=2025, month=7)


# --- who is on it


def test_the_month_is_that_of_the_day_of_receipt(personas):
    last = september(personas, 1, received_on=date(2024, 9, 30), full_name="Trần Văn Cuối")
    accepted(
        personas.commune_officer,
        personas.district_officer,
        2,
        full_name="Trần Văn Đầu",
        received_on=date(2024, 10, 1),
        paper_date=date(2024, 9, 30),
        confirmation_date=date(2024, 10, 1),
    )
    submitted(personas.commune_officer, 3, **SEPTEMBER, full_name="Trần Văn Chờ")
    elsewhere(personas)
    assert list(candidates(gathered(9))) == [last]
    assert names(gathered(9)) == ["Trần Văn Cuối"]
    assert names(gathered(10)) == ["Trần Văn Đầu"]


def test_a_month_whose_list_was_never_opened_comes_along_on_the_next(personas):
    september(personas, 1, full_name="Trần Văn Cuối")
    assert names(gathered(10)) == ["Trần Văn Cuối"]
    gathered(9)
    assert names(gathered(10)) == []


@pytest.mark.parametrize("persona", ["district_officer", "district_leader"])
def test_no_button_that_would_be_refused(personas, persona):
    user = getattr(personas, persona)
    assert "prepare" not in {step.name for step in open_steps(gathered(10), user)}
    assert "prepare" in {step.name for step in open_steps(gathered(9), user)}
    paper = prepare(monthly_list=gathered(9), by=user)
    assert "certify" not in {step.name for step in open_steps(paper, user)}
    with business_time(date(2024, 11, 1)):
        assert "prepare" in {step.name for step in open_steps(gathered(10), user)}


def test_who_came_in_late_stands_on_the_next_list_as_a_supplement(personas):
    september(personas, 1, full_name="Lý Văn Kịp")
    certified(personas)
    late = september(personas, 2, full_name="Lý Văn Muộn", received_on=date(2024, 9, 27))
    row = rows_of(gathered(10))[0]
    assert (row.registration_id, row.supplement, row.note) == (late.pk, True, "Bổ sung tháng 9/2024")
    with business_time(date(2024, 11, 4)):
        certified(personas, 10)
    assert MonthlyListEntry.objects.get(registration=late).supplement


def test_the_merged_ward_counts_to_its_town_before_and_after(personas):
    old = commune("Phường 9", "Thành phố Sóc Trăng", date(2024, 8, 20))
    new = AdministrativeUnit.objects.get(code="31522", valid_from=date(2024, 9, 1))
    people = []
    with business_time(date(2024, 8, 28)):
        people += [_accepted_at_the_centre(personas, 1, old, date(2024, 8, 27))]
    people += [_accepted_at_the_centre(personas, 2, new, date(2024, 9, 3))]
    september_list = gathered(9, "941")
    assert {each.pk for each in candidates(september_list)} == {each.pk for each in people}
    assert {row.commune for row in rows_of(september_list)} == {"Phường 9 (đến 31/08/2024)", "Phường 1"}
    assert list(candidates(gathered(8, "941"))) == [people[0]]
    assert list(candidates(september_list)) == [people[1]]


def _accepted_at_the_centre(personas, number, unit, received_on):
    registration = submitted(
        personas.centre_officer,
        number,
        commune=unit,
        received_on=received_on,
        paper_date=received_on,
        confirmation_date=received_on,
    )
    # No persona stands in TP Sóc Trăng; the review itself is tested elsewhere.
    Registration.objects.filter(pk=registration.pk).update(status=Registration.Status.ACCEPTED)
    return registration


def test_rows_stand_by_commune_and_then_by_given_name(personas):
    town = commune("Thị trấn Kế Sách")
    for number, name in enumerate(("Trần Văn Đức", "Trần Văn Dũng", "Trần Văn Án", "Trần Thị An"), start=1):
        september(personas, number, full_name=name)
    accepted(
        personas.sister_commune_officer,
        personas.district_officer,
        5,
        **SEPTEMBER | {"commune": town, "full_name": "Trần Văn Yên"},
    )
    ordered = rows_of(gathered())
    assert [row.name for row in ordered if row.commune == "Xã An Mỹ"] == [
        "Trần Thị An",
        "Trần Văn Án",
        "Trần Văn Dũng",
        "Trần Văn Đức",
    ]
    assert [row.commune for row in ordered] == ["Thị trấn Kế Sách"] + ["Xã An Mỹ"] * 4


# --- the two people


def test_from_gathering_to_receipt(personas):
    registration = september(personas)
    paper = received_list(personas)
    assert paper.status == Status.RECEIVED
    assert (paper.prepared_by, paper.certified_by) == (personas.district_officer, personas.district_leader)
    assert (paper.cover_number, paper.cover_date) == ("45/LĐTBXH", date(2024, 10, 8))
    assert paper.submitted_at == paper.first_submitted_at == datetime(2024, 10, 8, 8, tzinfo=VIETNAM)
    assert [event.label for event in paper.events.all()] == [
        "Mở danh sách tháng 09/2024",
        "Lập danh sách: 1 người",
        "Duyệt danh sách: 1 người",
        "Gửi Trung tâm theo Công văn số 45/LĐTBXH ngày 08/10/2024",
        "Nhận danh sách",
    ]
    registration.refresh_from_db()
    assert registration.stage == Registration.Stage.LISTED
    last = registration.events.last()
    assert (last.action, last.from_state, last.to_state, last.by) == (
        "list",
        "registered",
        "listed",
        personas.district_leader,
    )


def test_nobody_prepares_before_the_month_has_ended(personas):
    with business_time(datetime(2024, 9, 30, 23, 59, 59, tzinfo=VIETNAM)), pytest.raises(Refused) as refused:
        prepare(monthly_list=gathered(), by=personas.district_officer)
    assert refused.value.rule == "month_not_ended"
    assert "từ ngày 01/10/2024" in refused.value.message
    with business_time(datetime(2024, 10, 1, 0, 0, tzinfo=VIETNAM)):
        assert prepare(monthly_list=gathered(), by=personas.district_officer).status == Status.PREPARED


def test_the_preparer_does_not_certify(personas):
    paper = prepare(monthly_list=gathered(), by=personas.district_leader)
    with pytest.raises(Refused) as refused:
        certify(monthly_list=paper, by=personas.district_leader)
    assert refused.value.rule == "two_people"
    assert certify(monthly_list=paper, by=second_leader(personas)).status == Status.CERTIFIED


def test_the_database_refuses_the_same_person_too(personas):
    paper = prepared(personas)
    with pytest.raises(IntegrityError, match="monthly_list_two_people"), transaction.atomic():
        MonthlyList.objects.filter(pk=paper.pk).update(certified_by=paper.prepared_by)


@pytest.mark.parametrize(
    "persona",
    [
        "district_officer",
        "other_district_leader",
        "centre_leader",
        "labour_leader",
        "committee_leader",
        "commune_officer",
    ],
)
def test_only_the_districts_own_leader_certifies(personas, persona):
    paper = prepare(monthly_list=gathered(), by=second_leader(personas))
    with pytest.raises(NotAllowed):
        certify(monthly_list=paper, by=getattr(personas, persona))
    paper.refresh_from_db()
    assert paper.status == Status.PREPARED
    assert paper.certified_by is None


@pytest.mark.parametrize("persona", ["district_leader", "labour_leader", "commune_officer"])
def test_only_the_centre_receives_and_returns(personas, persona):
    paper = submitted_list(personas)
    user = getattr(personas, persona)
    with pytest.raises(NotAllowed):
        receive(monthly_list=paper, by=user)
    with pytest.raises(NotAllowed):
        return_list(monthly_list=paper, by=user, reason="Thiếu")


def test_a_step_out_of_order_is_refused(personas):
    with pytest.raises(Refused) as refused:
        certify(monthly_list=gathered(), by=personas.district_leader)
    assert refused.value.rule == "wrong_state"
    with pytest.raises(Refused, match="Đang tập hợp"):
        submit_list(
            monthly_list=gathered(), by=personas.district_officer, cover_number="1", cover_date=date(2024, 10, 8)
        )


# --- frozen and thawed


def test_a_certified_list_keeps_what_was_printed(personas):
    registration = september(personas, full_name="Nguyễn Văn Cũ")
    paper = certified(personas)
    Person.objects.filter(pk=registration.person_id).update(full_name="Nguyễn Văn Mới")
    Registration.objects.filter(pk=registration.pk).update(phone="0900000000", loan_amount=1)
    row = rows_of(paper)[0]
    assert (row.name, row.phone, row.loan, row.birth) == (
        "Nguyễn Văn Cũ",
        "0912345678",
        117_000_000,
        date(1999, 5, 12),
    )


def test_a_list_of_nobody_is_a_list(personas):
    paper = received_list(personas)
    assert paper.status == Status.RECEIVED
    assert rows_of(paper) == []
    assert "không có người đăng ký" in paper.events.get(action="certify").label


def test_a_returned_list_thaws_and_is_frozen_anew(personas):
    first = september(personas, 1, full_name="Lâm Văn Một")
    paper = submitted_list(personas)
    sent = paper.first_submitted_at
    second = september(personas, 2, full_name="Lâm Văn Hai")
    paper = return_list(monthly_list=paper, by=personas.centre_officer, reason="Thiếu người của ấp Phú Ninh")
    first.refresh_from_db()
    assert (paper.status, paper.certified_by, first.stage) == (Status.RETURNED, None, Registration.Stage.REGISTERED)
    assert not MonthlyListEntry.objects.exists()
    assert paper.events.last().reason == "Thiếu người của ấp Phú Ninh"
    with business_time(date(2024, 10, 14)):
        paper = submitted_list(personas)
    assert set(names(paper)) == {"Lâm Văn Một", "Lâm Văn Hai"}
    assert paper.first_submitted_at == sent
    assert paper.submitted_at == datetime(2024, 10, 14, 8, tzinfo=VIETNAM)
    assert paper.events.filter(label__startswith="Gửi lại Trung tâm").exists()
    second.refresh_from_db()
    assert second.stage == Registration.Stage.LISTED


def test_a_return_needs_a_reason(personas):
    paper = submitted_list(personas)
    with pytest.raises(Refused) as refused:
        return_list(monthly_list=paper, by=personas.centre_officer, reason="  ")
    assert refused.value.rule == "reason_required"
    paper.refresh_from_db()
    assert paper.status == Status.SUBMITTED


def test_the_district_may_reopen_what_it_has_not_sent(personas):
    registration = september(personas)
    paper = reopen(monthly_list=certified(personas), by=personas.district_officer, reason="Sót một người")
    registration.refresh_from_db()
    assert (paper.status, registration.stage) == (Status.GATHERING, Registration.Stage.REGISTERED)
    assert (paper.prepared_by, paper.certified_by) == (None, None)
    # Now the other way round: the two people change places.
    paper = prepare(monthly_list=paper, by=personas.district_leader)
    assert certify(monthly_list=paper, by=second_leader(personas)).status == Status.CERTIFIED
    with pytest.raises(Refused):
        reopen(monthly_list=submitted_again(personas, paper), by=personas.district_officer, reason="Muộn rồi")


def submitted_again(personas, paper):
    return submit_list(
        monthly_list=paper, by=personas.district_officer, cover_number="46/LĐTBXH", cover_date=date(2024, 10, 8)
    )


def test_a_person_stands_on_one_list_only(personas):
    registration = september(personas)
    certified(personas)
    other = gathered(10)
    assert not candidates(other).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyListEntry.objects.create(list=other, registration=registration, position=1, printed={})


# --- the covering letter


@pytest.mark.parametrize(
    ("number", "day", "field"),
    [
        (" ", date(2024, 10, 8), "cover_number"),
        ("45/LĐTBXH", date(2024, 10, 9), "cover_date"),
        ("45/LĐTBXH", date(2024, 9, 30), "cover_date"),
    ],
)
def test_the_covering_letter_is_checked(personas, number, day, field):
    paper = certified(personas)
    with pytest.raises(Refused) as refused:
        submit_list(monthly_list=paper, by=personas.district_officer, cover_number=number, cover_date=day)
    assert refused.value.field == field
    paper.refresh_from_db()
    assert paper.first_submitted_at is None
