"""Báo cáo của cơ quan: what one agency wrote and which figures it sent, version by version."""

from django.conf import settings
from django.db import models

from soctrang_loans.audit.models import InsertOnly

from .obligation import Obligation


class ReturnSubmission(InsertOnly):
    """One version of a return. The five parts are those of a BC (domain §7); the figures were frozen when it was sent.

    `figures` is a `reporting.return_figures.FigureTable` as JSON.
    """

    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="submissions", verbose_name="nghĩa vụ báo cáo"
    )
    version = models.PositiveSmallIntegerField("lần gửi")
    direction = models.TextField("I. Công tác chỉ đạo", max_length=8000)
    results = models.TextField("II. Kết quả thực hiện", max_length=8000)
    difficulties = models.TextField("III. Khó khăn, vướng mắc", max_length=8000, blank=True)
    next_tasks = models.TextField("IV. Nhiệm vụ tháng tới", max_length=8000, blank=True)
    proposals = models.TextField("V. Đề xuất, kiến nghị", max_length=8000, blank=True)
    figures = models.JSONField("số liệu")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người gửi"
    )
    at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "lần gửi báo cáo"
        verbose_name_plural = "các lần gửi báo cáo"
        ordering = ["obligation", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "version"], name="return_submission_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} – lần {self.version}"
