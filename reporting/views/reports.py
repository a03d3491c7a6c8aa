"""The province's monthly reports: asked for, watched while the worker draws them up, opened."""

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from registrations.periods import Month
from registrations.plans import plan_of_day
from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.downloads import MEDIA_TYPES
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.people import LABOUR
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..actions.provincial_report import request_report
from ..forms.obligation import ReportRequestForm
from ..models import ProvincialReport
from ..tasks import queue_report

IN_WORK = (ProvincialReport.Status.QUEUED, ProvincialReport.Status.RUNNING)


@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """All reports, newest first, and the form to ask for another. Refreshes itself while one is in work."""
    form = ReportRequestForm(year=plan_of_day(business_date()).year) if is_one_of(request.user, LABOUR) else None
    return _page(request, form)


@require_POST
def report_request(request: SignedInRequest) -> HttpResponse:
    """Ask for a month's report and hand it to the worker."""
    plan = plan_of_day(business_date())
    form = ReportRequestForm(request.POST, year=plan.year)
    if form.is_valid():
        try:
            report = request_report(by=request.user, plan=plan, month=Month(plan.year, form.cleaned_data["month"]))
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            transaction.on_commit(lambda: queue_report(report.pk))
            messages.success(request, "Đã nhận yêu cầu. Báo cáo đang được lập, trang này tự cho biết tiến độ.")
            return redirect("reporting:reports")
    return _page(request, form, status=400)


@require_safe
def report_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report's row, asked for again and again while it is in work."""
    report = get_object_or_404(_visible(request), pk=pk)
    return render(request, "reporting/report_row.html", {"report": report, "in_work": report.status in IN_WORK})


@require_safe
def report_file(request: SignedInRequest, pk: int, suffix: str) -> HttpResponse | FileResponse:
    """The PDF or XLSX of a finished report."""
    report = get_object_or_404(_visible(request), pk=pk)
    stored = {"pdf": report.pdf, "xlsx": report.xlsx}[suffix]
    if not stored.name or not stored.storage.exists(stored.name):
        raise Http404
    return FileResponse(
        stored.open("rb"),
        as_attachment=True,
        filename=f"bao-cao-thang-{report.year}-{report.month:02d}.{suffix}",
        content_type=MEDIA_TYPES[suffix],
    )


def _visible(request: SignedInRequest) -> "QuerySet[ProvincialReport]":
    return ProvincialReport.objects.visible_to(request.user).select_related("requested_by", "plan")


def _page(request: SignedInRequest, form: ReportRequestForm | None, *, status: int = 200) -> HttpResponse:
    found = list(_visible(request)[:50])
    return render(
        request,
        "reporting/reports.html",
        {"form": form, "rows": [(each, each.status in IN_WORK) for each in found]},
        status=status,
    )
