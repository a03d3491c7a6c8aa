"""Collection of principal, and recovered capital on its way back into lending."""

from datetime import date

import pytest

from lending.actions import collect_principal, release_recovered, reverse_voucher
from lending.ledger.accounts import available, balance, principal_current, recovered_waiting
from lending.models import LoanContract, Voucher
from lending.vouchers import Booked
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.lending.loans import MILLION, TODAY, Loans, parameter, source
from tests.personas import Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(loans: Loans) -> LoanContract:
    """117 million disbursed from new capital, nothing left to lend."""
    loans.fund(117 * MILLION)
    return loans.disbursed()


def collect(loans: Loans, contract: LoanContract, amount: int, voucher: str | None = "TN1", **changes) -> Booked:
    arguments = {"by": loans.personas.credit_officer, "value_date": TODAY, **changes}
    return collect_principal(contract=contract, voucher_number=voucher, amount=amount, **arguments)


def test_collected_principal_waits_as_recovered_capital(loans: Loans, contract: LoanContract) -> None:
    assert not collect(loans, contract, 20 * MILLION).repeated
    assert balance(principal_current(contract)) == 97 * MILLION
    assert balance(recovered_waiting(source())) == 20 * MILLION
    assert balance(available(source(), "recovered")) == 0
    contract.refresh_from_db()
    assert contract.status == "active"


@pytest.mark.parametrize("over", [0, 1])
def test_never_more_than_is_owed(loans: Loans, contract: LoanContract, over: int) -> None:
    collect(loans, contract, 17 * MILLION)
    if not over:
        collect(loans, contract, 100 * MILLION, "TN2")
        contract.refresh_from_db()
        assert (contract.status, balance(principal_current(contract))) == ("settled", 0)
        return
    with pytest.raises(Refused) as refused:
        collect(loans, contract, 100 * MILLION + over, "TN2")
    assert (refused.value.rule, refused.value.field) == ("principal_current_not_negative", "amount")
    assert "100.000.000 đồng" in refused.value.message
    assert balance(principal_current(contract)) == 100 * MILLION


def test_one_voucher_collects_once(loans: Loans, contract: LoanContract) -> None:
    collect(loans, contract, 117 * MILLION)
    assert collect(loans, contract, 117 * MILLION).repeated
    with pytest.raises(Refused) as refused:
        collect(loans, contract, 116 * MILLION)
    assert refused.value.rule == "event_differs"
    assert balance(recovered_waiting(source())) == 117 * MILLION


def test_without_a_voucher_the_ordinal_tells_two_equal_collections_apart(loans: Loans, contract: LoanContract) -> None:
    collect(loans, contract, MILLION, None)
    assert collect(loans, contract, MILLION, None).repeated
    assert not collect(loans, contract, MILLION, None, ordinal=2).repeated
    assert balance(recovered_waiting(source())) == 2 * MILLION


def test_a_disbursement_and_a_collection_may_bear_one_number(loans: Loans, contract: LoanContract) -> None:
    assert not collect(loans, contract, MILLION, "GN1").repeated


@pytest.mark.parametrize("day", [date(2024, 10, 7), date(2024, 10, 9)])
def test_between_disbursement_and_today(loans: Loans, contract: LoanContract, day: date) -> None:
    with pytest.raises(Refused) as refused:
        collect(loans, contract, MILLION, value_date=day)
    assert refused.value.rule == "value_date"


def test_nothing_is_collected_before_disbursement(loans: Loans) -> None:
    loans.fund(117 * MILLION)
    with pytest.raises(Refused) as refused:
        collect(loans, loans.signed(), MILLION)
    assert refused.value.rule == "wrong_state"


@pytest.mark.parametrize("person", ["controller", "other_credit_officer", "branch_director"])
def test_who_does_not_collect(loans: Loans, personas: Personas, contract: LoanContract, person: str) -> None:
    with pytest.raises(NotAllowed):
        collect(loans, contract, MILLION, by=getattr(personas, person))


def test_reversal_reopens_a_settled_contract(loans: Loans, personas: Personas, contract: LoanContract) -> None:
    voucher = collect(loans, contract, 117 * MILLION).voucher
    reverse_voucher(voucher=voucher, by=personas.controller, reason="Thu nhầm khế ước")
    contract.refresh_from_db()
    assert (contract.status, balance(principal_current(contract))) == ("active", 117 * MILLION)
    assert balance(recovered_waiting(source())) == 0


# --- release


def release(personas: Personas, amount: int, decision: str = "12/QĐ", **changes) -> Booked:
    arguments = {"by": personas.branch_director, "decided_on": TODAY, **changes}
    return release_recovered(source=source(), amount=amount, decision=decision, **arguments)


