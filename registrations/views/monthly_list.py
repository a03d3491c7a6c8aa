"""Pages of Phụ lục IV: the months, one list, its covering letter, its receipt, its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from soctrang_loans.audit.reading import note_reading
from soctrang_loans.documents.pdf import PdfUnavailable
from soctrang_loans.organisation.calendar import WorkingCalendar, working_calendar
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.downloads import download
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.models import Agency, AgencyKind, User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest, posting_of

from ..actions.monthly_list import (
    BY_BUTTON,
    FROZEN,
    MONTHLY_LIST,
    area_of,
    candidates,
    open_list,
    open_steps,
    period_of,
    rows_of,
    submit_list,
)
from ..exports.monthly_list import file_name, monthly_list_pdf, monthly_list_xlsx, told_counts
from ..forms.monthly_list import CoverLetterForm, MonthFilter
from ..list_rows import ListCounts, by_commune
from ..models import MonthlyList, Registration
from ..periods import Month, days_late, months_between
from ..waiting import Waiting

Status = MonthlyList.Status
NOT_REVIEWED = (Registration.Status.SUBMITTED, Registration.Status.RETURNED, Registration.Status.DRAFT)
NAMED_AT_MOST = 20


@dataclass(frozen=True)
class MonthRow:
    """One list, open or not: whose, which month, where it stands, how late (in days) it is or was."""

    agency: Agency
    month: Month
    monthly_list: MonthlyList | None
    legal_due: date
    effective_due: date
    days_late: int
    people: int | None

    @property
    def sent_at(self) -> datetime | None:
        """The first sending, which decides whether the list was in time."""
        return self.monthly_list.first_submitted_at if self.monthly_list else None

    @property
    def late_label(self) -> str:
        return _late_label(self.sent_at, self.days_late)


@require_GET
def lists(request: SignedInRequest) -> HttpResponse:
    """A district's months of a year; for the centre and the department all districts in one month."""
    posting = posting_of(request)
    own = _office_of(posting.agency)
    today = Month.of(business_date())
    shown = today.previous if own is None else today
    form = MonthFilter(request.GET, shown=shown)
    month = form.month(shown)
    calendar = working_calendar()
    visible = MonthlyList.objects.visible_to(request.user).annotate(people=Count("entries"))
    if own is not None:
        months = [each for each in months_between(Month(month.year, 1), Month(month.year, 12)) if each <= today]
        found = {Month(each.year, each.month): each for each in visible.filter(agency=own, year=month.year)}
        rows = [_row(own, each, found.get(each), calendar) for each in reversed(months)]
    else:
        by_agency = {each.agency_id: each for each in visible.filter(year=month.year, month=month.month)}
        rows = [_row(each, month, by_agency.get(each.pk), calendar) for each in _offices(month)]
        rows = [row for row in rows if _matches(row, form.state())]
    return render(
        request,
        "registrations/list_months.html",
        {
            "form": form,
            "month": month,
            "own": own,
            "rows": rows,
            "may_open": own is not None and own == posting.agency,
            "sent": sum(row.sent_at is not None for row in rows),
            "late": sum(bool(row.days_late) for row in rows),
        },
    )


@require_POST
def list_open(request: SignedInRequest) -> HttpResponse:
    """Open a month's list of the acting district office, if Celery has not done so yet."""
    posting = posting_of(request)
    try:
        year, month = int(request.POST.get("year", "")), int(request.POST.get("month", ""))
        monthly_list = open_list(agency=posting.agency, year=year, month=month, by=request.user)
    except ValueError as error:
        raise Http404("Không có tháng này.") from error
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("registrations:lists")
    return redirect("registrations:list_detail", pk=monthly_list.pk)


@require_GET
def list_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The month's registrants by commune, what is missing, and what may be done."""
    return _detail_page(request, _visible_list(request.user, pk))


