"""Capital coming in: one agency records what was transferred or announced, another person at the bank confirms it."""

from datetime import date

from django.db import transaction

from lending.constraints import refusing
from lending.ledger.accounts import available, capital
from lending.ledger.posting import Leg, post
from lending.models import CapitalNotice, CapitalNoticeEvent, FundingSource, Pool
from lending.models.ledger import EntryKind
from registrations.models import Plan
from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from soctrang_loans.vietnam.dates import format_date

Status = CapitalNotice.Status
CAPITAL = TransitionTable(
    event=CapitalNoticeEvent,
    transitions=(
        Transition("confirm", "Xác nhận đã nhận", (Status.RECORDED,), Status.CONFIRMED, people.BRANCH_DECIDERS),
        Transition(
            "reject",
            "Không xác nhận",
            (Status.RECORDED,),
            Status.REJECTED,
            people.BRANCH_DECIDERS,
            needs_reason=True,
        ),
        Transition(
            "cancel",
            "Hủy ghi nhận",
            (Status.RECORDED,),
            Status.CANCELLED,
            people.FINANCE | people.BRANCH,
            needs_reason=True,
        ),
    ),
)


def record_capital(
    *,
    by: User,
    plan: Plan,
    source: FundingSource,
    kind: str,
    document_number: str,
    document_date: date,
    amount: int,
    transferred_on: date,
    note: str = "",
) -> CapitalNotice:
    """The finance department records a transfer or an announcement of new capital, in đồng.

    Leaves an event row; nothing reaches the ledger before the bank confirms. Raises NotAllowed, Refused.
    """
    require(by, people.FINANCE)
    if kind not in (CapitalNotice.Kind.TRANSFER, CapitalNotice.Kind.ANNOUNCEMENT):
        raise Refused(
            "Sở Tài chính chỉ ghi chuyển vốn hoặc thông báo vốn. Hãy chọn một trong hai loại.",
            rule="capital_kind",
            field="kind",
        )
    return _record(by, plan, source, Pool.NEW, kind, document_number, document_date, amount, transferred_on, note)


def record_opening(
    *,
    by: User,
    plan: Plan,
    source: FundingSource,
    pool: str,
    document_number: str,
    document_date: date,
    amount: int,
    value_date: date,
    note: str = "",
) -> CapitalNotice:
    """The branch records what a pool held when the portal went live, in đồng, as of the value date.

    Leaves an event row; another person of the branch confirms it, and only that posts it. Raises NotAllowed, Refused.
    """
    require(by, people.BRANCH)
    kind = CapitalNotice.Kind.OPENING
    return _record(by, plan, source, pool, kind, document_number, document_date, amount, value_date, note)


def _record(
    by: User,
    plan: Plan,
    source: FundingSource,
    pool: str,
    kind: str,
    document_number: str,
    document_date: date,
    amount: int,
    transferred_on: date,
    note: str,
) -> CapitalNotice:
    for field, day in (("document_date", document_date), ("transferred_on", transferred_on)):
        if day > business_date():
            raise Refused(
                f"Ngày {format_date(day)} chưa đến. Hãy ghi ngày từ hôm nay trở về trước.",
                rule="future_date",
                field=field,
            )
    if amount <= 0:
        raise Refused("Số tiền phải lớn hơn 0. Hãy ghi số tiền bằng đồng.", rule="amount_positive", field="amount")
    document_number = " ".join(document_number.split())
    with transaction.atomic(), refusing(CapitalNotice):
        _refuse_same_document(source, pool, kind, document_number, document_date)
        notice = CapitalNotice.objects.create(
            plan=plan,
            source=source,
            pool=pool,
            kind=kind,
            document_number=document_number,
            document_date=document_date,
            amount=amount,
            transferred_on=transferred_on,
            note=note.strip(),
            recorded_by=by,
            recorded_at=business_now(),
        )
        CAPITAL.record(notice, "record", by=by, label="Ghi nhận", to_state=Status.RECORDED)
    return notice


def _refuse_same_document(source: FundingSource, pool: str, kind: str, number: str, day: date) -> None:
    """Spaces and letter case do not make another document; the database holds the exact number apart."""
    live = CapitalNotice.objects.filter(source=source, pool=pool, kind=kind, document_date=day).exclude(
        status__in=(Status.REJECTED, Status.CANCELLED)
    )
    wanted = "".join(number.split()).upper()
    if any("".join(each.split()).upper() == wanted for each in live.values_list("document_number", flat=True)):
        raise Refused(
            "Văn bản này đã được ghi nhận cho nguồn vốn này. Hãy kiểm tra số và ngày văn bản.",
            rule="capital_notice_document_unique",
            field="document_number",
        )


def confirm_capital(*, notice: CapitalNotice, by: User, received_on: date) -> CapitalNotice:
    """The branch confirms that the money is there: from now on it can be lent.

    Posts available(source, pool) / capital(source, kind) with the plan year, and leaves an event row.
    Raises NotAllowed, Refused (own record, wrong state, impossible date).
    """
    with transaction.atomic(), refusing(CapitalNotice):
        notice = CapitalNotice.objects.select_for_update().get(pk=notice.pk)
        if notice.recorded_by_id == by.pk:
            raise Refused(
                "Người xác nhận phải khác người ghi nhận. Hãy để người khác của Chi nhánh xác nhận.",
                rule="capital_notice_two_people",
            )
        if not notice.transferred_on <= received_on <= business_date():
            raise Refused(
                f"Ngày nhận phải từ ngày chuyển {format_date(notice.transferred_on)} đến hôm nay. Hãy sửa ngày nhận.",
                rule="received_on",
                field="received_on",
            )
        notice.confirmed_by = by
        notice.received_on = received_on
        CAPITAL.move(
            notice,
            "confirm",
            by=by,
            update_fields=["confirmed_by", "received_on"],
            label=f"Xác nhận đã nhận ngày {format_date(received_on)}",
        )
        opening = notice.kind == CapitalNotice.Kind.OPENING
        kind = "opening" if opening else notice.pool
        post(
            event=f"capital/{notice.pk}",
            kind=EntryKind.OPENING if opening else EntryKind.CAPITAL_RECEIVED,
            legs=[Leg(available(notice.source, notice.pool), capital(notice.source, kind), notice.amount)],
            value_date=received_on,
            by=by,
            plan=notice.plan,
        )
    return notice


def reject_capital(*, notice: CapitalNotice, by: User, reason: str) -> CapitalNotice:
    """The branch says that the money is not there; the reason goes into the timeline. Posts nothing."""
    with transaction.atomic():
        notice = CapitalNotice.objects.select_for_update().get(pk=notice.pk)
        CAPITAL.move(notice, "reject", by=by, reason=reason)
    return notice


def cancel_capital(*, notice: CapitalNotice, by: User, reason: str) -> CapitalNotice:
    """The agency that recorded a notice takes it back before the bank has answered. Posts nothing."""
    with transaction.atomic():
        notice = CapitalNotice.objects.select_for_update().get(pk=notice.pk)
        posting = acting_posting(by)
        opening = notice.kind == CapitalNotice.Kind.OPENING
        if posting is None or (posting.agency.kind == "bank_branch") is not opening:
            raise NotAllowed("Chỉ cơ quan đã ghi nhận mới được hủy ghi nhận này.")
        CAPITAL.move(notice, "cancel", by=by, reason=reason)
    return notice
