"""Races on PostgreSQL, each with a control that fails when its guard is off.

SQLite has one writer at a time by its IMMEDIATE transactions, so there is nothing to race there.
"""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction

from lending.ledger import accounts
from lending.ledger.posting import Leg, post
from lending.ledger.seals import seal_due_days
from lending.models import EntryKind, LedgerSeal
from soctrang_loans.organisation.clock import at, business_date, business_time
from soctrang_loans.organisation.refusal import Refused
from tests.conftest import OCTOBER
from tests.lending.ledger_world import (
    account,
    book,
    contract,
    differences,
    execute,
    insert,
    line_values,
    receive,
    sources,
    user,
)

THREADS = 16


def together(*work: Callable[[], object]) -> list[object]:
    """Run each in a thread with its own connection, all from one starting line; answers results and exceptions."""
    line = Barrier(len(work))
    results: list[object] = [None] * len(work)

    def run(index: int) -> None:
        try:
            # A new thread has a context of its own, where the clock is not frozen.
            with business_time(OCTOBER):
                line.wait(timeout=20)
                results[index] = work[index]()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(index,)) for index in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def refusals(results: list[object]) -> list[str]:
    """The rules that refused; any other exception is raised."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refused):
            raise result
    return [result.rule for result in results if isinstance(result, Refused)]


if connection.vendor == "postgresql":
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_the_last_dong_is_approved_once() -> None:
        source, by, today = sources()[0], user(), business_date()
        receive(source, 1_000)
        free = accounts.available(source, "new")
        loans = [contract(source) for _ in range(4)]
        accounts.rows([accounts.committed(loan, "new") for loan in loans])

        def approval(number: int) -> Callable[[], object]:
            legs = [Leg(accounts.committed(loans[number], "new"), free, 600)]

            def work() -> object:
                with transaction.atomic():
                    # Both have seen that there is enough before either has posted.
                    seen.append(accounts.balance(free))
                    if number < 2:
                        meet.wait(timeout=20)
                    return post(event=f"duyệt {number}", kind=EntryKind.APPROVAL, legs=legs, value_date=today, by=by)

            return work

        seen: list[int] = []
        meet = Barrier(2)
        results = together(approval(0), approval(1))
        assert seen == [1_000, 1_000]
        assert refusals(results) == ["available_not_negative"]
        (refused,) = [result for result in results if isinstance(result, Refused)]
        assert "chỉ còn 400 đồng, không đủ 600 đồng" in refused.message
        assert accounts.balance(free) == 400
        assert differences() == []

        # Control: without the floor the same race overdraws the pool, and verify_ledger says so.
        execute("ALTER TABLE lending_ledgeraccount DROP CONSTRAINT available_not_negative")
        try:
            receive(source, 200)
            meet = Barrier(2)
            assert refusals(together(approval(2), approval(3))) == []
            assert accounts.balance(free) == -600
            assert any("số dư âm" in line for line in differences())
            receive(source, 600)
        finally:
            execute(
                "ALTER TABLE lending_ledgeraccount ADD CONSTRAINT available_not_negative "
                "CHECK (NOT kind = 'available' OR balance >= 0) NOT VALID"
            )

    def test_one_voucher_from_two_channels_is_posted_once() -> None:
        source, by, today = sources()[0], user(), business_date()
        ref = accounts.available(source, "new")
        legs = [Leg(ref, accounts.capital(source, "new"), 700)]

        def work() -> object:
            with transaction.atomic():
                return post(event="vốn", kind=EntryKind.CAPITAL_RECEIVED, legs=legs, value_date=today, by=by)

        results = together(*[work] * 4)
        assert refusals(results) == []
        assert sorted(result.repeated for result in results) == [False, True, True, True]
        assert accounts.balance(ref) == 700
        # Control: the same without the key.
        execute("ALTER TABLE lending_ledgerentry DROP CONSTRAINT ledger_entry_event_line_unique")
        try:
            meet = Barrier(4)

            def careless() -> object:
                with transaction.atomic():
                    meet.wait(timeout=20)
                    return insert(line_values(account(ref), account(legs[0].credit), event="hai lần", amount=5))

            assert refusals(together(*[careless] * 4)) == []
            assert accounts.balance(ref) == 720
            assert any("hai lần" in line for line in differences())
        finally:
            guards = "no_change", "no_truncate"
            for guard in guards:
                execute(f"ALTER TABLE lending_ledgerentry DISABLE TRIGGER lending_ledgerentry_{guard}")
            execute("DELETE FROM lending_ledgerentry WHERE event = 'hai lần'")
            for guard in guards:
                execute(f"ALTER TABLE lending_ledgerentry ENABLE TRIGGER lending_ledgerentry_{guard}")
            execute(
                "ALTER TABLE lending_ledgerentry ADD CONSTRAINT ledger_entry_event_line_unique UNIQUE (event, line)"
            )

    def test_many_events_of_many_legs_do_not_wait_for_each_other_in_a_circle() -> None:
        by, today = user(), business_date()
        first, second = sources()[:2]
        for source in (first, second):
            receive(source, 1_000_000)
            receive(source, 1_000_000, pool="recovered")
        loans = {source.pk: [contract(source) for _ in range(3)] for source in (first, second)}

        def worker(number: int) -> Callable[[], object]:
            source = (first, second)[number % 2]
            # Every thread goes through the same accounts in an order of its own, and the first makes them.
            mine = loans[source.pk][number % 3 :] + loans[source.pk][: number % 3]
            if number % 4 >= 2:
                mine.reverse()
            pairs = [(loan, pool) for loan in mine for pool in ("new", "recovered")]
            legs = [Leg(accounts.committed(loan, p), accounts.available(source, p), 1) for loan, p in pairs]

            def work() -> object:
                for turn in range(10):
                    with transaction.atomic():
                        post(
                            event=f"{number}/{turn}",
                            kind=EntryKind.APPROVAL,
                            legs=legs,
                            value_date=today,
                            by=by,
                        )
                return "done"

            return work

        results = together(*[worker(number) for number in range(THREADS)])
        assert refusals(results) == []
        assert results == ["done"] * THREADS
        for source in (first, second):
            for pool in ("new", "recovered"):
                taken = 3 * 10 * THREADS // 2
                assert accounts.balance(accounts.available(source, pool)) == 1_000_000 - taken
        assert differences() == []

    def test_a_seal_waits_for_who_is_booking_and_who_comes_late_is_refused() -> None:
        source, by, today = sources()[0], user(), business_date()
        receive(source, 10)
        legs = [Leg(accounts.available(source, "new"), accounts.capital(source, "new"), 5)]
        booked, sealing = Barrier(2), Barrier(2)

        def slow() -> object:
            with transaction.atomic():
                posted = post(event="chậm", kind=EntryKind.CAPITAL_RECEIVED, legs=legs, value_date=today, by=by)
                booked.wait(timeout=20)
                sealing.wait(timeout=20)
                # The sealer is waiting for this transaction by now.
                execute("SELECT pg_sleep(0.3)")
                return posted

        def sealer() -> object:
            booked.wait(timeout=20)
            with business_time(at(today.replace(day=9))):
                sealing.wait(timeout=20)
                return seal_due_days()

        refusals(together(slow, sealer))
        (seal,) = LedgerSeal.objects.all()
        assert seal.entry_count == 2
        with pytest.raises(Refused) as refused:
            book(EntryKind.CAPITAL_RECEIVED, *legs)
        assert refused.value.rule == "ledger_entry_sealed_day"
        assert differences() == []

        # Two schedulers seal a day once.
        def schedule() -> object:
            with business_time(at(today.replace(day=11))):
                return seal_due_days()

        with business_time(at(today.replace(day=10))):
            receive(source, 3)
        results = together(*[schedule] * 4)
        refusals(results)
        assert sorted(len(result) for result in results) == [0, 0, 0, 1]
