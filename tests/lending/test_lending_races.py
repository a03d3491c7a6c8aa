"""Two at once, on PostgreSQL: two directors on one dossier, one voucher twice, two approvals of the last đồng.

SQLite lets one writer in at a time. Each race has a control with the guard off that shows the fault.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from lending.actions import approve
from lending.ledger.accounts import available, balance, principal_current
from lending.models import Dossier, LoanContract, Voucher
from lending.models.ledger import LedgerEntry
from soctrang_loans.organisation.models import Role, User
from tests.lending.loans import MILLION, Loans, second, source
from tests.personas import Personas
from tests.races import on_postgresql, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), on_postgresql]


def meet_at(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Let both sessions pass a function of the action only together, after it has looked."""
    module, name = place.rsplit(".", 1)
    looked = threading.Barrier(2)
    original = getattr(__import__(module, fromlist=[name]), name)

    def look_and_wait(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        looked.wait(timeout=10)
        return result

    monkeypatch.setattr(place, look_and_wait)


@contextmanager
def without_floor(rule: str) -> Iterator[None]:
    """The named CHECK of the ledger's accounts lifted, and laid again when its account has been brought back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [rule])
        definition = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE lending_ledgeraccount DROP CONSTRAINT {rule}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE lending_ledgeraccount ADD CONSTRAINT {rule} {definition} NOT VALID")


def decide(dossier: Dossier, by: User, amount: int = 100 * MILLION) -> Callable[[], Any]:
    return lambda: approve(dossier=dossier, by=by, amount=amount, months=36)


# --- two directors on one dossier


def test_of_two_directors_one_decides(loans: Loans, personas: Personas) -> None:
    loans.fund(500 * MILLION)
    dossier = loans.checked()
    deputy = second(Role.DIRECTOR, personas.office_director, "pgd.kesach.2")
    assert outcomes(decide(dossier, personas.office_director), decide(dossier, deputy)) == ["done", "wrong_state"]
    assert LoanContract.objects.count() == 1
    assert balance(available(source(), "new")) == 400 * MILLION


def test_control_without_the_row_lock_both_get_as_far_as_the_contract(
    loans: Loans, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock both see a dossier to decide; only the database's one-to-one stops the second."""
    loans.fund(500 * MILLION)
    dossier = loans.checked()
    deputy = second(Role.DIRECTOR, personas.office_director, "pgd.kesach.2")
    monkeypatch.setattr(
        "lending.actions.decision.locked",
        lambda paper, by: Dossier.objects.select_related("office", "registration").get(pk=paper.pk),
    )
    meet_at(monkeypatch, "lending.actions.decision.refuse_same_person")
    fifty = 50 * MILLION
    told = outcomes(decide(dossier, personas.office_director, fifty), decide(dossier, deputy, fifty))
    assert told == ["done", "lending_loancontract_dossier_id_unique"]


# --- one voucher twice


def test_of_one_voucher_entered_twice_one_pays(loans: Loans) -> None:
    loans.fund(200 * MILLION)
    contract = loans.signed()
    pay = lambda: loans.disburse(contract, 50 * MILLION, by=loans.personas.credit_officer)  # noqa: E731
    assert outcomes(pay, pay) == ["done", "repeated"]
    assert balance(principal_current(contract)) == 50 * MILLION
    assert (Voucher.objects.count(), LedgerEntry.objects.filter(kind="disbursement").count()) == (1, 1)


def test_of_two_whole_disbursements_one_pays(loans: Loans) -> None:
    loans.fund(200 * MILLION)
    contract = loans.signed()
    works = [lambda number=number: loans.disburse(contract, 117 * MILLION, number) for number in ("GN1", "GN2")]
    assert outcomes(*works) == ["committed_not_negative", "done"]
    assert balance(principal_current(contract)) == 117 * MILLION


def test_control_without_the_row_lock_both_see_the_money(loans: Loans, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock both sessions find 117 million to disburse; with the floor lifted too, both pay it out."""
    loans.fund(200 * MILLION)
    contract = loans.signed()
    monkeypatch.setattr(
        "lending.actions.disbursement.locked_contract", lambda paper, by: LoanContract.objects.get(pk=paper.pk)
    )
    meet_at(monkeypatch, "lending.actions.disbursement._check_amount")
    # The state is written first, and that alone would put the two in line.
    stateless = SimpleNamespace(move=lambda *args, **kwargs: None)
    monkeypatch.setattr("lending.actions.disbursement.CONTRACT", stateless)
    works = [lambda number=number: loans.disburse(contract, 117 * MILLION, number) for number in ("GN1", "GN2")]
    with without_floor("committed_not_negative"):
        told = outcomes(*works)
    assert told == ["done", "done"]
    assert balance(principal_current(contract)) == 234 * MILLION


# --- the last đồng of a source


def test_of_two_approvals_of_the_last_dong_one_is_refused(loans: Loans, personas: Personas) -> None:
    loans.fund(100 * MILLION)
    first, other = loans.checked(), loans.checked()
    deputy = second(Role.DIRECTOR, personas.office_director, "pgd.kesach.2")
    told = outcomes(decide(first, personas.office_director), decide(other, deputy))
    assert told == ["available_not_negative", "done"]
    assert balance(available(source(), "new")) == 0
    assert LoanContract.objects.count() == 1


def test_control_without_hold_and_floor_both_are_approved(
    loans: Loans, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans.fund(100 * MILLION)
    first, other = loans.checked(), loans.checked()
    deputy = second(Role.DIRECTOR, personas.office_director, "pgd.kesach.2")
    monkeypatch.setattr("lending.actions.decision.hold", lambda refs: {ref: balance(ref) for ref in refs})
    meet_at(monkeypatch, "lending.actions.decision.draws")
    with without_floor("available_not_negative"):
        told = outcomes(decide(first, personas.office_director), decide(other, deputy))
    assert told == ["done", "done"]
    assert balance(available(source(), "new")) == -100 * MILLION


def test_without_hold_the_database_still_refuses_the_second(
    loans: Loans, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans.fund(100 * MILLION)
    first, other = loans.checked(), loans.checked()
    deputy = second(Role.DIRECTOR, personas.office_director, "pgd.kesach.2")
    monkeypatch.setattr("lending.actions.decision.hold", lambda refs: {ref: balance(ref) for ref in refs})
    meet_at(monkeypatch, "lending.actions.decision.draws")
    told = outcomes(decide(first, personas.office_director), decide(other, deputy))
    assert told == ["available_not_negative", "done"]
    assert balance(available(source(), "new")) == 0
