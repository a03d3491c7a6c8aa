"""Khế ước: its way from approval to settlement, and its signing."""

from datetime import date

from django.db import transaction

from lending.constraints import refusing
from lending.ledger.accounts import balance, committed, principal_current, principal_frozen, principal_overdue
from lending.models import LoanContract, LoanContractEvent, Pool
from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.dates import format_date

from .dossier import require_office

Status = LoanContract.Status
CONTRACT = TransitionTable(
    event=LoanContractEvent,
    transitions=(
        Transition("sign", "Ký khế ước", (Status.APPROVED,), Status.SIGNED, people.CREDIT_OFFICERS),
        Transition("disburse", "Giải ngân", (Status.SIGNED, Status.ACTIVE), Status.ACTIVE, people.CREDIT_OFFICERS),
        Transition("collect", "Thu nợ gốc", (Status.ACTIVE,), None, people.CREDIT_OFFICERS),
        Transition(
            "cancel",
            "Hủy phê duyệt",
            (Status.APPROVED, Status.SIGNED),
            Status.CANCELLED,
            people.OFFICE_DIRECTORS,
            needs_reason=True,
        ),
        Transition(
            "cancel_remainder",
            "Hủy phần chưa giải ngân",
            (Status.ACTIVE,),
            None,
            people.OFFICE_DIRECTORS,
            needs_reason=True,
        ),
        Transition(
            "reverse",
            "Đảo chứng từ",
            (Status.ACTIVE, Status.SETTLED),
            None,
            people.OFFICE_DECIDERS,
            needs_reason=True,
        ),
        # The portal's own steps, which follow from the money.
        Transition("settle", "Tất toán", (Status.ACTIVE,), Status.SETTLED, frozenset()),
        Transition("reopen", "Mở lại sau đảo chứng từ", (Status.SETTLED,), Status.ACTIVE, frozenset()),
        Transition("undisburse", "Trở lại chưa giải ngân", (Status.ACTIVE,), Status.SIGNED, frozenset()),
    ),
)


def locked_contract(contract: LoanContract, by: User) -> LoanContract:
    """The contract under its row lock, for somebody of its office. Raises NotAllowed."""
    contract = (
        LoanContract.objects.select_for_update(of=("self",))
        .select_related("office", "source", "plan", "dossier__policy", "dossier__registration")
        .get(pk=contract.pk)
    )
    require_office(by, contract.office)
    return contract


def outstanding(contract: LoanContract) -> int:
    """Principal owed now, in đồng: current, overdue and frozen."""
    return sum(balance(account(contract)) for account in (principal_current, principal_overdue, principal_frozen))


def undisbursed(contract: LoanContract) -> int:
    """Approved and not yet disbursed, in đồng."""
    return sum(balance(committed(contract, pool)) for pool in Pool.values)


def sign_contract(
    *, contract: LoanContract, by: User, number: str, customer_code: str, signed_on: date
) -> LoanContract:
    """Record the bank's số khế ước and mã khách hàng once borrower and bank have signed.

    Leaves an event row. Raises NotAllowed, Refused (number taken, impossible date).
    """
    require(by, people.CREDIT_OFFICERS)
    number = number.strip()
    with transaction.atomic():
        contract = locked_contract(contract, by)
        if not number:
            raise Refused("Chưa ghi số khế ước. Hãy nhập số do ngân hàng cấp.", rule="number", field="number")
        if LoanContract.objects.filter(number=number).exclude(pk=contract.pk).exists():
            raise Refused(
                f"Số khế ước {number} đã thuộc khế ước khác. Hãy kiểm tra lại số do ngân hàng cấp.",
                rule="contract_number_unique",
                field="number",
            )
        if not contract.approved_on <= signed_on <= business_date():
            raise Refused(
                f"Ngày ký phải từ ngày phê duyệt {format_date(contract.approved_on)} đến hôm nay. Hãy sửa ngày ký.",
                rule="signed_on",
                field="signed_on",
            )
        contract.number = number
        contract.customer_code = customer_code.strip()
        contract.signed_on = signed_on
        with refusing(LoanContract):
            CONTRACT.move(
                contract,
                "sign",
                by=by,
                label=f"Ký khế ước số {number}",
                update_fields=["number", "customer_code", "signed_on"],
            )
    return contract


def settle_if_paid(contract: LoanContract) -> None:
    """Settle a running contract that owes nothing and awaits nothing; the caller holds its lock."""
    if contract.status == Status.ACTIVE and not outstanding(contract) and not undisbursed(contract):
        CONTRACT.move(contract, "settle", by=None, label="Tất toán: đã trả hết nợ gốc")
