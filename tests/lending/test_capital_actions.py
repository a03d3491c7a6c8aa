"""Capital is recorded by one and confirmed by another; only then does the ledger know it."""

from datetime import date

import pytest
from django.db import IntegrityError

from lending.actions import cancel_capital, confirm_capital, record_capital, record_opening, reject_capital
from lending.ledger.accounts import available, balance
from lending.models import CapitalNotice
from lending.models.ledger import LedgerEntry
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.lending.loans import MILLION, TODAY, Loans, source
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def test_recorded_capital_is_not_lendable_until_the_bank_confirms(loans: Loans, personas: Personas) -> None:
    notice = loans.notice(500 * MILLION)
    assert balance(available(source(), "new")) == 0
    assert LedgerEntry.objects.count() == 0

    confirm_capital(notice=notice, by=personas.branch_controller, received_on=TODAY)

    assert balance(available(source(), "new")) == 500 * MILLION
    entry = LedgerEntry.objects.get()
    assert (entry.plan, entry.amount, entry.value_date) == (loans.plan, 500 * MILLION, TODAY)
    assert [event.action for event in notice.events.all()] == ["record", "confirm"]


def test_opening_balance_goes_to_its_pool(loans: Loans) -> None:
    loans.opening(40 * MILLION, pool="recovered")
    assert balance(available(source(), "recovered")) == 40 * MILLION
    assert LedgerEntry.objects.get().kind == "opening"


def test_confirming_twice_posts_once(loans: Loans, personas: Personas) -> None:
    notice = loans.fund(10 * MILLION)
    with pytest.raises(Refused) as refused:
        confirm_capital(notice=notice, by=personas.branch_controller, received_on=TODAY)
    assert refused.value.rule == "wrong_state"
    assert balance(available(source(), "new")) == 10 * MILLION


def test_nobody_confirms_what_they_recorded(loans: Loans, personas: Personas) -> None:
    notice = record_opening(
        by=personas.branch_director,
        plan=loans.plan,
        source=source(),
        pool="new",
        document_number="1/BB",
        document_date=TODAY,
        amount=MILLION,
        value_date=TODAY,
    )
    with pytest.raises(Refused) as refused:
        confirm_capital(notice=notice, by=personas.branch_director, received_on=TODAY)
    assert refused.value.rule == "capital_notice_two_people"
    assert balance(available(source(), "new")) == 0


def test_the_database_refuses_one_person_in_both_places(loans: Loans, personas: Personas) -> None:
    notice = loans.notice(MILLION)
    with pytest.raises(IntegrityError, match="capital_notice_two_people"):
        CapitalNotice.objects.filter(pk=notice.pk).update(confirmed_by=personas.finance_officer)


def test_rejection_and_cancellation_need_a_reason_and_post_nothing(loans: Loans, personas: Personas) -> None:
    rejected, cancelled = loans.notice(MILLION), loans.notice(MILLION)
    with pytest.raises(Refused, match="lý do"):
        reject_capital(notice=rejected, by=personas.branch_director, reason=" ")
    reject_capital(notice=rejected, by=personas.branch_director, reason="Tiền chưa về tài khoản")
    cancel_capital(notice=cancelled, by=personas.finance_officer, reason="Ghi nhầm nguồn")
    assert [CapitalNotice.objects.get(pk=each.pk).status for each in (rejected, cancelled)] == ["rejected", "cancelled"]
    assert LedgerEntry.objects.count() == 0


def test_a_rejected_document_may_be_recorded_again_and_a_live_one_not(loans: Loans, personas: Personas) -> None:
    notice = loans.notice(MILLION)
    content = {
        "by": personas.finance_officer,
        "plan": notice.plan,
        "source": notice.source,
        "kind": notice.kind,
        "document_number": notice.document_number,
        "document_date": notice.document_date,
        "amount": MILLION,
        "transferred_on": TODAY,
    }
    with pytest.raises(Refused) as refused:
        record_capital(**content)
    assert refused.value.rule == "capital_notice_document_unique"
    assert "đã được ghi nhận" in refused.value.message
    reject_capital(notice=notice, by=personas.branch_director, reason="Sai số tiền")
    assert record_capital(**content).status == "recorded"


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        ("finance_officer", True),
        ("finance_leader", True),
        ("branch_officer", False),
        ("labour_officer", False),
        ("credit_officer", False),
    ],
)
def test_who_records_capital(loans: Loans, personas: Personas, person: str, allowed: bool) -> None:
    content = {
        "plan": loans.plan,
        "source": source(),
        "kind": "transfer",
        "document_number": "7/STC",
        "document_date": TODAY,
        "amount": MILLION,
        "transferred_on": TODAY,
    }
    if allowed:
        assert record_capital(by=getattr(personas, person), **content).pk
    else:
        with pytest.raises(NotAllowed):
            record_capital(by=getattr(personas, person), **content)


@pytest.mark.parametrize("person", ["finance_leader", "branch_officer", "office_director", "labour_leader"])
def test_who_does_not_confirm(loans: Loans, personas: Personas, person: str) -> None:
    with pytest.raises(NotAllowed):
        confirm_capital(notice=loans.notice(MILLION), by=getattr(personas, person), received_on=TODAY)


@pytest.mark.parametrize("day", [date(2024, 10, 9), date(2024, 10, 7)])
def test_received_between_transfer_and_today(loans: Loans, personas: Personas, day: date) -> None:
    with pytest.raises(Refused) as refused:
        confirm_capital(notice=loans.notice(MILLION), by=personas.branch_director, received_on=day)
    assert (refused.value.rule, refused.value.field) == ("received_on", "received_on")


@pytest.mark.parametrize("typed", ["801/STC-QLNS", " 801/stc-qlns", "801 / STC-QLNS"])
def test_one_document_is_recorded_once_however_it_is_typed(loans: Loans, personas: Personas, typed: str) -> None:
    def record(number: str, amount: int = MILLION) -> CapitalNotice:
        return record_capital(
            by=personas.finance_officer,
            plan=loans.plan,
            source=source(),
            kind="transfer",
            document_number=number,
            document_date=TODAY,
            amount=amount,
            transferred_on=TODAY,
        )

    first = record("801/STC-QLNS")
    with pytest.raises(Refused) as refused:
        record(typed)
    assert (refused.value.rule, refused.value.field) == ("capital_notice_document_unique", "document_number")

    reject_capital(notice=first, by=personas.branch_director, reason="Chưa thấy tiền.")
    assert record(typed).status == "recorded"
