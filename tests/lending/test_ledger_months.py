"""Months of booking: open, reconciling, locked, by the bank's branch."""

from datetime import date

import pytest

from lending.ledger.months import MONTH, is_locked, lock_month, month_of, reconcile_month, resume_month
from lending.models import LedgerMonth
from soctrang_loans.organisation.clock import at, business_time
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.lending.ledger_world import receive, sources
from tests.personas import Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def september(personas: Personas) -> LedgerMonth:
    """September, being reconciled."""
    return reconcile_month(year=2024, month=9, by=personas.branch_officer)


def test_a_month_is_locked_step_by_step(september: LedgerMonth, personas: Personas) -> None:
    assert september.state == "reconciling"
    september = resume_month(month=september, by=personas.branch_officer, reason="Sao kê thiếu một chứng từ")
    assert september.state == "open"
    september = reconcile_month(year=2024, month=9, by=personas.branch_officer)
    september = lock_month(month=september, by=personas.branch_director)
    assert september.state == "locked"
    assert [event.action for event in september.events.all()] == ["reconcile", "resume", "reconcile", "lock"]
    assert is_locked(date(2024, 9, 30))
    assert not is_locked(date(2024, 10, 1))
    assert month_of(date(2024, 9, 1)) == september
    assert month_of(date(2024, 10, 1)) is None


def test_nothing_is_booked_into_a_locked_month(september: LedgerMonth, personas: Personas) -> None:
    source = sources()[0]
    with business_time(at(date(2024, 9, 30))):
        receive(source, 10)
    lock_month(month=september, by=personas.branch_director)
    with business_time(at(date(2024, 9, 30))), pytest.raises(Refused) as refused:
        receive(source, 10)
    assert refused.value.rule == "ledger_entry_locked_month"
    (late,) = receive(source, 10, value_date=date(2024, 9, 30)).lines
    assert (late.booked_on, late.value_date) == (date(2024, 10, 8), date(2024, 9, 30))


def test_a_month_that_is_not_over_is_not_locked(personas: Personas) -> None:
    october = reconcile_month(year=2024, month=10, by=personas.branch_officer)
    with pytest.raises(Refused) as refused:
        lock_month(month=october, by=personas.branch_director)
    assert refused.value.rule == "ledger_month_not_over"
    with business_time(at(date(2024, 11, 1), 0)):
        assert lock_month(month=october, by=personas.branch_director).state == "locked"


def test_a_month_that_has_not_come_is_not_reconciled(personas: Personas) -> None:
    with pytest.raises(Refused) as refused:
        reconcile_month(year=2024, month=11, by=personas.branch_officer)
    assert refused.value.rule == "ledger_month_future"


def test_a_locked_month_stays_locked(september: LedgerMonth, personas: Personas) -> None:
    lock_month(month=september, by=personas.branch_director)
    for work in (
        lambda: reconcile_month(year=2024, month=9, by=personas.branch_officer),
        lambda: resume_month(month=september, by=personas.branch_officer, reason="Quên chứng từ"),
        lambda: lock_month(month=september, by=personas.branch_director),
    ):
        with pytest.raises(Refused) as refused:
            work()
        assert refused.value.rule == "wrong_state"


def test_reopening_says_why(september: LedgerMonth, personas: Personas) -> None:
    with pytest.raises(Refused) as refused:
        resume_month(month=september, by=personas.branch_officer, reason=" ")
    assert refused.value.rule == "reason_required"


@pytest.mark.parametrize("name", ["credit_officer", "finance_leader", "labour_leader", "office_director"])
def test_only_the_branch(september: LedgerMonth, personas: Personas, name: str) -> None:
    with pytest.raises(NotAllowed):
        reconcile_month(year=2024, month=8, by=getattr(personas, name))
    with pytest.raises(NotAllowed):
        lock_month(month=september, by=getattr(personas, name))


def test_the_branchs_officer_does_not_lock(september: LedgerMonth, personas: Personas) -> None:
    with pytest.raises(NotAllowed):
        lock_month(month=september, by=personas.branch_officer)
    assert [each.name for each in MONTH.available(september, personas.branch_officer)] == ["resume"]
