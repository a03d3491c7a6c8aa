"""Phụ lục IV: a district's month from gathering to the centre's receipt.

Prepared by one person of the district's labour office, certified by a second, its leader. Certification freezes the
rows as printed and moves each registrant to stage "listed"; a returned or reopened list thaws and is frozen anew.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.calendar import working_calendar
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import Agency, AgencyKind, User
from soctrang_loans.organisation.people import CENTRE, DISTRICT, DISTRICT_LEADERS, LABOUR
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from soctrang_loans.organisation.scope import area_unit_ids
from soctrang_loans.vietnam.dates import format_date

from ..list_rows import ListRow, frozen_rows, in_order
from ..models import MonthlyList, MonthlyListEntry, MonthlyListEvent, Plan, Registration, RegistrationEvent
from ..models.registration import RegistrationQuerySet
from ..periods import Month

Status = MonthlyList.Status
MONTHLY_LIST = TransitionTable(
    event=MonthlyListEvent,
    transitions=(
        Transition("prepare", "Lập danh sách", (Status.GATHERING, Status.RETURNED), Status.PREPARED, DISTRICT),
        Transition("certify", "Duyệt danh sách", (Status.PREPARED,), Status.CERTIFIED, DISTRICT_LEADERS),
        Transition(
            "extend",
            "Gia hạn",
            (Status.GATHERING, Status.PREPARED, Status.CERTIFIED, Status.RETURNED),
            None,
            LABOUR,
            needs_reason=True,
        ),
        Transition(
            "reopen",
            "Mở lại để sửa",
            (Status.PREPARED, Status.CERTIFIED),
            Status.GATHERING,
            DISTRICT,
            needs_reason=True,
        ),
        Transition("submit", "Gửi Trung tâm", (Status.CERTIFIED,), Status.SUBMITTED, DISTRICT),
        Transition("receive", "Nhận danh sách", (Status.SUBMITTED,), Status.RECEIVED, CENTRE),
        Transition("return", "Trả lại danh sách", (Status.SUBMITTED,), Status.RETURNED, CENTRE, needs_reason=True),
    ),
)
# While a list stands here its rows are frozen; before, it follows the registrations.
FROZEN = (Status.CERTIFIED, Status.SUBMITTED, Status.RECEIVED)
AT_THE_CENTRE = (Status.SUBMITTED, Status.RECEIVED)


def open_list(*, agency: Agency, year: int, month: int, by: User | None = None) -> MonthlyList:
    """The agency's list of that month, opened now if it is not yet; any number of callers get the same one.

    Leaves an event when it opens one. `by=None` is the portal itself. Raises Refused for a month that has not begun,
    a year without a plan, or an agency that makes no lists in that month.
    """
    period = Month(year, month)
    if period.first > business_date():
        raise Refused(
            f"Tháng {period} chưa bắt đầu. Hãy mở danh sách từ ngày {format_date(period.first)}.",
            rule="month_not_begun",
        )
    if agency.kind != AgencyKind.DISTRICT_OFFICE or not agency.holds_on(period.first):
        raise Refused(
            f"{agency.name} không lập danh sách tháng {period}. Hãy chọn phòng lao động cấp huyện đang hoạt động.",
            rule="not_a_district_office",
        )
    plan = Plan.objects.filter(year=year).first()
    if plan is None:
        raise Refused(
            f"Chưa có kế hoạch năm {year}. Hãy đề nghị Sở nhập kế hoạch trước khi mở danh sách.", rule="no_plan"
        )
    with transaction.atomic():
        monthly_list, created = MonthlyList.objects.get_or_create(
            agency=agency,
            year=year,
            month=month,
            defaults={
                "plan": plan,
                "legal_due": period.legal_due,
                "effective_due": period.effective_due(working_calendar()),
            },
        )
        if created:
            MONTHLY_LIST.record(
                monthly_list, "open", by=by, label=f"Mở danh sách tháng {period}", to_state=monthly_list.status
            )
    return monthly_list


def period_of(monthly_list: MonthlyList) -> Month:
    """The month that the list covers."""
    return Month(monthly_list.year, monthly_list.month)


def area_of(monthly_list: MonthlyList) -> frozenset[int]:
    """Unit ids of the list's territory: the district's communes at the month's end and today, with those merged."""
    days = {period_of(monthly_list).last, business_date()}
    return frozenset().union(*(area_unit_ids(monthly_list.agency, day) for day in days))