@require_POST
def list_transition(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of the page's buttons."""
    monthly_list = _visible_list(request.user, pk)
    name, reason = request.POST.get("transition", ""), request.POST.get("reason", "")
    if name not in BY_BUTTON:
        raise Http404("Không có bước này.")
    try:
        moved = BY_BUTTON[name](monthly_list, request.user, reason)
    except Refused as refused:
        messages.error(request, refused.message)
        return _detail_page(request, _visible_list(request.user, pk), open_transition=name, typed_reason=reason)
    messages.success(request, f"{MONTHLY_LIST.by_name[name].label}: đã ghi nhận lúc {business_now():%H:%M %d/%m/%Y}.")
    return redirect("registrations:list_detail", pk=moved.pk)


@require_http_methods(["GET", "POST"])
def list_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The covering letter, then the receipt."""
    monthly_list = _visible_list(request.user, pk)
    form = CoverLetterForm(
        request.POST or None,
        initial={"cover_number": monthly_list.cover_number, "cover_date": business_date()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            submit_list(monthly_list=monthly_list, by=request.user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("registrations:list_receipt", pk=pk)
    elif request.method == "GET" and not MONTHLY_LIST.may("submit", monthly_list, request.user):
        messages.error(request, "Danh sách chưa được duyệt nên chưa gửi được. Hãy lập và duyệt danh sách trước.")
        return redirect("registrations:list_detail", pk=pk)
    context = {"monthly_list": monthly_list, "form": form, "counts": ListCounts.of(rows_of(monthly_list))}
    return render(request, "registrations/list_submit.html", context | _standing(monthly_list))


@require_GET
def list_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """When the list was sent and whether that was in time."""
    monthly_list = _visible_list(request.user, pk)
    if monthly_list.first_submitted_at is None:
        raise Http404("Danh sách chưa gửi.")
    sent = monthly_list.events.filter(action="submit").select_related("by", "posting__agency").last()
    context = {"monthly_list": monthly_list, "sent": sent, "counts": ListCounts.of(rows_of(monthly_list))}
    return render(request, "registrations/list_receipt.html", context | _standing(monthly_list))


@require_GET
def list_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """Phụ lục IV as a workbook; the download is noted."""
    monthly_list = _visible_list(request.user, pk)
    return _download(request.user, monthly_list, monthly_list_xlsx(monthly_list), "xlsx")


@require_GET
def list_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Phụ lục IV as a PDF; the download is noted."""
    monthly_list = _visible_list(request.user, pk)
    try:
        content = monthly_list_pdf(monthly_list)
    except PdfUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("registrations:list_detail", pk=pk)
    return _download(request.user, monthly_list, content, "pdf")


def _visible_list(user: User, pk: int) -> MonthlyList:
    found = MonthlyList.objects.visible_to(user).select_related(
        "plan", "agency__parent", "agency__unit", "prepared_by", "certified_by"
    )
    return get_object_or_404(found, pk=pk)


def _download(user: User, monthly_list: MonthlyList, content: bytes, extension: str) -> HttpResponse:
    told = f"Tải {monthly_list} ({extension.upper()})"
    note_reading(by=user, subject_kind="monthly_list", subject_id=monthly_list.pk, what=told)
    return download(content, file_name(monthly_list, extension))


def _office_of(agency: Agency) -> Agency | None:
    """The district's labour office whose lists the agency's people see, if they see only one's."""
    if agency.kind == AgencyKind.DISTRICT_COMMITTEE:
        return agency.children.filter(kind=AgencyKind.DISTRICT_OFFICE).first()
    return agency if agency.kind == AgencyKind.DISTRICT_OFFICE else None


def _offices(month: Month) -> QuerySet[Agency]:
    return Agency.objects.on(month.first).filter(kind=AgencyKind.DISTRICT_OFFICE)


def _row(agency: Agency, month: Month, monthly_list: Any, calendar: WorkingCalendar) -> MonthRow:
    effective = monthly_list.due if monthly_list else month.effective_due(calendar)
    sent: datetime | None = monthly_list.first_submitted_at if monthly_list else None
    return MonthRow(
        agency=agency,
        month=month,
        monthly_list=monthly_list,
        legal_due=month.legal_due,
        effective_due=effective,
        days_late=days_late(effective, sent, business_now()),
        people=monthly_list.people if monthly_list and monthly_list.status in FROZEN else None,
    )


def _matches(row: MonthRow, state: str) -> bool:
    if state == MonthFilter.LATE:
        return row.days_late > 0
    if state == MonthFilter.NOT_OPEN:
        return row.monthly_list is None
    return not state or (row.monthly_list is not None and row.monthly_list.status == state)


def _late_label(sent_at: datetime | None, days: int) -> str:
    return f"{'Gửi muộn' if sent_at else 'Quá hạn'} {days} ngày" if days else ""


def _standing(monthly_list: MonthlyList) -> dict[str, Any]:
    """Which month, and whether in time: what every page of a list says."""
    sent = monthly_list.first_submitted_at
    late = days_late(monthly_list.due, sent, business_now())
    return {"period": period_of(monthly_list), "days_late": late, "late_label": _late_label(sent, late)}


def _waiting(monthly_list: MonthlyList) -> Waiting | None:
    """Who has to act now, since when, by when."""
    status, own, due = monthly_list.status, monthly_list.agency.short_name, monthly_list.due
    period = period_of(monthly_list)
    if status in (Status.GATHERING, Status.RETURNED):
        returned = monthly_list.events.filter(action="return").last() if status == Status.RETURNED else None
        return Waiting(f"{own} lập danh sách", returned.happened_at if returned else period.next.first, due)
    if status == Status.PREPARED:
        return Waiting(f"Lãnh đạo {own} duyệt", monthly_list.prepared_at, due)
    if status == Status.CERTIFIED:
        return Waiting(f"{own} gửi Trung tâm", monthly_list.certified_at, due)
    if status == Status.SUBMITTED:
        return Waiting("Trung tâm Dịch vụ việc làm nhận", monthly_list.submitted_at)
    return None


def _missing(monthly_list: MonthlyList, user: User) -> Sequence[Registration]:
    """Papers received by the month's end that are not accepted, as far as the user may see them."""
    if monthly_list.status in FROZEN:
        return []
    return list(
        Registration.objects.visible_to(user)
        .filter(
            commune_id__in=area_of(monthly_list),
            received_on__lte=period_of(monthly_list).last,
            plan=monthly_list.plan,
            status__in=NOT_REVIEWED,
        )
        .select_related("person", "commune")
        .order_by("received_on", "pk")[: NAMED_AT_MOST + 1]
    )


def _detail_page(request: SignedInRequest, monthly_list: MonthlyList, **extra: Any) -> HttpResponse:
    rows = rows_of(monthly_list)
    counts = ListCounts.of(rows)
    missing = _missing(monthly_list, request.user)
    since_prepared = 0
    if monthly_list.status == Status.PREPARED:
        since_prepared = candidates(monthly_list).filter(accepted_at__gt=monthly_list.prepared_at).count()
    available = open_steps(monthly_list, request.user)
    context = {
        "monthly_list": monthly_list,
        "groups": by_commune(rows),
        "counts": counts,
        "told_counts": told_counts(counts),
        "frozen": monthly_list.status in FROZEN,
        "month_ended": period_of(monthly_list).has_ended(business_date()),
        "missing": missing[:NAMED_AT_MOST],
        "more_missing": len(missing) > NAMED_AT_MOST,
        "since_prepared": since_prepared,
        "waiting": _waiting(monthly_list),
        "events": monthly_list.events.select_related("by", "posting__agency"),
        "transitions": [each for each in available if each.name in BY_BUTTON],
        "may_submit": any(each.name == "submit" for each in available),
    }
    return render(request, "registrations/list_detail.html", context | _standing(monthly_list) | extra)