def test_released_by_decision_it_can_be_lent_again(loans: Loans, personas: Personas, contract: LoanContract) -> None:
    collect(loans, contract, 60 * MILLION)
    with pytest.raises(Refused):
        loans.approved(60 * MILLION)

    release(personas, 60 * MILLION)

    assert (balance(recovered_waiting(source())), balance(available(source(), "recovered"))) == (0, 60 * MILLION)
    assert loans.approved(60 * MILLION, loans.checked()).pk


@pytest.mark.parametrize("amount", [60 * MILLION + 1, 0])
def test_never_more_than_is_waiting(loans: Loans, personas: Personas, contract: LoanContract, amount: int) -> None:
    collect(loans, contract, 60 * MILLION)
    with pytest.raises(Refused) as refused:
        release(personas, amount)
    assert refused.value.rule == "recovered_waiting_not_negative"
    assert "60.000.000 đồng" in refused.value.message


def test_one_decision_releases_once(loans: Loans, personas: Personas, contract: LoanContract) -> None:
    collect(loans, contract, 60 * MILLION)
    release(personas, 20 * MILLION)
    assert release(personas, 20 * MILLION).repeated
    assert release(personas, 20 * MILLION, decision=" 12/qđ").repeated
    with pytest.raises(Refused) as refused:
        release(personas, 30 * MILLION)
    assert refused.value.rule == "event_differs"
    assert balance(available(source(), "recovered")) == 20 * MILLION


@pytest.mark.parametrize("person", ["branch_officer", "office_director", "finance_leader"])
def test_who_does_not_release(loans: Loans, personas: Personas, contract: LoanContract, person: str) -> None:
    collect(loans, contract, MILLION)
    with pytest.raises(NotAllowed):
        release(personas, MILLION, by=getattr(personas, person))


def test_a_release_is_reversed_by_another_of_the_branch(
    loans: Loans, personas: Personas, contract: LoanContract
) -> None:
    collect(loans, contract, 60 * MILLION)
    voucher = release(personas, 60 * MILLION).voucher
    with pytest.raises(Refused) as refused:
        reverse_voucher(voucher=voucher, by=personas.branch_director, reason="Sai số")
    assert refused.value.rule == "reversal_two_people"
    reverse_voucher(voucher=voucher, by=personas.branch_controller, reason="Sai số")
    assert balance(recovered_waiting(source())) == 60 * MILLION


def test_at_once_where_the_policy_says_so(loans: Loans, personas: Personas, contract: LoanContract) -> None:
    parameter("relend_at_once", "yes")
    voucher = collect(loans, contract, 60 * MILLION).voucher
    assert (balance(recovered_waiting(source())), balance(available(source(), "recovered"))) == (0, 60 * MILLION)
    assert list(Voucher.objects.order_by("pk").values_list("kind", flat=True)) == [
        "disbursement",
        "collection",
        "release",
    ]
    reverse_voucher(voucher=voucher, by=personas.controller, reason="Thu nhầm")
    assert (balance(principal_current(contract)), balance(available(source(), "recovered"))) == (117 * MILLION, 0)


def test_a_collection_whose_money_is_lent_again_is_not_reversed(
    loans: Loans, personas: Personas, contract: LoanContract
) -> None:
    parameter("relend_at_once", "yes")
    voucher = collect(loans, contract, 60 * MILLION).voucher
    loans.approved(1, loans.checked())
    with business_time(date(2024, 10, 9)), pytest.raises(Refused) as refused:
        reverse_voucher(voucher=voucher, by=personas.controller, reason="Thu nhầm")
    assert refused.value.rule == "available_not_negative"
    assert balance(principal_current(contract)) == 57 * MILLION


def test_a_disbursement_with_collections_says_what_to_reverse_first(
    loans: Loans, personas: Personas, contract: LoanContract
) -> None:
    collected = collect(loans, contract, 17 * MILLION).voucher
    paid = contract.vouchers.get(kind="disbursement")
    with pytest.raises(Refused) as refused:
        reverse_voucher(voucher=paid, by=personas.controller, reason="Ghi nhầm")
    assert refused.value.rule == "principal_current_not_negative"
    assert "dư nợ chỉ còn 100.000.000 đồng" in refused.value.message
    assert "Hãy đảo các chứng từ thu nợ trước" in refused.value.message

    reverse_voucher(voucher=collected, by=personas.controller, reason="Ghi nhầm")
    reverse_voucher(voucher=paid, by=personas.controller, reason="Ghi nhầm")
    contract.refresh_from_db()
    assert (contract.status, balance(principal_current(contract))) == ("signed", 0)
