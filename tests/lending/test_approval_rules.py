"""Approval: three people, policy limits, and never more than the source has."""

import pytest
from django.db import IntegrityError

from lending.actions import approve, cancel_approval, check, refuse, update_papers
from lending.ledger.accounts import available, balance, committed
from lending.models import Dossier, LoanContract
from lending.models.ledger import LedgerEntry
from soctrang_loans.organisation.models import Posting, Role
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.lending.loans import MILLION, TODAY, Loans, parameter, poor, second, source
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def test_approval_opens_a_contract_under_the_policys_terms(loans: Loans, personas: Personas) -> None:
    loans.fund(200 * MILLION)
    dossier = loans.checked()

    contract = approve(dossier=dossier, by=personas.office_director, amount=100 * MILLION, months=30)

    assert (contract.approved_amount, contract.months) == (100 * MILLION, 30)
    assert (str(contract.annual_rate), str(contract.overdue_multiplier)) == ("6.60", "1.30")
    assert (contract.plan, contract.source, contract.office) == (loans.plan, dossier.source, dossier.office)
    assert balance(available(source(), "new")) == 100 * MILLION
    assert balance(committed(contract, "new")) == 100 * MILLION
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.status, dossier.decided_by, dossier.decided_on) == ("approved", personas.office_director, TODAY)
    assert dossier.events.last().action == "approve"


@pytest.mark.parametrize("over", [0, 1])
def test_one_dong_more_than_the_source_has_is_refused(loans: Loans, personas: Personas, over: int) -> None:
    loans.fund(117 * MILLION - over)
    dossier = loans.checked()
    if not over:
        assert approve(dossier=dossier, by=personas.office_director, amount=117 * MILLION, months=36).pk
        assert balance(available(source(), "new")) == 0
        return
    with pytest.raises(Refused) as refused:
        approve(dossier=dossier, by=personas.office_director, amount=117 * MILLION, months=36)
    assert (refused.value.rule, refused.value.field) == ("available_not_negative", "amount")
    assert "116.999.999 đồng" in refused.value.message
    assert "thiếu 1 đồng" in refused.value.message
    assert Dossier.objects.get(pk=dossier.pk).status == "checked"
    assert not LoanContract.objects.exists()
    assert balance(available(source(), "new")) == 117 * MILLION - 1


def test_nothing_is_approved_before_capital_is_confirmed(loans: Loans, personas: Personas) -> None:
    loans.notice(500 * MILLION)
    with pytest.raises(Refused) as refused:
        loans.approved()
    assert refused.value.rule == "available_not_negative"


def test_the_other_sources_money_does_not_help(loans: Loans) -> None:
    loans.fund(500 * MILLION, "central")
    with pytest.raises(Refused) as refused:
        loans.approved()
    assert refused.value.rule == "available_not_negative"


def test_pools_are_drawn_new_first_and_given_back_each_its_own(loans: Loans, personas: Personas) -> None:
    loans.fund(100 * MILLION)
    loans.opening(50 * MILLION, pool="recovered")
    contract = loans.approved(117 * MILLION)
    assert [balance(committed(contract, pool)) for pool in ("new", "recovered")] == [100 * MILLION, 17 * MILLION]

    cancel_approval(contract=contract, by=personas.office_director, reason="Người vay không đi nữa")

    assert [balance(available(source(), pool)) for pool in ("new", "recovered")] == [100 * MILLION, 50 * MILLION]
    contract = LoanContract.objects.get(pk=contract.pk)
    assert (contract.status, contract.dossier.status) == ("cancelled", "withdrawn")
    with pytest.raises(Refused) as refused:
        cancel_approval(contract=contract, by=personas.office_director, reason="Lần nữa")
    assert refused.value.rule == "nothing_committed"


def test_pool_order_is_the_policys(loans: Loans, personas: Personas) -> None:
    policy = loans.opened().policy
    policy.parameters.create(code="pool_order", name="Thứ tự phần vốn", value="recovered,new")
    loans.fund(100 * MILLION)
    loans.opening(50 * MILLION, pool="recovered")
    contract = loans.approved(60 * MILLION)
    assert [balance(committed(contract, pool)) for pool in ("new", "recovered")] == [10 * MILLION, 50 * MILLION]
    assert list(LedgerEntry.objects.filter(kind="approval").values_list("credit__pool", flat=True)) == [
        "recovered",
        "new",
    ]


