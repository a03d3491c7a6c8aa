"""Báo cáo tháng của Sở gửi Ủy ban nhân dân tỉnh: asked for on a page, drawn up by the worker."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from registrations.models import Plan
from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.people import PROVINCE_REPORT_READERS


class ProvincialReportQuerySet(models.QuerySet["ProvincialReport"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Reports name no person: the department that writes them and the committee that receives them read them."""
        return self if is_one_of(user, PROVINCE_REPORT_READERS) else self.none()


class ProvincialReport(models.Model):
    """One drawing-up of one month's report. The row is the work: a lost message or worker loses nothing.

    `claim` and `claimed_at` (real time) belong to the worker that draws it up; whoever lost the claim stops.
    `figures` is the snapshot that PDF and XLSX were made from (`reporting.province_figures`).
    """

    class Kind(models.TextChoices):
        MONTHLY = "monthly", "Báo cáo tháng"

    class Status(models.TextChoices):
        QUEUED = "queued", "Đang chờ lập"
        RUNNING = "running", "Đang lập"
        DONE = "done", "Đã lập xong"
        FAILED = "failed", "Không lập được"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", verbose_name="kế hoạch")
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.MONTHLY)
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    step = models.CharField("đang làm", max_length=150, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người yêu cầu"
    )
    requested_at = models.DateTimeField("yêu cầu lúc")
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    queued_at = models.DateTimeField(editable=False)
    attempt = models.PositiveSmallIntegerField("lần thử", default=0)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    figures = models.JSONField("số liệu", null=True, blank=True)
    pdf = models.FileField("bản PDF", blank=True)
    xlsx = models.FileField("bản XLSX", blank=True)
    error = models.CharField("lỗi", max_length=500, blank=True)

    objects = ProvincialReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của tỉnh"
        verbose_name_plural = "báo cáo của tỉnh"
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "month"],
                condition=Q(status__in=["queued", "running"]),
                name="provincial_report_one_in_work",
                violation_error_message="Báo cáo của tháng này đang được lập; hãy chờ bản đang lập xong.",
            ),
            models.CheckConstraint(name="provincial_report_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(name="provincial_report_progress", condition=Q(progress__lte=100)),
        ]

    def __str__(self) -> str:
        return f"Báo cáo tháng {self.month:02d}/{self.year}"
