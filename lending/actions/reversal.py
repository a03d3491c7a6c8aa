"""Đảo chứng từ: a mistake is taken back by a mirrored entry, by another person than its author."""

from django.db import transaction

from lending.ledger.accounts import available, hold, principal_current, recovered_waiting
from lending.ledger.posting import is_reversed, reverse
from lending.models import LoanContract, Pool, Voucher
from lending.vouchers import write_voucher
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.money import format_dong

from .collection import release_event
from .contract import CONTRACT, locked_contract, outstanding


def reverse_voucher(*, voucher: Voucher, by: User, reason: str) -> Voucher:
    """Take back a voucher of the office's contract (or the branch's release): the money stands as before it.

    Posts the mirrored entry, writes a voucher of its own and an event row; the contract's state follows. A collection
    that was released for lending at once takes its release back too. Raises NotAllowed, Refused (own voucher, no
    reason, already reversed, money spent since).
    """
    require(by, people.OFFICE_DECIDERS if voucher.contract_id else people.BRANCH_DECIDERS)
    if not reason.strip():
        raise Refused("Chưa ghi lý do đảo. Hãy ghi rõ lý do rồi gửi lại.", rule="reason_required", field="reason")
    if voucher.by_id == by.pk:
        raise Refused(
            "Người đảo phải khác người lập chứng từ. Hãy để người khác đảo chứng từ này.", rule="reversal_two_people"
        )
    if voucher.kind == Voucher.Kind.REVERSAL:
        raise Refused("Bút toán đảo không đảo lại được. Hãy ghi lại bằng chứng từ mới.", rule="reversal_not_reversed")
    with transaction.atomic():
        contract = locked_contract(voucher.contract, by) if voucher.contract else None
        if is_reversed(voucher.event):
            raise Refused("Chứng từ này đã bị đảo. Hãy tải lại trang để xem số liệu mới.", rule="event_reversed")
        if contract is not None:
            CONTRACT.move(
                contract,
                "reverse",
                by=by,
                reason=reason,
                label=f"Đảo chứng từ {voucher.number} – {voucher.get_kind_display()} {format_dong(voucher.amount)}",
            )
            owed = outstanding(contract)
            if voucher.kind == Voucher.Kind.DISBURSEMENT and owed < voucher.amount:
                raise Refused(
                    f"Khế ước đã thu gốc, dư nợ chỉ còn {format_dong(owed)}, nên chưa đảo được lần giải ngân "
                    f"{format_dong(voucher.amount)}. Hãy đảo các chứng từ thu nợ trước.",
                    rule="principal_current_not_negative",
                )
        followed = Voucher.objects.filter(event=release_event(voucher.event)).first()
        if contract is not None and followed is not None and not is_reversed(followed.event):
            source = contract.source
            hold([principal_current(contract), recovered_waiting(source), available(source, Pool.RECOVERED)])
            _reverse(followed, by, reason)
        written = _reverse(voucher, by, reason)
        if contract is not None:
            _follow(contract)
    return written


def _reverse(voucher: Voucher, by: User, reason: str) -> Voucher:
    posted = reverse(event=voucher.event, reason=reason.strip(), by=by)
    return write_voucher(
        event=posted.event,
        kind=Voucher.Kind.REVERSAL,
        by=by,
        value_date=posted.lines[0].value_date if posted.lines else business_date(),
        amount=voucher.amount,
        contract=voucher.contract,
        number=voucher.number,
        note=f"Đảo chứng từ {voucher.number}: {reason.strip()}"[:300],
    )


def _follow(contract: LoanContract) -> None:
    """Bring the contract's state into line with its money."""
    if contract.status == LoanContract.Status.SETTLED:
        CONTRACT.move(contract, "reopen", by=None)
    live = [each for each in contract.vouchers.filter(kind=Voucher.Kind.DISBURSEMENT) if not is_reversed(each.event)]
    if contract.status == LoanContract.Status.ACTIVE and not live and not outstanding(contract):
        CONTRACT.move(contract, "undisburse", by=None)