def test_after_a_cancellation_the_registration_may_apply_again(loans: Loans, personas: Personas) -> None:
    loans.fund(200 * MILLION)
    contract = loans.approved()
    cancel_approval(contract=contract, by=personas.office_director, reason="Đổi thời điểm đi")
    again = loans.checked(loans.opened(contract.dossier.registration))
    assert approve(dossier=again, by=personas.office_director, amount=117 * MILLION, months=36).pk


# --- three people


def test_approving_ones_own_appraisal_is_refused(loans: Loans, personas: Personas) -> None:
    loans.fund(200 * MILLION)
    dossier = loans.checked()
    officer = personas.credit_officer
    Posting.objects.filter(user=officer).update(role=Role.DIRECTOR)
    officer.acting_posting = None
    with pytest.raises(Refused) as refused:
        approve(dossier=dossier, by=officer, amount=MILLION, months=12)
    assert refused.value.rule == "dossier_approver_not_author"


def test_approving_what_one_checked_is_refused(loans: Loans, personas: Personas) -> None:
    loans.fund(200 * MILLION)
    dossier = loans.checked()
    controller = personas.controller
    Posting.objects.filter(user=controller).update(role=Role.DIRECTOR)
    controller.acting_posting = None
    with pytest.raises(Refused) as refused:
        approve(dossier=dossier, by=controller, amount=MILLION, months=12)
    assert refused.value.rule == "dossier_approver_not_checker"


def test_checking_ones_own_appraisal_is_refused(loans: Loans, personas: Personas) -> None:
    dossier = loans.appraised()
    officer = personas.credit_officer
    Posting.objects.filter(user=officer).update(role=Role.CONTROLLER)
    officer.acting_posting = None
    with pytest.raises(Refused) as refused:
        check(dossier=dossier, by=officer)
    assert refused.value.rule == "dossier_checker_not_author"


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("dossier_checker_not_author", {"checked_by": "credit_officer"}),
        ("dossier_approver_not_author", {"decided_by": "credit_officer"}),
        ("dossier_approver_not_checker", {"decided_by": "controller"}),
        ("dossier_approved_by_three", {"status": "approved"}),
    ],
)
def test_the_database_says_so_too(loans: Loans, personas: Personas, rule: str, fields: dict[str, str]) -> None:
    dossier = loans.checked()
    values = {name: getattr(personas, who) if name != "status" else who for name, who in fields.items()}
    with pytest.raises(IntegrityError, match=rule):
        Dossier.objects.filter(pk=dossier.pk).update(**values)


@pytest.mark.parametrize("person", ["credit_officer", "controller", "branch_director", "other_office_director"])
def test_who_does_not_approve(loans: Loans, personas: Personas, person: str) -> None:
    loans.fund(200 * MILLION)
    with pytest.raises(NotAllowed):
        approve(dossier=loans.checked(), by=getattr(personas, person), amount=MILLION, months=12)


def test_a_second_director_finds_it_decided(loans: Loans, personas: Personas) -> None:
    loans.fund(500 * MILLION)
    dossier = loans.checked()
    approve(dossier=dossier, by=personas.office_director, amount=100 * MILLION, months=36)
    deputy = second(Role.DIRECTOR, personas.office_director, "pgd.kesach.2")
    with pytest.raises(Refused) as refused:
        approve(dossier=dossier, by=deputy, amount=100 * MILLION, months=36)
    assert refused.value.rule == "wrong_state"
    assert balance(available(source(), "new")) == 400 * MILLION


# --- policy


def test_policy_cap(loans: Loans) -> None:
    loans.fund(500 * MILLION)
    registration = loans.candidate(loan_amount=160 * MILLION, cost=300 * MILLION)
    with pytest.raises(Refused) as refused:
        loans.approved(150 * MILLION + 1, loans.checked(loans.opened(registration)))
    assert refused.value.rule == "absolute_cap"
    assert "150.000.000 đồng" in refused.value.message


def test_never_more_than_the_contracts_costs(loans: Loans) -> None:
    loans.fund(500 * MILLION)
    dossier = loans.checked(loans.opened(loans.candidate(cost=100 * MILLION)))
    with pytest.raises(Refused) as refused:
        loans.approved(100 * MILLION + 1, dossier)
    assert refused.value.rule == "cost_percent"
    assert loans.approved(100 * MILLION, dossier).pk


