"""Disbursement: signed first, with the contract abroad on file, never more than approved, each voucher once."""

from datetime import date
from typing import Any

import pytest

from lending.actions import reverse_voucher, sign_contract
from lending.ledger.accounts import available, balance, committed, principal_current
from lending.models import LoanContract, Voucher
from lending.models.ledger import LedgerEntry
from lending.standing import Standing, standing
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.lending.loans import MILLION, TODAY, Loans, go_abroad, parameter, source
from tests.personas import Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(loans: Loans) -> LoanContract:
    """117 million signed: 100 million from new capital, 17 million from recovered."""
    loans.fund(100 * MILLION)
    loans.opening(50 * MILLION)
    return loans.signed()


def test_disbursement_moves_the_pools_in_approval_order(loans: Loans, contract: LoanContract) -> None:
    booked = loans.disburse(contract, 105 * MILLION)

    assert not booked.repeated
    assert balance(principal_current(contract)) == 105 * MILLION
    assert [balance(committed(contract, pool)) for pool in ("new", "recovered")] == [0, 12 * MILLION]
    contract.refresh_from_db()
    assert contract.status == "active"
    voucher = Voucher.objects.get()
    assert (voucher.number, voucher.amount, voucher.payee_kind) == ("GN1", 105 * MILLION, "enterprise")
    assert LedgerEntry.objects.filter(event=voucher.event).count() == 2
    assert standing(contract) == Standing(117 * MILLION, 105 * MILLION, 0, 105 * MILLION, 12 * MILLION)


def test_one_voucher_pays_once(loans: Loans, contract: LoanContract) -> None:
    first = loans.disburse(contract, 50 * MILLION)
    again = loans.disburse(contract, 50 * MILLION)

    assert again.repeated
    assert again.voucher == first.voucher
    assert balance(principal_current(contract)) == 50 * MILLION
    assert Voucher.objects.count() == 1
    with pytest.raises(Refused) as refused:
        loans.disburse(contract, 50 * MILLION + 1)
    assert refused.value.rule == "event_differs"
    assert balance(principal_current(contract)) == 50 * MILLION


def test_the_whole_amount_twice_with_one_voucher_is_still_a_repeat(loans: Loans, contract: LoanContract) -> None:
    loans.disburse(contract, 117 * MILLION)
    assert loans.disburse(contract, 117 * MILLION, " gn1 ").repeated
    assert balance(principal_current(contract)) == 117 * MILLION


@pytest.mark.parametrize(("amount", "allowed"), [(17 * MILLION, True), (17 * MILLION + 1, False), (0, False)])
def test_never_more_than_approved(loans: Loans, contract: LoanContract, amount: int, allowed: bool) -> None:
    loans.disburse(contract, 100 * MILLION)
    if allowed:
        loans.disburse(contract, amount, "GN2")
        assert standing(contract).undisbursed == 0
        return
    with pytest.raises(Refused) as refused:
        loans.disburse(contract, amount, "GN2")
    assert (refused.value.rule, refused.value.field) == ("committed_not_negative", "amount")
    assert "17.000.000 đồng" in refused.value.message
    assert balance(principal_current(contract)) == 100 * MILLION


def test_not_before_the_contract_abroad_is_on_file(loans: Loans, personas: Personas) -> None:
    loans.fund(200 * MILLION)
    registration = loans.candidate(abroad=False)
    contract = loans.signed(dossier=loans.checked(loans.opened(registration)))
    with pytest.raises(Refused) as refused:
        loans.disburse(contract, MILLION)
    assert refused.value.rule == "contract_required_before_disbursement"
    assert not Voucher.objects.exists()
    contract.refresh_from_db()
    assert contract.status == "signed"

    go_abroad(registration, personas.centre_officer)
    assert loans.disburse(contract, MILLION).voucher.pk


def test_a_policy_may_do_without_it(loans: Loans) -> None:
    parameter("contract_required_before_disbursement", "no")
    loans.fund(200 * MILLION)
    contract = loans.signed(dossier=loans.checked(loans.opened(loans.candidate(abroad=False))))
    assert loans.disburse(contract, MILLION).voucher.pk


def test_costs_recorded_later_still_bind(loans: Loans, personas: Personas) -> None:
    loans.fund(200 * MILLION)
    registration = loans.candidate(abroad=False)
    contract = loans.signed(dossier=loans.checked(loans.opened(registration)))
    go_abroad(registration, personas.centre_officer, cost=116 * MILLION)
    with pytest.raises(Refused) as refused:
        loans.disburse(contract, MILLION)
    assert refused.value.rule == "cost_percent"


