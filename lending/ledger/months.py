"""Tháng sổ cái: mở → đối chiếu → khóa, by the bank's branch after reconciling its statement, never by the calendar."""

from datetime import date

from django.db import transaction

from lending.models.ledger import LedgerMonth, LedgerMonthEvent
from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused

State = LedgerMonth.State
MONTH = TransitionTable(
    event=LedgerMonthEvent,
    transitions=(
        Transition("reconcile", "Bắt đầu đối chiếu", (State.OPEN,), State.RECONCILING, people.BRANCH),
        Transition("resume", "Mở lại để ghi tiếp", (State.RECONCILING,), State.OPEN, people.BRANCH, needs_reason=True),
        Transition("lock", "Khóa tháng", (State.RECONCILING,), State.LOCKED, people.BRANCH_DECIDERS),
    ),
    state_field="state",
)


def month_of(day: date) -> LedgerMonth | None:
    """The month of booking of that day; None while nobody has begun to reconcile it, which is: open."""
    return LedgerMonth.objects.filter(year=day.year, month=day.month).first()


def is_locked(day: date) -> bool:
    """Whether the database refuses to book on that day because its month is locked."""
    return LedgerMonth.objects.filter(year=day.year, month=day.month, state=State.LOCKED).exists()


def reconcile_month(*, year: int, month: int, by: User) -> LedgerMonth:
    """The branch begins to reconcile a month with its statement. Booking goes on; leaves an event row.

    Raises NotAllowed, Refused (month not begun, wrong state).
    """
    require(by, people.BRANCH)
    if not 1 <= month <= 12 or (year, month) > _this_month():
        raise Refused(
            f"Không có hoặc chưa đến tháng {month:02d}/{year}. Hãy chọn tháng đã có bút toán.",
            rule="ledger_month_future",
        )
    with transaction.atomic():
        LedgerMonth.objects.get_or_create(year=year, month=month)
        found = LedgerMonth.objects.select_for_update().get(year=year, month=month)
        MONTH.move(found, "reconcile", by=by)
    return found


def resume_month(*, month: LedgerMonth, by: User, reason: str) -> LedgerMonth:
    """The statement does not agree yet: the month is open again. Leaves an event row. Raises NotAllowed, Refused."""
    with transaction.atomic():
        found = LedgerMonth.objects.select_for_update().get(pk=month.pk)
        MONTH.move(found, "resume", by=by, reason=reason)
    return found


def lock_month(*, month: LedgerMonth, by: User) -> LedgerMonth:
    """Lock a finished, reconciled month: from now on the database books nothing into it, for good.

    Waits for whoever is booking at this moment; leaves an event row. Raises NotAllowed, Refused (month not over).
    """
    with transaction.atomic():
        found = LedgerMonth.objects.select_for_update().get(pk=month.pk)
        if (found.year, found.month) >= _this_month():
            raise Refused(
                f"{found} chưa hết nên chưa khóa được. Hãy khóa sau ngày cuối tháng.", rule="ledger_month_not_over"
            )
        found.locked_at = business_now()
        MONTH.move(found, "lock", by=by, update_fields=["locked_at"])
    return found


def _this_month() -> tuple[int, int]:
    today = business_date()
    return today.year, today.month
