"""Opening what has come due, receiving it, returning it, giving more time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from registrations.actions.monthly_list import extend_list, open_list
from registrations.models import MonthlyList, Plan
from registrations.periods import Month, months_between
from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.calendar import WorkingCalendar, working_calendar
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.people import LABOUR, REPORTERS
from soctrang_loans.organisation.refusal import NotAllowed, Refused

from ..models import DutyKind, Obligation, ObligationEvent, ReportingDuty, ReturnSubmission
from ..return_figures import figures_of

S = Obligation.Status
WANTED = (S.OPEN, S.RETURNED)

TABLE = TransitionTable(
    event=ObligationEvent,
    transitions=(
        Transition("submit", "Gửi báo cáo", WANTED, S.SUBMITTED, REPORTERS),
        Transition("accept", "Nhận báo cáo", (S.SUBMITTED,), S.ACCEPTED, LABOUR),
        Transition("return", "Trả lại báo cáo", (S.SUBMITTED, S.ACCEPTED), S.RETURNED, LABOUR, needs_reason=True),
        Transition("lock", "Khóa báo cáo", (S.ACCEPTED,), S.LOCKED, LABOUR),
        Transition("extend", "Gia hạn", WANTED, None, LABOUR, needs_reason=True),
        Transition("remind", "Nhắc nộp", WANTED, None, LABOUR),
    ),
)
# A list goes its own way (registrations.actions.monthly_list); here it may only be reminded of and given more time.
FOR_LISTS = ("extend", "remind")


@dataclass(frozen=True)
class Narrative:
    """The five parts of a BC as the agency wrote them (domain §7)."""

    direction: str
    results: str
    difficulties: str = ""
    next_tasks: str = ""
    proposals: str = ""


def available(obligation: Obligation, user: User) -> list[Transition]:
    """What this person may do with the obligation as it stands (for buttons)."""
    found = [
        each for each in TABLE.available(obligation, user) if each.name != "submit" or _answers_for(user, obligation)
    ]
    if obligation.kind == DutyKind.LIST:
        return [each for each in found if each.name in FOR_LISTS and obligation.is_wanted]
    return found


def open_due_obligations(today: date) -> list[Obligation]:
    """Open every obligation whose day 1 has come and that is not open yet, from the plan year's January on.

    Runs as often as it likes and after any pause: what is open stays, what is missing is made up, once. Opens the
    monthly list of each list obligation too, and leaves an event row. Returns what it opened.
    """
    opened: list[Obligation] = []
    calendar = working_calendar()
    for plan in Plan.objects.filter(year__lte=today.year).order_by("year"):
        with transaction.atomic():
            # Two schedulers queue here; `obligation_once_a_period` has the last word.
            Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
            opened += _open([_unsaved(duty, month, calendar) for duty, month in _missing(plan, today)])
    return opened


def _missing(plan: Plan, today: date) -> list[tuple[ReportingDuty, Month]]:
    there = set(Obligation.objects.filter(duty__plan=plan).values_list("duty_id", "year", "month"))
    duties = list(plan.duties.select_related("agency", "plan"))
    return [
        (duty, month)
        for duty in duties
        for month in _periods(duty, today)
        if (duty.pk, month.year, month.month) not in there and duty.agency.holds_on(_opens_on(duty, month))
    ]


def _periods(duty: ReportingDuty, today: date) -> Iterator[Month]:
    """The periods of a duty that have opened by today: a month's on day 1 of the next, a year's in its due month."""
    year = duty.plan.year
    if duty.kind == DutyKind.ANNUAL:
        months: Iterator[Month] = iter([Month(year, 12)])
    else:
        months = months_between(Month(year, 1), Month(year, 12))
    return (month for month in months if _opens_on(duty, month) <= today)


def _opens_on(duty: ReportingDuty, month: Month) -> date:
    return date(month.year, duty.month_of_year, 1) if duty.month_of_year else month.next.first


def _unsaved(duty: ReportingDuty, month: Month, calendar: WorkingCalendar) -> Obligation:
    opens_on = _opens_on(duty, month)
    legal_due = opens_on.replace(day=duty.day)
    return Obligation(
        duty=duty,
        agency=duty.agency,
        kind=duty.kind,
        year=month.year,
        month=month.month,
        opens_on=opens_on,
        legal_due=legal_due,
        effective_due=calendar.next_working_day(legal_due),
        monthly_list=_list_of(duty, month) if duty.kind == DutyKind.LIST else None,
    )


def _open(obligations: list[Obligation]) -> list[Obligation]:
    """Write them with their first event, in two statements however many there are."""
    now = business_now()
    opened = Obligation.objects.bulk_create(obligations)
    ObligationEvent.objects.bulk_create(
        ObligationEvent(subject=each, happened_at=now, action="open", label="Mở nghĩa vụ báo cáo", to_state=S.OPEN)
        for each in opened
    )
    return opened


def _list_of(duty: ReportingDuty, month: Month) -> MonthlyList:
    return open_list(agency=duty.agency, year=month.year, month=month.month)


def submit_return(*, obligation: Obligation, by: User, narrative: Narrative) -> ReturnSubmission:
    """Send a return: one more version with the narrative and the figures as the portal counts them at this moment.

    The first sending's time decides about lateness for good. Raises NotAllowed for whoever does not answer for the
    agency, Refused for a list, a wrong state or an empty narrative. Leaves an event row.
    """
    with transaction.atomic():
        paper = locked(obligation)
        if paper.kind == DutyKind.LIST:
            raise Refused(
                "Danh sách Phụ lục IV không gửi ở đây. Hãy gửi từ trang danh sách tháng.", rule="list_goes_its_own_way"
            )
        if not _answers_for(by, paper):
            raise NotAllowed("Chỉ cơ quan có nghĩa vụ mới được gửi báo cáo này.")
        for field, name in (("direction", "I. Công tác chỉ đạo"), ("results", "II. Kết quả thực hiện")):
            if not getattr(narrative, field).strip():
                raise Refused(
                    f"Phần “{name}” còn trống. Hãy ghi nội dung rồi gửi lại.", rule="narrative_required", field=field
                )
        now = business_now()
        version = paper.submissions.count() + 1
        submission = ReturnSubmission.objects.create(
            obligation=paper,
            version=version,
            figures=figures_of(paper),
            by=by,
            at=now,
            **{name: text.strip() for name, text in vars(narrative).items()},
        )
        paper.submitted_at = now
        paper.first_submitted_at = paper.first_submitted_at or now
        label = "Gửi báo cáo" if version == 1 else f"Gửi lại báo cáo, lần {version}"
        TABLE.move(paper, "submit", by=by, label=label, update_fields=("submitted_at", "first_submitted_at"))
        return submission


def accept_return(*, obligation: Obligation, by: User) -> Obligation:
    """The department takes a return over. Leaves an event row."""
    return _walk(obligation, "accept", by=by)


def return_return(*, obligation: Obligation, by: User, reason: str) -> Obligation:
    """The department sends a return back with a reason; the time of its first sending stays. Leaves an event row."""
    return _walk(obligation, "return", by=by, reason=reason)


def lock_return(*, obligation: Obligation, by: User) -> Obligation:
    """Close an accepted return for good. Leaves an event row."""
    return _walk(obligation, "lock", by=by)


def extend(*, obligation: Obligation, by: User, until: date, reason: str) -> Obligation:
    """Give an agency more time; lateness goes by the new day from now on. Leaves an event row.

    Raises Refused without a reason, for a day that is past or not after the effective due day, or once it was sent.
    """
    with transaction.atomic():
        paper = locked(obligation)
        refuse_unless_wanted(paper)
        if until <= paper.due:
            raise Refused(
                f"Ngày gia hạn phải sau hạn hiện nay ({paper.due:%d/%m/%Y}). Hãy chọn ngày muộn hơn.",
                rule="extension_after_due",
                field="until",
            )
        if until < business_date():
            raise Refused(
                "Ngày gia hạn đã qua. Hãy chọn từ ngày hôm nay trở đi.", rule="extension_not_past", field="until"
            )
        if paper.monthly_list is not None:
            extend_list(monthly_list=paper.monthly_list, by=by, until=until, reason=reason)
        paper.extended_due, paper.extension_reason, paper.extended_by = until, reason.strip()[:500], by
        TABLE.move(
            paper,
            "extend",
            by=by,
            reason=reason,
            label=f"Gia hạn đến ngày {until:%d/%m/%Y}",
            update_fields=("extended_due", "extension_reason", "extended_by"),
        )
        return paper


def _walk(obligation: Obligation, name: str, *, by: User, **details: Any) -> Obligation:
    with transaction.atomic():
        paper = locked(obligation)
        TABLE.move(paper, name, by=by, **details)
        return paper


def locked(obligation: Obligation) -> Obligation:
    """The obligation read again under its row lock, with what its display needs."""
    # OF self: PostgreSQL cannot lock the nullable side of the join to the list.
    return Obligation.objects.select_for_update(of=("self",)).for_display().get(pk=obligation.pk)


def refuse_unless_wanted(paper: Obligation) -> None:
    """Raise Refused when the province no longer waits for it: a list's own table does not know of these."""
    if not paper.is_wanted:
        raise Refused(
            "Cơ quan đã gửi rồi nên không còn gì phải chờ. Hãy tải lại trang để xem trạng thái mới nhất.",
            rule="wrong_state",
        )


def _answers_for(user: User, obligation: Obligation) -> bool:
    """An agency answers for itself; a labour office draws up its committee's return."""
    posting = acting_posting(user)
    if posting is None:
        return False
    own: set[int | None] = {posting.agency_id}
    if posting.agency.kind == "district_office":
        own.add(posting.agency.parent_id)
    return obligation.agency_id in own
