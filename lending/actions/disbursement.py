"""Giải ngân: money leaves to the payee, out of what was approved, in the order of approval."""

from datetime import date

from django.db import transaction

from lending.constraints import refusing
from lending.eligibility import cost_limit, lent_elsewhere, overseas_contract_of
from lending.ledger.accounts import balance, committed, principal_current
from lending.ledger.keys import voucher_key
from lending.ledger.posting import Leg, post
from lending.models import LoanContract, Voucher
from lending.models.ledger import EntryKind
from lending.policy_terms import PolicyTerms, terms_of
from lending.vouchers import Booked, booked_before, write_voucher
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong

from .contract import CONTRACT, locked_contract, undisbursed

KIND = Voucher.Kind.DISBURSEMENT


def disburse(
    *,
    contract: LoanContract,
    by: User,
    voucher_number: str,
    value_date: date,
    amount: int,
    payee_kind: str,
    payee_name: str,
    payee_account: str = "",
    note: str = "",
) -> Booked:
    """Record a disbursement of the bank, whole or in part, in đồng.

    Posts principal_current / committed pool by pool in approval order, writes the voucher and an event row; the first
    one makes the contract active. The same voucher again answers `repeated`. Raises NotAllowed, Refused.
    """
    require(by, people.CREDIT_OFFICERS)
    voucher_number = voucher_number.strip()
    if not voucher_number:
        raise Refused(
            "Chưa ghi số chứng từ. Hãy nhập số chứng từ giải ngân.", rule="voucher_number", field="voucher_number"
        )
    with transaction.atomic(), refusing(LoanContract):
        contract = locked_contract(contract, by)
        event = voucher_key(KIND, contract.number or contract.dossier.number, voucher_number)
        repeated = booked_before(
            event, value_date=value_date, amount=amount, payee_kind=payee_kind, payee_name=payee_name.strip()
        )
        if repeated:
            return repeated
        terms = terms_of(contract.dossier.policy)
        # The state is asked first: everything after it presumes a signed contract.
        CONTRACT.move(
            contract,
            "disburse",
            by=by,
            label=f"Giải ngân {format_dong(amount)}, chứng từ {voucher_number}, ngày {format_date(value_date)}",
        )
        _check_day(contract, value_date)
        _check_payee(terms, payee_kind, payee_name)
        _check_overseas_contract(contract, terms)
        _check_amount(contract, amount)
        legs, rest = [], amount
        for pool in _approval_order(contract):
            part = min(balance(committed(contract, pool)), rest)
            if part:
                legs.append(Leg(principal_current(contract), committed(contract, pool), part))
                rest -= part
        post(
            event=event,
            kind=EntryKind.DISBURSEMENT,
            legs=legs,
            value_date=value_date,
            by=by,
            plan=contract.plan,
        )
        voucher = write_voucher(
            event=event,
            kind=KIND,
            by=by,
            value_date=value_date,
            amount=amount,
            contract=contract,
            number=voucher_number,
            payee_kind=payee_kind,
            payee_name=payee_name.strip(),
            payee_account=payee_account.strip(),
            note=note.strip(),
        )
    return Booked(voucher)


def _approval_order(contract: LoanContract) -> list[str]:
    """The contract's pools in the order in which its approval drew on them."""
    return list(contract.accounts.filter(kind="committed").order_by("id").values_list("pool", flat=True))


def _check_day(contract: LoanContract, value_date: date) -> None:
    if contract.signed_on is None or not contract.signed_on <= value_date <= business_date():
        signed = format_date(contract.signed_on) if contract.signed_on else ""
        raise Refused(
            f"Ngày giải ngân phải từ ngày ký khế ước {signed} đến hôm nay. Hãy sửa ngày giải ngân.",
            rule="value_date",
            field="value_date",
        )


def _check_payee(terms: PolicyTerms, payee_kind: str, payee_name: str) -> None:
    if payee_kind not in terms.disburse_to:
        allowed = ", ".join(str(Voucher.Payee(kind).label).lower() for kind in terms.disburse_to)
        raise Refused(
            f"Chính sách chỉ cho giải ngân đến: {allowed}. Hãy chọn lại bên nhận tiền.",
            rule="disburse_to",
            field="payee_kind",
        )
    if not payee_name.strip():
        raise Refused(
            "Chưa ghi tên bên nhận tiền. Hãy nhập tên như trên chứng từ.", rule="payee_name", field="payee_name"
        )


def _check_overseas_contract(contract: LoanContract, terms: PolicyTerms) -> None:
    """No money before the contract abroad is on file, and never more than its costs allow (domain §1.6, §2.4)."""
    if not terms.contract_required_before_disbursement:
        return
    registration = contract.dossier.registration
    overseas = overseas_contract_of(registration)
    if overseas is None:
        raise Refused(
            "Hồ sơ chưa có hợp đồng đi nước ngoài nên chưa giải ngân được. "
            "Hãy chờ Trung tâm Dịch vụ việc làm ghi hợp đồng.",
            rule="contract_required_before_disbursement",
        )
    limit = cost_limit(overseas, terms)
    approved = contract.approved_amount + lent_elsewhere(registration, besides=contract)
    if limit is None or approved > limit:
        shown = "chưa được ghi" if limit is None else f"chỉ cho vay đến {format_dong(limit)}"
        raise Refused(
            f"Chi phí của hợp đồng đi nước ngoài {shown}, mức đã duyệt là {format_dong(approved)}. "
            "Hãy đề nghị ghi đủ chi phí, hoặc hủy phê duyệt và trình mức khác.",
            rule="cost_percent",
            field="amount",
        )


def _check_amount(contract: LoanContract, amount: int) -> None:
    left = undisbursed(contract)
    if not 0 < amount <= left:
        raise Refused(
            f"Số tiền giải ngân phải lớn hơn 0 và không quá số còn lại {format_dong(left)}. Hãy sửa số tiền.",
            rule="committed_not_negative",
            field="amount",
        )
