"""Races on PostgreSQL, each with a control that fails when its guard is off.

SQLite has one writer at a time by its IMMEDIATE transactions, so there is nothing to race there.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection, transaction

from lending.ledger import accounts
from lending.ledger.posting import Leg, post
from lending.ledger.rules import lay_again
from lending.ledger.seals import seal_due_days
from lending.models import EntryKind, LedgerMonth, LedgerSeal
from soctrang_loans.organisation.clock import at, business_date, business_time
from soctrang_loans.organisation.refusal import Refused
from tests.conftest import OCTOBER
from tests.lending.ledger_world import (
    account,
    contract,
    differences,
    execute,
    insert,
    line_values,
    receive,
    sources,
    user,
)
from tests.races import together

THREADS = 16


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

    def test_a_transaction_of_two_events_holds_their_accounts_first() -> None:
        by, today = user(), business_date()
        refs = [accounts.available(source, "new") for source in sources()[:2]]
        for source in sources()[:2]:
            receive(source, 10)

        def work(name: str, order: list[int], hold: bool) -> Callable[[], object]:
            def both() -> object:
                with transaction.atomic():
                    if hold:
                        accounts.hold(refs)
                    for turn, index in enumerate(order):
                        source = sources()[index]
                        leg = Leg(refs[index], accounts.capital(source, "new"), 1)
                        kind = EntryKind.CAPITAL_RECEIVED
                        post(event=f"{name}/{turn}", kind=kind, legs=[leg], value_date=today, by=by)
                        if turn == 0 and not hold:
                            meet.wait(timeout=20)
                return "done"

            return both

        assert together(work("a", [0, 1], True), work("b", [1, 0], True)) == ["done", "done"]
        # Control: the same two without holding stop each other, and PostgreSQL ends one of them.
        meet = Barrier(2)
        results = together(work("c", [0, 1], False), work("d", [1, 0], False))
        assert sum(isinstance(result, OperationalError) for result in results) == 1
        assert accounts.balances(refs) == {refs[0]: 13, refs[1]: 13}

    def finish_while_booking(moment: datetime, finish: Callable[[], object], patience: float) -> list[str]:
        """Run `finish` while a posting of that moment is under way; in which order the two came to their end.

        The posting waits for the other to finish, but no longer than `patience` seconds.
        """
        source, by = sources()[0], user()
        leg = Leg(accounts.available(source, "new"), accounts.capital(source, "new"), 5)
        accounts.rows([leg.debit, leg.credit])
        ended: list[str] = []
        booked, finished = Event(), Event()

        def slow() -> object:
            with business_time(moment), transaction.atomic():
                kind = EntryKind.CAPITAL_RECEIVED
                post(event=f"chậm {moment}", kind=kind, legs=[leg], value_date=moment.date(), by=by)
                booked.set()
                finished.wait(timeout=patience)
                ended.append("booked")

        def finisher() -> object:
            booked.wait(timeout=20)
            result = finish()
            ended.append("finished")
            finished.set()
            return result

        assert refusals(together(slow, finisher)) == []
        return ended

    def lift(function: str) -> None:
        """Take the table lock out of a function of the rules."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
            (definition,) = cursor.fetchone()
            assert "LOCK TABLE" in definition
            cursor.execute(re.sub(r"LOCK TABLE [^;]*;", "", definition))

    def test_a_seal_waits_for_who_is_booking() -> None:
        def seal() -> object:
            with business_time(at(OCTOBER.date() + timedelta(days=1))):
                return seal_due_days()

        receive(sources()[0], 10)
        assert finish_while_booking(OCTOBER, seal, 0.5) == ["booked", "finished"]
        assert LedgerSeal.objects.get().entry_count == 2
        assert differences() == []
        with pytest.raises(Refused) as refused:
            receive(sources()[0], 10)
        assert refused.value.rule == "ledger_entry_sealed_day"

        # Control: without the lock the day is sealed over the posting's head, and verify_ledger says so.
        later = OCTOBER + timedelta(days=2)
        for function in ("lending_ledger_hold_entries", "lending_ledger_seal_guard"):
            lift(function)
        try:
            with business_time(later):
                receive(sources()[0], 10)

            def seal_later() -> object:
                with business_time(at(later.date() + timedelta(days=1))):
                    return seal_due_days()

            assert finish_while_booking(later, seal_later, 20) == ["finished", "booked"]
            assert any("ghi 1 bút toán" in line and "sổ có 2" in line for line in differences())
        finally:
            lay_again(connection)

    def test_two_schedulers_seal_a_day_once() -> None:
        receive(sources()[0], 10)

        def seal() -> object:
            with business_time(at(OCTOBER.date() + timedelta(days=1))):
                return len(seal_due_days())

        assert sorted(together(*[seal] * 4)) == [0, 0, 0, 1]

    def test_a_month_is_locked_after_whoever_is_booking_in_it() -> None:
        def lock(month: int) -> Callable[[], object]:
            def work() -> object:
                with transaction.atomic():
                    found = LedgerMonth.objects.create(year=2024, month=month)
                    for state, locked_at in (("reconciling", None), ("locked", OCTOBER)):
                        LedgerMonth.objects.filter(pk=found.pk).update(state=state, locked_at=locked_at)

            return work

        assert finish_while_booking(at(date(2024, 9, 30)), lock(9), 0.5) == ["booked", "finished"]
        # Control: without the lock the month is closed over the posting's head.
        lift("lending_ledger_month_guard")
        try:
            assert finish_while_booking(at(date(2024, 8, 30)), lock(8), 20) == ["finished", "booked"]
        finally:
            lay_again(connection)
