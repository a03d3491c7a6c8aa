"""Thu nợ gốc, and the recovered capital that it brings."""

from datetime import date

from django.db import transaction

from lending.constraints import refusing
from lending.ledger.accounts import available, hold, principal_current, recovered_waiting
from lending.ledger.keys import plain_key, voucher_key
from lending.ledger.posting import Leg, post
from lending.models import FundingSource, LoanContract, Pool, Voucher
from lending.models.ledger import EntryKind
from lending.policy_terms import terms_of
from lending.vouchers import Booked, booked_before, write_voucher
from registrations.models import Plan
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong

from .contract import CONTRACT, locked_contract, outstanding, settle_if_paid


def plan_of(day: date) -> Plan | None:
    """The plan in whose year recovered capital of that day counts; None before there was one."""
    return Plan.objects.filter(year=day.year).first()


def collect_principal(
    *,
    contract: LoanContract,
    by: User,
    voucher_number: str | None,
    value_date: date,
    amount: int,
    ordinal: int = 1,
    note: str = "",
) -> Booked:
    """Record principal that the bank collected, in đồng, up to what is owed.

    Posts recovered_waiting / principal_current, writes the voucher and an event row; releases it for lending at once
    where the policy says so; settles the contract when nothing is owed or awaited. Without a voucher number, contract,
    day, amount and `ordinal` are the key. The same again answers `repeated`. Raises NotAllowed, Refused.
    """
    require(by, people.CREDIT_OFFICERS)
    number = (voucher_number or "").strip()
    with transaction.atomic(), refusing(LoanContract):
        contract = locked_contract(contract, by)
        key = contract.number or contract.dossier.number
        kind = Voucher.Kind.COLLECTION
        event = voucher_key(kind, key, number) if number else plain_key(key, value_date, kind, amount, ordinal)
        repeated = booked_before(event, value_date=value_date, amount=amount)
        if repeated:
            return repeated
        first = contract.vouchers.filter(kind=Voucher.Kind.DISBURSEMENT).order_by("value_date").first()
        label = f"Thu nợ gốc {format_dong(amount)}" + (f", chứng từ {number}" if number else "")
        CONTRACT.move(contract, "collect", by=by, label=f"{label}, ngày {format_date(value_date)}")
        if first is None or not first.value_date <= value_date <= business_date():
            since = format_date(first.value_date) if first else ""
            raise Refused(
                f"Ngày thu phải từ ngày giải ngân đầu tiên {since} đến hôm nay. Hãy sửa ngày thu.",
                rule="value_date",
                field="value_date",
            )
        owed = outstanding(contract)
        if not 0 < amount <= owed:
            raise Refused(
                f"Số tiền thu phải lớn hơn 0 và không quá dư nợ gốc còn {format_dong(owed)}. Hãy sửa số tiền.",
                rule="principal_current_not_negative",
                field="amount",
            )
        at_once = terms_of(contract.dossier.policy).relend_at_once
        if at_once:
            # Two events in one transaction: their accounts are held together, in one order.
            source = contract.source
            hold([principal_current(contract), recovered_waiting(source), available(source, Pool.RECOVERED)])
        post(
            event=event,
            kind=EntryKind.PRINCIPAL_COLLECTED,
            legs=[Leg(recovered_waiting(contract.source), principal_current(contract), amount)],
            value_date=value_date,
            by=by,
            plan=plan_of(value_date),
        )
        voucher = write_voucher(
            event=event,
            kind=kind,
            by=by,
            value_date=value_date,
            amount=amount,
            contract=contract,
            number=number,
            note=note.strip(),
        )
        if at_once:
            _release(
                event=release_event(event),
                source=contract.source,
                amount=amount,
                by=by,
                value_date=value_date,
                number=number,
                note="Đưa vào cho vay lại ngay theo chính sách",
                contract=contract,
            )
        settle_if_paid(contract)
    return Booked(voucher)


def release_event(collection: str) -> str:
    """The key of the release that follows a collection at once."""
    return f"{collection}/release"


def release_recovered(
    *, source: FundingSource, by: User, amount: int, decision: str, decided_on: date, note: str = ""
) -> Booked:
    """The branch puts recovered capital back into lending by a decision, in đồng.

    Posts available(recovered) / recovered_waiting and writes the voucher. One decision counts once a source; the same
    again answers `repeated`. Raises NotAllowed, Refused (more than is waiting).
    """
    require(by, people.BRANCH_DECIDERS)
    decision = decision.strip()
    if not decision:
        raise Refused("Chưa ghi số quyết định. Hãy nhập số quyết định.", rule="decision", field="decision")
    if decided_on > business_date():
        raise Refused(
            "Ngày quyết định chưa đến. Hãy ghi ngày từ hôm nay trở về trước.", rule="value_date", field="decided_on"
        )
    event = voucher_key(Voucher.Kind.RELEASE, source.code, f"{decision}/{decided_on:%Y-%m-%d}")
    with transaction.atomic():
        repeated = booked_before(event, value_date=decided_on, amount=amount)
        if repeated:
            return repeated
        ref = recovered_waiting(source)
        waiting = hold([ref, available(source, Pool.RECOVERED)])[ref]
        if not 0 < amount <= waiting:
            raise Refused(
                f"Số tiền phải lớn hơn 0 và không quá gốc đã thu đang chờ của {source.name}: {format_dong(waiting)}. "
                "Hãy sửa số tiền.",
                rule="recovered_waiting_not_negative",
                field="amount",
            )
        voucher = _release(
            event=event, source=source, amount=amount, by=by, value_date=decided_on, number=decision, note=note
        )
    return Booked(voucher)


def _release(
    *,
    event: str,
    source: FundingSource,
    amount: int,
    by: User,
    value_date: date,
    number: str,
    note: str,
    contract: LoanContract | None = None,
) -> Voucher:
    post(
        event=event,
        kind=EntryKind.RELEASED_FOR_LENDING,
        legs=[Leg(available(source, Pool.RECOVERED), recovered_waiting(source), amount)],
        value_date=value_date,
        by=by,
        plan=plan_of(value_date),
    )
    return write_voucher(
        event=event,
        kind=Voucher.Kind.RELEASE,
        by=by,
        value_date=value_date,
        amount=amount,
        contract=contract,
        number=number,
        note=note.strip(),
    )