def candidates(monthly_list: MonthlyList) -> RegistrationQuerySet:
    """Accepted registrations of the area, received up to the month's end, that stand on no other list.

    Those received in an earlier month whose own list is closed, or was never opened, are supplements
    ("bổ sung tháng …"); while that list is still being made, they stand on it and not here.
    """
    return Registration.objects.filter(
        Q(list_entry__isnull=True) | Q(list_entry__list=monthly_list),
        status=Registration.Status.ACCEPTED,
        commune_id__in=area_of(monthly_list),
        received_on__lte=period_of(monthly_list).last,
    ).exclude(_on_earlier_list(monthly_list))


def open_steps(monthly_list: MonthlyList, user: User) -> list[Transition]:
    """The steps to show as buttons: those of the table, less what the actions would refuse anyway."""
    refused = set()
    if not period_of(monthly_list).has_ended(business_date()):
        refused.add("prepare")
    if monthly_list.prepared_by_id == user.pk:
        refused.add("certify")
    return [each for each in MONTHLY_LIST.available(monthly_list, user) if each.name not in refused]


def rows_of(monthly_list: MonthlyList) -> list[ListRow]:
    """The list's rows in their order: frozen once certified, until then as the registrations stand now."""
    if monthly_list.status in FROZEN:
        return frozen_rows(monthly_list.entries.all())
    return _live_rows(monthly_list, candidates(monthly_list))


def prepare(*, monthly_list: MonthlyList, by: User) -> MonthlyList:
    """Declare the month's list complete. Side effects: the preparer and the time, one event.

    Raises Refused before the month's end and in a wrong state, NotAllowed for another agency's people.
    """
    with transaction.atomic():
        paper = _locked(monthly_list)
        _require_own(paper, by)
        period = period_of(paper)
        if not period.has_ended(business_date()):
            raise Refused(
                f"Tháng {period} chưa kết thúc nên còn có thể có người đăng ký. "
                f"Hãy lập danh sách từ ngày {format_date(period.next.first)}.",
                rule="month_not_ended",
            )
        paper.prepared_by, paper.prepared_at = by, business_now()
        count = candidates(paper).count()
        MONTHLY_LIST.move(
            paper,
            "prepare",
            by=by,
            label=f"Lập danh sách: {_people(count)}",
            update_fields=["prepared_by", "prepared_at"],
        )
    return paper


