"""Selection, contract, departure: in order, by the centre, for people whose list has reached it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from registrations.actions.journey import (
    correct_contract,
    correct_selection,
    record_contract,
    record_departure,
    record_selection,
)
from registrations.actions.monthly_list import return_list
from registrations.models import JourneyEvent, Market, OverseasContract, Programme, Registration
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.registrations.journeys import COSTS, contract, contracted, departed, provider, selected, selection
from tests.registrations.lists import certified, received_list, september, submitted_list

pytestmark = pytest.mark.django_db
Stage = Registration.Stage


@pytest.fixture
def registration(personas):
    """Somebody on a list that the centre has received."""
    found = september(personas)
    received_list(personas)
    return found


def stage_of(registration) -> str:
    return Registration.objects.get(pk=registration.pk).stage


def test_the_way_from_list_to_departure_leaves_facts_and_events(personas, registration):
    done = departed(personas, registration)
    assert stage_of(registration) == Stage.DEPARTED
    assert done.total_cost == 97_000_000
    assert {cost.item: cost.paid_by_budget for cost in done.costs.all()} == {
        "service_fee": False,
        "training": True,
        "travel": False,
    }
    assert (done.departed_on, done.departure_note) == (date(2024, 10, 7), "VN 300")
    facts = JourneyEvent.objects.filter(registration=registration).values_list("kind", "happened_on")
    assert list(facts) == [
        ("selected", date(2024, 9, 30)),
        ("contracted", date(2024, 10, 2)),
        ("departed", date(2024, 10, 7)),
    ]
    labels = list(
        registration.events.filter(action__in=["select", "contract", "depart"]).values_list("label", flat=True)
    )
    assert labels == [
        "Trúng tuyển ngày 30/09/2024 – Công ty thử (hư cấu), Nhật Bản",
        "Ký hợp đồng ngày 02/10/2024 – số 12/2024/HĐ",
        "Xuất cảnh ngày 07/10/2024 – VN 300",
    ]


@pytest.mark.parametrize("persona", ["district_leader", "labour_leader", "commune_officer", "credit_officer"])
def test_only_the_centre_records(personas, registration, persona):
    user = getattr(personas, persona)
    with pytest.raises(NotAllowed):
        record_selection(registration=registration, by=user, **selection())
    contracted(personas, registration)
    with pytest.raises(NotAllowed):
        record_departure(registration=registration, by=user, departed_on=date(2024, 10, 7))
    with pytest.raises(NotAllowed):
        correct_contract(registration=registration, by=user, reason="Sai", **contract())
    assert stage_of(registration) == Stage.CONTRACTED


def test_nobody_is_selected_before_their_list_is_at_the_centre(personas):
    registration = september(personas)
    with pytest.raises(Refused) as refused:
        selected(personas, registration)
    assert refused.value.rule == "wrong_state"
    certified(personas)
    with pytest.raises(Refused) as refused:
        selected(personas, registration)
    assert refused.value.rule == "list_not_at_centre"
    assert not OverseasContract.objects.exists()


def test_a_list_with_somebody_selected_is_not_returned(personas):
    registration = september(personas)
    paper = submitted_list(personas)
    selected(personas, registration)
    with pytest.raises(Refused) as refused:
        return_list(monthly_list=paper, by=personas.centre_officer, reason="Sai")
    assert refused.value.rule == "already_selected"
    paper.refresh_from_db()
    assert (paper.status, paper.certified_by, stage_of(registration)) == (
        "submitted",
        personas.district_leader,
        Stage.SELECTED,
    )


def test_no_step_is_skipped_or_repeated(personas, registration):
    by = personas.centre_officer
    with pytest.raises(Refused):
        record_contract(registration=registration, by=by, **contract())
    selected(personas, registration)
    for call in (
        lambda: record_selection(registration=registration, by=by, **selection()),
        lambda: record_departure(registration=registration, by=by, departed_on=date(2024, 10, 7)),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.rule == "wrong_state"
    assert JourneyEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"selected_on": date(2024, 9, 16)}, "dates_in_order", "selected_on"),
        ({"selected_on": date(2024, 10, 9)}, "in_future", "selected_on"),
        ({"market": "KR"}, "programme_of_market", "programme"),
        ({"programme": "JP-DH"}, "programme_of_kind", "programme"),
        ({"provider": "inactive"}, "provider_inactive", "provider"),
    ],
)
def test_a_selection_that_cannot_be_is_refused(personas, registration, changes, rule, field):
    found = {
        "market": lambda code: Market.objects.get(code=code),
        "programme": lambda code: Programme.objects.get(code=code),
        "provider": lambda name: provider(name, is_active=False),
    }
    changes = {name: found[name](value) if name in found else value for name, value in changes.items()}
    with pytest.raises(Refused) as refused:
        selected(personas, registration, **changes)
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert stage_of(registration) == Stage.LISTED


@pytest.mark.parametrize("day", [date(2024, 9, 17), date(2024, 10, 8)])
def test_the_first_and_the_last_day_that_can_be_are_taken(personas, registration, day):
    assert selected(personas, registration, selected_on=day).selected_on == day


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"number": " "}, "number", "number"),
        ({"signed_on": date(2024, 9, 29)}, "dates_in_order", "signed_on"),
        ({"signed_on": date(2024, 10, 9)}, "in_future", "signed_on"),
        ({"months": 0}, "months", "months"),
        ({"months": 121}, "months", "months"),
        ({"planned_departure": date(2024, 10, 1)}, "dates_in_order", "planned_departure"),
        ({"costs": {}, "paid_by_budget": []}, "costs", None),
        ({"costs": {"travel": 0}, "paid_by_budget": []}, "costs", None),
        ({"costs": {"bribe": 1}, "paid_by_budget": []}, "cost_items", None),
        ({"paid_by_budget": ["deposit"]}, "cost_items", None),
    ],
)
def test_a_contract_that_cannot_be_is_refused(personas, registration, changes, rule, field):
    with pytest.raises(Refused) as refused:
        contracted(personas, registration, **changes)
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert stage_of(registration) == Stage.SELECTED


@pytest.mark.parametrize(("day", "rule"), [(date(2024, 10, 1), "dates_in_order"), (date(2024, 10, 9), "in_future")])
def test_a_departure_before_the_signing_or_to_come_is_refused(personas, registration, day, rule):
    with pytest.raises(Refused) as refused:
        departed(personas, registration, day)
    assert refused.value.rule == rule
    assert stage_of(registration) == Stage.CONTRACTED


def test_the_database_keeps_the_order_of_days_too(personas, registration):
    done = contracted(personas, registration)
    for name, changes in (
        ("overseas_contract_in_order", {"signed_on": date(2024, 9, 1)}),
        ("overseas_departure_after_signing", {"departed_on": date(2024, 10, 1)}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            OverseasContract.objects.filter(pk=done.pk).update(**changes)


def test_corrections_change_the_facts_and_keep_what_stood(personas, registration):
    contracted(personas, registration)
    by = personas.centre_officer
    correct_selection(
        registration=registration, by=by, reason="Ghi nhầm ngày", **selection(selected_on=date(2024, 9, 25))
    )
    mended = contract(number="13/2024/HĐ", costs={"travel": 1_000_000}, paid_by_budget=())
    done = correct_contract(registration=registration, by=by, reason="Nhầm số", **mended)
    done.refresh_from_db()
    assert (done.number, done.selected_on, done.total_cost) == ("13/2024/HĐ", date(2024, 9, 25), 1_000_000)
    first, second = registration.events.filter(action__startswith="correct_")
    assert first.reason.startswith("Ghi nhầm ngày\nTrước khi đính chính: ")
    assert "ngày trúng tuyển: 30/09/2024" in first.reason
    assert "số hợp đồng: 12/2024/HĐ" in second.reason
    assert "tổng chi phí: 97.000.000 đồng" in second.reason
    assert (first.from_state, first.to_state) == (Stage.CONTRACTED, Stage.CONTRACTED)
    assert JourneyEvent.objects.count() == 2


def test_a_correction_needs_a_reason_and_its_days_in_order(personas, registration):
    contracted(personas, registration)
    by = personas.centre_officer
    with pytest.raises(Refused) as refused:
        correct_contract(registration=registration, by=by, reason=" ", **contract(number="13"))
    assert refused.value.rule == "reason_required"
    with pytest.raises(Refused) as refused:
        correct_selection(registration=registration, by=by, reason="Sai", **selection(selected_on=date(2024, 10, 3)))
    assert refused.value.rule == "dates_in_order"
    assert OverseasContract.objects.get().number == "12/2024/HĐ"
    assert OverseasContract.objects.get().total_cost == sum(COSTS.values())


def test_nothing_is_corrected_after_departure(personas, registration):
    departed(personas, registration)
    with pytest.raises(Refused) as refused:
        correct_contract(registration=registration, by=personas.centre_officer, reason="Sai", **contract())
    assert refused.value.rule == "wrong_state"