def test_not_before_signing(loans: Loans) -> None:
    loans.fund(200 * MILLION)
    with pytest.raises(Refused) as refused:
        loans.disburse(loans.approved(), MILLION)
    assert refused.value.rule == "wrong_state"


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"value_date": date(2024, 10, 9)}, "value_date", "value_date"),
        ({"value_date": date(2024, 10, 7)}, "value_date", "value_date"),
        ({"payee_name": " "}, "payee_name", "payee_name"),
        ({"voucher": "  "}, "voucher_number", "voucher_number"),
    ],
)
def test_bad_input(loans: Loans, contract: LoanContract, changes: dict[str, Any], rule: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        loans.disburse(contract, MILLION, **changes)
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert not Voucher.objects.exists()


def test_payee_is_the_policys(loans: Loans, contract: LoanContract) -> None:
    parameter("disburse_to", "provider")
    with pytest.raises(Refused) as refused:
        loans.disburse(contract, MILLION, payee_kind="borrower")
    assert refused.value.rule == "disburse_to"


@pytest.mark.parametrize("person", ["controller", "office_director", "other_credit_officer", "branch_officer"])
def test_who_does_not_disburse(loans: Loans, personas: Personas, contract: LoanContract, person: str) -> None:
    with pytest.raises(NotAllowed):
        loans.disburse(contract, MILLION, by=getattr(personas, person))


# --- signing


def test_number_of_a_contract_is_given_once(loans: Loans, personas: Personas, contract: LoanContract) -> None:
    loans.fund(200 * MILLION)
    other = loans.approved()
    with pytest.raises(Refused) as refused:
        sign_contract(
            contract=other,
            by=personas.credit_officer,
            number=str(contract.number),
            customer_code="1",
            signed_on=TODAY,
        )
    assert (refused.value.rule, refused.value.field) == ("contract_number_unique", "number")


# --- reversal


def test_a_reversed_disbursement_stands_as_before_it(loans: Loans, personas: Personas, contract: LoanContract) -> None:
    voucher = loans.disburse(contract, 105 * MILLION).voucher

    written = reverse_voucher(voucher=voucher, by=personas.controller, reason="Chuyển nhầm tài khoản")

    assert (written.kind, written.amount) == ("reversal", 105 * MILLION)
    contract.refresh_from_db()
    assert contract.status == "signed"
    assert standing(contract) == Standing(117 * MILLION, 0, 0, 0, 117 * MILLION)
    assert [balance(committed(contract, pool)) for pool in ("new", "recovered")] == [100 * MILLION, 17 * MILLION]
    with pytest.raises(Refused) as refused:
        loans.disburse(contract, 105 * MILLION)
    assert refused.value.rule == "event_reversed"
    assert loans.disburse(contract, 105 * MILLION, "GN2").voucher.pk


def test_a_voucher_is_reversed_once_by_another_and_with_a_reason(
    loans: Loans, personas: Personas, contract: LoanContract
) -> None:
    voucher = loans.disburse(contract, MILLION).voucher
    with pytest.raises(Refused, match="lý do"):
        reverse_voucher(voucher=voucher, by=personas.controller, reason=" ")
    with pytest.raises(NotAllowed):
        reverse_voucher(voucher=voucher, by=personas.credit_officer, reason="Tự đảo")
    written = reverse_voucher(voucher=voucher, by=personas.office_director, reason="Sai số tiền")
    for again in (voucher, written):
        with pytest.raises(Refused):
            reverse_voucher(voucher=again, by=personas.controller, reason="Đảo lần nữa")
    assert LedgerEntry.objects.filter(reverses__isnull=False).count() == 1


def test_money_goes_back_to_the_pool_when_reversed_and_cancelled(
    loans: Loans, personas: Personas, contract: LoanContract
) -> None:
    from lending.actions import cancel_approval

    voucher = loans.disburse(contract, 117 * MILLION).voucher
    with business_time(date(2024, 10, 10)):
        reverse_voucher(voucher=voucher, by=personas.controller, reason="Không xuất cảnh")
        cancel_approval(contract=contract, by=personas.office_director, reason="Không xuất cảnh")
    assert [balance(available(source(), pool)) for pool in ("new", "recovered")] == [100 * MILLION, 50 * MILLION]
