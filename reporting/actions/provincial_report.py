"""Asking for the province's report and drawing it up, step by step, under a claim."""

import logging
import uuid
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from registrations.models import Plan
from registrations.periods import Month
from soctrang_loans.documents.pdf import PdfUnavailable
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.people import LABOUR
from soctrang_loans.organisation.refusal import Refused

from ..exports.provincial_report import report_pdf, report_xlsx
from ..models import ProvincialReport
from ..province_figures import as_json, province_figures
from ..report_text import report_text

logger = logging.getLogger(__name__)
S = ProvincialReport.Status
# Claims and queueing use the real clock: moving the demo's clock must not make running work look abandoned.
CLAIM_LASTS = timedelta(minutes=10)
QUEUED_LONG = timedelta(seconds=45)
MOST_ATTEMPTS = 3
FAILED = "Không lập được báo cáo vì lỗi của hệ thống. Hãy lập lại; nếu vẫn lỗi, báo quản trị kỹ thuật."


class ClaimLost(Exception):
    """Another worker took the report over; this one stops."""


def request_report(*, by: User, plan: Plan, month: Month) -> ProvincialReport:
    """Ask for the report of one month of a plan's year; the worker draws it up.

    Raises Refused for a month that has not ended or lies outside the plan, or whose report is being drawn up.
    """
    require(by, LABOUR)
    if month.year != plan.year:
        raise Refused(
            f"Tháng {month} không thuộc năm kế hoạch {plan.year}. Hãy chọn tháng khác.",
            rule="month_of_plan",
            field="month",
        )
    if not month.has_ended(business_date()):
        raise Refused(
            f"Tháng {month} chưa kết thúc nên chưa có số liệu. Hãy chọn tháng đã qua.",
            rule="month_not_ended",
            field="month",
        )
    try:
        with transaction.atomic():
            return ProvincialReport.objects.create(
                plan=plan,
                year=month.year,
                month=month.month,
                step="Chờ đến lượt",
                requested_by=by,
                requested_at=business_now(),
                queued_at=timezone.now(),
            )
    except IntegrityError as error:
        raise Refused(
            f"Báo cáo tháng {month} đang được lập. Hãy chờ bản đang lập xong.", rule="provincial_report_one_in_work"
        ) from error


def draw_up(report_id: int) -> bool:
    """Draw the report up if nobody else does: figures, XLSX, PDF, then done, each step told in the row.

    Killed half-way and run again it finishes once: files of a lost attempt are never linked. Returns whether this
    call finished it. Without the PDF library the report is done with its XLSX and says what is missing.
    """
    claim = uuid.uuid4()
    if not _take(report_id, claim):
        return False
    report = ProvincialReport.objects.select_related("plan").get(pk=report_id)
    saved: list[str] = []
    try:
        _draw_up(report, claim, saved)
    except ClaimLost:
        _forget(saved)
        return False
    except Exception:
        logger.exception("Report %s failed", report_id)
        _forget(saved)
        _mine(report_id, claim).update(status=S.FAILED, claim=None, finished_at=business_now(), step="", error=FAILED)
        return False
    return True


def _draw_up(report: ProvincialReport, claim: uuid.UUID, saved: list[str]) -> None:
    month = Month(report.year, report.month)
    _tell(report, claim, 10, "Đếm số liệu đăng ký, xuất cảnh và kinh phí")
    figures = province_figures(report.plan, since=month.first, until=month.last)
    _tell(report, claim, 30, "Viết phần lời")
    text = report_text(report.plan, month, figures)
    _tell(report, claim, 45, "Ghi Biểu 05, Biểu 06 ra XLSX")
    xlsx = _save(report, claim, "xlsx", report_xlsx(month, figures), saved)
    _tell(report, claim, 65, "Dàn trang PDF")
    pdf, error = "", ""
    try:
        pdf = _save(report, claim, "pdf", report_pdf(month, figures, text), saved)
    except PdfUnavailable as missing:
        error = str(missing)
    done: dict[str, Any] = {
        "status": S.DONE,
        "progress": 100,
        "step": "",
        "finished_at": business_now(),
        "figures": as_json(figures),
        "xlsx": xlsx,
        "pdf": pdf,
        "error": error,
        "claim": None,
    }
    if not _mine(report.pk, claim).update(**done):
        raise ClaimLost


def requeue() -> list[int]:
    """The ids of reports that wait for a worker: lost from the broker, or abandoned by a worker that died.

    A report that killed its worker three times fails with a sentence instead of being tried for ever.
    """
    now = timezone.now()
    abandoned = ProvincialReport.objects.filter(status=S.RUNNING, claimed_at__lt=now - CLAIM_LASTS)
    abandoned.filter(attempt__gte=MOST_ATTEMPTS).update(
        status=S.FAILED, claim=None, finished_at=business_now(), step="", error=FAILED
    )
    abandoned.update(status=S.QUEUED, claim=None, step="Chờ lập lại", queued_at=now - QUEUED_LONG)
    waiting = list(
        ProvincialReport.objects.filter(status=S.QUEUED, queued_at__lte=now - QUEUED_LONG).values_list("pk", flat=True)
    )
    ProvincialReport.objects.filter(pk__in=waiting, status=S.QUEUED).update(queued_at=now)
    return waiting


def _take(report_id: int, claim: uuid.UUID) -> bool:
    """Compare and swap: one caller at a time, or whoever comes after a claim has run out."""
    now = timezone.now()
    free = Q(status=S.QUEUED) | Q(status=S.RUNNING, claimed_at__lt=now - CLAIM_LASTS)
    return bool(
        ProvincialReport.objects.filter(free, pk=report_id).update(
            status=S.RUNNING,
            claim=claim,
            claimed_at=now,
            attempt=F("attempt") + 1,
            started_at=business_now(),
            progress=0,
            error="",
        )
    )


def _mine(report_id: int, claim: uuid.UUID) -> Any:
    return ProvincialReport.objects.filter(pk=report_id, status=S.RUNNING, claim=claim)


def _tell(report: ProvincialReport, claim: uuid.UUID, progress: int, step: str) -> None:
    if not _mine(report.pk, claim).update(progress=progress, step=step, claimed_at=timezone.now()):
        raise ClaimLost


def _save(report: ProvincialReport, claim: uuid.UUID, suffix: str, content: bytes, saved: list[str]) -> str:
    """Keep a file under a name of this attempt's own, so that two attempts never write into one."""
    name = f"reports/{report.year}/bao-cao-{report.year}-{report.month:02d}-{claim.hex[:12]}.{suffix}"
    saved.append(default_storage.save(name, ContentFile(content)))
    return saved[-1]


def _forget(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
