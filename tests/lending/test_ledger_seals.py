"""The daily seal: every finished day once, in order, made up when the scheduler was away."""

from datetime import date, datetime

import pytest

from lending.ledger import accounts
from lending.ledger.seals import canonical_lines, day_digest, seal_due_days
from lending.models import FundingSource, LedgerSeal
from soctrang_loans.audit.seal import GENESIS
from soctrang_loans.organisation.clock import VIETNAM, at, business_time
from soctrang_loans.organisation.refusal import Refused
from tests.lending.ledger_world import approve, contract, receive, sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> FundingSource:
    """A source that money came into on 1, 3 and 4 October."""
    source = sources()[0]
    for day in (1, 3, 4):
        with business_time(at(date(2024, 10, day), 23, 59)):
            receive(source, 100 * day)
    return source


def test_finished_days_with_entries_are_sealed_once_in_order(source: FundingSource) -> None:
    with business_time(datetime(2024, 10, 4, 23, 59, 59, tzinfo=VIETNAM)):
        first = seal_due_days()
        assert seal_due_days() == []
    with business_time(datetime(2024, 10, 5, 0, 0, tzinfo=VIETNAM)):
        second = seal_due_days()
        assert seal_due_days() == []
    assert [seal.day.day for seal in first + second] == [1, 3, 4]
    assert first[0].previous == GENESIS
    assert [seal.previous for seal in (*first[1:], *second)] == [first[0].digest, first[1].digest]
    assert [seal.entry_count for seal in first + second] == [1, 1, 1]


def test_today_stays_open_whatever_is_asked_for(source: FundingSource) -> None:
    with business_time(at(date(2024, 10, 4))):
        assert [seal.day.day for seal in seal_due_days(today=date(2024, 10, 3))] == [1]
        assert [seal.day.day for seal in seal_due_days(today=date(2025, 1, 1))] == [3]
        receive(source, 5)


def test_the_moment_after_midnight_belongs_to_the_next_day(source: FundingSource) -> None:
    with business_time(at(date(2024, 10, 5))):
        seal_due_days()
    with business_time(datetime(2024, 10, 4, 23, 59, 59, tzinfo=VIETNAM)), pytest.raises(Refused) as refused:
        receive(source, 5)
    assert refused.value.rule == "ledger_entry_sealed_day"
    with business_time(datetime(2024, 10, 5, 0, 0, tzinfo=VIETNAM)):
        receive(source, 5)


def test_the_digest_is_of_every_fact_in_booking_order_and_the_same_on_both_databases(source: FundingSource) -> None:
    loan = contract(source)
    with business_time(datetime(2024, 10, 7, 8, 30, 0, 120, tzinfo=VIETNAM)):
        approve(loan, 5, event="duyệt", value_date=date(2024, 10, 2), plan=loan.plan)
    (line,) = canonical_lines(date(2024, 10, 7))
    assert {key: value for key, value in line.items() if key not in ("id", "by_id")} == {
        "event": "duyệt",
        "line": 1,
        "kind": "approval",
        "debit__key": accounts.committed(loan, "new").key,
        "credit__key": accounts.available(source, "new").key,
        "amount": 5,
        "value_date": date(2024, 10, 2),
        "booked_at": "2024-10-07T01:30:00.000120+00:00",
        "booked_on": date(2024, 10, 7),
        "plan__year": 2024,
        "reverses_id": None,
        "reason": "",
    }
    first, count, last_id = day_digest(date(2024, 10, 7), GENESIS)
    assert (len(first), count, last_id) == (64, 1, line["id"])
    assert day_digest(date(2024, 10, 7), first)[0] != first


def test_an_empty_ledger_has_nothing_to_seal(db: None) -> None:
    assert seal_due_days() == []
    assert not LedgerSeal.objects.exists()
