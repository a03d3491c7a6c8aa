"""Whatever is tried in whatever order: the ledger agrees with a model of plain sums, and its identities hold."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lending.ledger import accounts
from lending.ledger.accounts import AccountRef
from lending.ledger.posting import Leg, Posted, post, reverse
from lending.ledger.seals import seal_due_days
from lending.models import EntryKind, LoanContract
from soctrang_loans.organisation.clock import at, business_date, business_time
from soctrang_loans.organisation.refusal import Refused
from tests.lending.ledger_world import contract, differences, sources, user

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["receive", "withdraw", "approve", "release", "disburse", "collect", "relend", "reverse", "next day"]
        ),
        st.integers(0, 3),
        st.sampled_from(["new", "recovered"]),
        st.integers(1, 60),
        st.integers(0, 5),
    ),
    min_size=5,
    max_size=30,
)


class Model:
    """The ledger as sums in a dictionary: an event happens if every floor holds after it."""

    def __init__(self, loans: list[LoanContract]) -> None:
        self.loans = loans
        self.held: dict[AccountRef, int] = defaultdict(int)
        self.events: dict[str, list[Leg]] = {}
        self.reversed: set[str] = set()

    def legs(self, verb: str, which: int, pool: str, amount: int) -> tuple[EntryKind, Leg]:
        """What the verb would post."""
        loan = self.loans[which]
        source = loan.source
        free, committed = accounts.available(source, pool), accounts.committed(loan, pool)
        waiting, owed = accounts.recovered_waiting(source), accounts.principal_current(loan)
        capital = accounts.capital(source, "new")
        kind, debit, credit = {
            "receive": (EntryKind.CAPITAL_RECEIVED, free, capital),
            "withdraw": (EntryKind.CAPITAL_WITHDRAWN, capital, free),
            "approve": (EntryKind.APPROVAL, committed, free),
            "release": (EntryKind.APPROVAL_RELEASED, free, committed),
            "disburse": (EntryKind.DISBURSEMENT, owed, committed),
            "collect": (EntryKind.PRINCIPAL_COLLECTED, waiting, owed),
            "relend": (EntryKind.RELEASED_FOR_LENDING, accounts.available(source, "recovered"), waiting),
        }[verb]
        return kind, Leg(debit, credit, amount)

    def takes(self, legs: list[Leg]) -> bool:
        """Whether the event is possible; it then has happened."""
        after = dict(self.held)
        for leg in legs:
            after[leg.debit] = after.get(leg.debit, 0) + leg.debit.kind.sign * leg.amount
            after[leg.credit] = after.get(leg.credit, 0) - leg.credit.kind.sign * leg.amount
            if min(after[leg.debit], after[leg.credit]) < 0:
                return False
        self.held.update(after)
        return True


def attempt(work: object) -> Posted | None:
    """What the ledger answered; None for a refusal."""
    try:
        with transaction.atomic():
            return work()  # type: ignore[operator]
    except Refused:
        return None


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_ledger_agrees_with_plain_sums(steps: list[tuple[str, int, str, int, int]]) -> None:
    with transaction.atomic():
        first, second = sources()[:2]
        model = Model([contract(first), contract(first), contract(second), contract(second)])
        by, start, known = user(), business_date(), []
        day = start
        for number, (verb, which, pool, amount, back) in enumerate(steps):
            with business_time(at(day)):
                if verb == "next day":
                    seal_due_days()
                    # A figure as known at a past moment, to be asked again at the end.
                    ref = accounts.available(model.loans[which].source, pool)
                    asked = {"value_date": day, "known_at": at(day, 23)}
                    known.append((ref, asked, accounts.balance_as_of(ref, **asked)))
                    day += timedelta(days=1)
                elif verb == "reverse":
                    if not model.events:
                        continue
                    event = sorted(model.events)[amount % len(model.events)]
                    posted = attempt(lambda event=event: reverse(event=event, reason="Thử", by=by))
                    if event in model.reversed:
                        assert posted is not None
                        assert posted.repeated
                        continue
                    mirrored = [Leg(leg.credit, leg.debit, leg.amount) for leg in reversed(model.events[event])]
                    assert (posted is not None) == model.takes(mirrored)
                    if posted:
                        model.reversed.add(event)
                else:
                    kind, leg = model.legs(verb, which, pool, amount)
                    legs = [leg] * (1 + number % 2)
                    content = {"event": f"e{number:02d}", "kind": kind, "legs": legs, "by": by, "plan": None}
                    content["value_date"] = day - timedelta(days=back)
                    posted = attempt(lambda content=content: post(**content))
                    assert (posted is not None) == model.takes(legs)
                    if posted:
                        model.events[posted.event] = legs
                        assert attempt(lambda content=content: post(**content)).repeated
        assert accounts.balances(list(model.held)) == model.held
        assert differences() == []
        for ref, asked, figure in known:
            assert accounts.balance_as_of(ref, **asked) == figure
        for ref, held in model.held.items():
            assert accounts.balance_as_of(ref, value_date=date(2030, 1, 1)) == held
        transaction.set_rollback(True)