def test_costs_that_the_budget_paid_are_not_lent(loans: Loans) -> None:
    loans.fund(500 * MILLION)
    registration = loans.candidate(cost=100 * MILLION)
    registration.overseas_contract.costs.create(item="training", amount=10 * MILLION, paid_by_budget=True)
    dossier = loans.checked(loans.opened(registration))
    with pytest.raises(Refused) as refused:
        loans.approved(101 * MILLION, dossier)
    assert refused.value.rule == "cost_percent"


def test_never_longer_than_the_contract(loans: Loans, personas: Personas) -> None:
    loans.fund(500 * MILLION)
    with pytest.raises(Refused) as refused:
        approve(dossier=loans.checked(), by=personas.office_director, amount=MILLION, months=37)
    assert (refused.value.rule, refused.value.field) == ("max_term", "months")


def test_two_contracts_of_one_registration_stay_within_the_costs_together(loans: Loans, personas: Personas) -> None:
    """Rule 5: Σ contracts of one application ≤ cost × percentage."""
    from registrations.actions.registration import BeneficiaryData

    loans.fund(500 * MILLION)
    loans.fund(500 * MILLION, "central")
    registration = loans.candidate(cost=110 * MILLION, beneficiaries=(BeneficiaryData(group=poor()),))
    first = loans.opened(registration, requested_amount=90 * MILLION)
    assert first.source.code == "central"
    loans.approved(90 * MILLION, loans.checked(first))
    rest = loans.opened(registration, source=source("provincial"), requested_amount=30 * MILLION)
    with pytest.raises(Refused) as refused:
        loans.approved(21 * MILLION, loans.checked(rest))
    assert refused.value.rule == "cost_percent"
    assert loans.approved(20 * MILLION, rest).pk


def test_central_capital_needs_a_priority_group(loans: Loans) -> None:
    loans.fund(500 * MILLION, "central")
    dossier = loans.checked(loans.opened(source=source("central"), requested_amount=90 * MILLION))
    with pytest.raises(Refused) as refused:
        loans.approved(90 * MILLION, dossier)
    assert refused.value.rule == "priority_group_required"


def test_collateral_from_the_unsecured_limit_on(loans: Loans) -> None:
    parameter("unsecured_limit", "50000000")
    loans.fund(500 * MILLION)
    dossier = loans.checked()
    with pytest.raises(Refused) as refused:
        loans.approved(50 * MILLION + 1, dossier)
    assert refused.value.rule == "unsecured_limit"
    assert loans.approved(50 * MILLION, dossier).pk


def test_refusal_needs_a_reason_and_posts_nothing(loans: Loans, personas: Personas) -> None:
    loans.fund(500 * MILLION)
    dossier = loans.checked()
    with pytest.raises(Refused, match="lý do"):
        refuse(dossier=dossier, by=personas.office_director, reason="")
    refuse(dossier=dossier, by=personas.office_director, reason="Phương án không khả thi")
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.status, dossier.events.last().reason) == ("refused", "Phương án không khả thi")
    assert not LedgerEntry.objects.filter(kind="approval").exists()


def test_what_was_disbursed_stays_when_the_rest_is_cancelled(loans: Loans, personas: Personas) -> None:
    loans.fund(117 * MILLION)
    contract = loans.signed()
    loans.disburse(contract, 100 * MILLION)
    cancel_approval(contract=contract, by=personas.office_director, reason="Chi phí thực tế thấp hơn")
    contract = LoanContract.objects.get(pk=contract.pk)
    assert contract.status == "active"
    assert balance(available(source(), "new")) == 17 * MILLION
    with pytest.raises(Refused):
        loans.disburse(contract, 1, "GN2")


def test_collateral_papers_in_the_dossier_lift_the_unsecured_limit(loans: Loans, personas: Personas) -> None:
    parameter("unsecured_limit", "99999999")
    loans.fund(200 * MILLION)
    dossier = loans.checked()
    with pytest.raises(Refused) as refused:
        approve(dossier=dossier, by=personas.office_director, amount=100 * MILLION, months=36)
    assert refused.value.rule == "unsecured_limit"
    assert "đánh dấu ở mục Giấy tờ" in refused.value.message

    update_papers(dossier=dossier, by=personas.credit_officer, papers=[*dossier.papers, "collateral"])

    assert approve(dossier=dossier, by=personas.office_director, amount=100 * MILLION, months=36).pk