def certify(*, monthly_list: MonthlyList, by: User) -> MonthlyList:
    """Approve the list as a second person. Side effects: rows frozen as printed, registrants move to "listed",
    an event on the list and on each registration.

    Raises Refused in a wrong state and for the preparer (the database refuses it too), NotAllowed for others.
    """
    with transaction.atomic():
        paper = _locked(monthly_list)
        _require_own(paper, by)
        if MONTHLY_LIST.may("certify", paper, by) and paper.prepared_by_id == by.pk:
            raise Refused(
                "Người duyệt phải khác người lập danh sách. Hãy để lãnh đạo khác duyệt, hoặc mở lại để người khác lập.",
                rule="two_people",
            )
        people = list(candidates(paper).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        paper.certified_by, paper.certified_at = by, business_now()
        MONTHLY_LIST.move(
            paper,
            "certify",
            by=by,
            label=f"Duyệt danh sách: {_people(len(people))}",
            update_fields=["certified_by", "certified_at"],
        )
        _freeze(paper, people, by)
    return paper


def reopen(*, monthly_list: MonthlyList, by: User, reason: str) -> MonthlyList:
    """Take a list that has not been sent back to gathering. Side effects: rows thawed, signatures cleared, events."""
    with transaction.atomic():
        paper = _locked(monthly_list)
        _require_own(paper, by)
        _unsign(paper)
        paper.prepared_by = paper.prepared_at = None
        MONTHLY_LIST.move(
            paper,
            "reopen",
            by=by,
            reason=reason,
            update_fields=["prepared_by", "prepared_at", "certified_by", "certified_at"],
        )
        _thaw(paper, by)
    return paper


def submit_list(*, monthly_list: MonthlyList, by: User, cover_number: str, cover_date: date) -> MonthlyList:
    """Send the certified list to the centre under its covering letter. Side effects: times of sending, one event.

    The first sending decides whether the list was in time. Raises Refused for a missing number or an impossible date.
    """
    with transaction.atomic():
        paper = _locked(monthly_list)
        _require_own(paper, by)
        if not cover_number.strip():
            raise Refused(
                "Chưa ghi số công văn. Hãy nhập số, ký hiệu của công văn gửi kèm, ví dụ 45/LĐTBXH.",
                rule="cover_number",
                field="cover_number",
            )
        if not period_of(paper).last < cover_date <= business_date():
            raise Refused(
                "Ngày công văn phải sau tháng của danh sách và không ở tương lai. Hãy ghi lại ngày theo công văn.",
                rule="cover_date",
                field="cover_date",
            )
        now = business_now()
        again = paper.first_submitted_at is not None
        paper.cover_number, paper.cover_date = cover_number.strip(), cover_date
        paper.submitted_at, paper.first_submitted_at = now, paper.first_submitted_at or now
        MONTHLY_LIST.move(
            paper,
            "submit",
            by=by,
            label=f"{'Gửi lại' if again else 'Gửi'} Trung tâm theo Công văn số {paper.cover_number} "
            f"ngày {format_date(cover_date)}",
            update_fields=["cover_number", "cover_date", "submitted_at", "first_submitted_at"],
        )
    return paper


def extend_list(*, monthly_list: MonthlyList, by: User, until: date, reason: str) -> MonthlyList:
    """The province gives the district more time: lateness goes by that day from now on. Leaves an event row.

    Raises NotAllowed, Refused (no reason, not after the due day, already with the centre).
    """
    with transaction.atomic():
        paper = _locked(monthly_list)
        if until <= paper.due:
            raise Refused(
                f"Ngày gia hạn phải sau hạn hiện nay ({format_date(paper.due)}). Hãy chọn ngày muộn hơn.",
                rule="extension_after_due",
                field="until",
            )
        paper.extended_due = until
        label = f"Gia hạn đến ngày {format_date(until)}"
        MONTHLY_LIST.move(paper, "extend", by=by, reason=reason, label=label, update_fields=("extended_due",))
    return paper


def receive(*, monthly_list: MonthlyList, by: User) -> MonthlyList:
    """The centre takes the list in. Side effect: one event."""
    with transaction.atomic():
        paper = _locked(monthly_list)
        MONTHLY_LIST.move(paper, "receive", by=by)
    return paper


def return_list(*, monthly_list: MonthlyList, by: User, reason: str) -> MonthlyList:
    """The centre sends the list back with a reason. Side effects: rows thawed, certification cleared, events.

    The time of the first sending stays. Raises Refused once somebody on the list has been selected.
    """
    with transaction.atomic():
        paper = _locked(monthly_list)
        _unsign(paper)
        MONTHLY_LIST.move(paper, "return", by=by, reason=reason, update_fields=["certified_by", "certified_at"])
        _thaw(paper, by)
    return paper


def _locked(monthly_list: MonthlyList) -> MonthlyList:
    """The list as it stands now, held until the transaction ends."""
    return MonthlyList.objects.select_for_update(of=("self",)).select_related("agency").get(pk=monthly_list.pk)


def _require_own(paper: MonthlyList, by: User) -> None:
    posting = acting_posting(by)
    if posting is None or posting.agency_id != paper.agency_id:
        raise NotAllowed("Chỉ đơn vị lập danh sách được làm việc này.")


def _on_earlier_list(monthly_list: MonthlyList) -> Q:
    """Received in an earlier month whose list of the same agency is not yet certified."""
    being_made = MonthlyList.objects.filter(agency=monthly_list.agency).exclude(status__in=FROZEN)
    months = [period_of(each) for each in being_made]
    received = Q(pk__in=[])
    for month in months:
        if month < period_of(monthly_list):
            received |= Q(received_on__range=(month.first, month.last))
    return received


def _unsign(paper: MonthlyList) -> None:
    paper.certified_by = paper.certified_at = None


def _live_rows(paper: MonthlyList, registrations: RegistrationQuerySet) -> list[ListRow]:
    period = period_of(paper)
    full = registrations.select_related("person__ethnic_group", "commune", "market_first", "provider")
    return in_order(ListRow.of(each, period) for each in full.prefetch_related("beneficiaries__group"))


def _freeze(paper: MonthlyList, people: list[int], by: User) -> None:
    rows = _live_rows(paper, Registration.objects.filter(pk__in=people))
    try:
        with transaction.atomic():
            MonthlyListEntry.objects.bulk_create(
                MonthlyListEntry(
                    list=paper,
                    registration_id=row.registration_id,
                    position=position,
                    supplement=row.supplement,
                    printed=row.to_json(),
                )
                for position, row in enumerate(rows, start=1)
            )
    except IntegrityError as error:
        raise Refused(
            "Có người trong danh sách vừa được đưa vào danh sách khác. Hãy tải lại trang rồi duyệt lại.",
            rule="on_another_list",
        ) from error
    _move_people(people, Registration.Stage.LISTED, by, "list", f"Vào {paper}")


def _thaw(paper: MonthlyList, by: User) -> None:
    entries = paper.entries.select_related("registration")
    gone_on = [entry for entry in entries if entry.registration.stage != Registration.Stage.LISTED]
    if gone_on:
        raise Refused(
            f"Đã ghi trúng tuyển cho {_people(len(gone_on))} trong danh sách nên không trả lại được. "
            "Hãy nhận danh sách và đề nghị huyện bổ sung ở tháng sau.",
            rule="already_selected",
        )
    people = [entry.registration_id for entry in entries]
    paper.entries.all().delete()
    _move_people(people, Registration.Stage.REGISTERED, by, "unlist", f"Ra khỏi {paper} để sửa")


def _move_people(people: Iterable[int], stage: str, by: User, action: str, label: str) -> None:
    """Move the stage of many registrants at once, each with its event row."""
    found = list(Registration.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))
    posting, now = acting_posting(by), business_now()
    RegistrationEvent.objects.bulk_create(
        RegistrationEvent(
            subject=each,
            happened_at=now,
            by=by,
            posting=posting,
            action=action,
            label=label,
            from_state=each.stage,
            to_state=stage,
        )
        for each in found
    )
    Registration.objects.filter(pk__in=people).update(stage=stage)


def _people(count: int) -> str:
    return f"{count} người" if count else "không có người đăng ký (danh sách trống)"


# What a button of the page calls; submission has a form of its own.
BY_BUTTON: dict[str, Callable[..., MonthlyList]] = {
    "prepare": lambda monthly_list, by, reason: prepare(monthly_list=monthly_list, by=by),
    "certify": lambda monthly_list, by, reason: certify(monthly_list=monthly_list, by=by),
    "reopen": lambda monthly_list, by, reason: reopen(monthly_list=monthly_list, by=by, reason=reason),
    "receive": lambda monthly_list, by, reason: receive(monthly_list=monthly_list, by=by),
    "return": lambda monthly_list, by, reason: return_list(monthly_list=monthly_list, by=by, reason=reason),
}
