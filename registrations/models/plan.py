"""The plan of a year and its targets by district (Phụ lục I)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from soctrang_loans.organisation.models import AdministrativeUnit


class Plan(models.Model):
    """One year's plan under NQ 02/2023/NQ-HĐND (plan, sections II and IV)."""

    year = models.PositiveSmallIntegerField("năm kế hoạch", unique=True)
    title = models.CharField("tên kế hoạch", max_length=500)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    target_people = models.PositiveIntegerField("chỉ tiêu (người)")
    total_amount = models.PositiveBigIntegerField("tổng kinh phí (đồng)")
    is_draft = models.BooleanField("là dự thảo", default=True)

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"Kế hoạch năm {self.year}"


class TargetRevision(models.Model):
    """One decision on the district targets; the newest by `effective_on` then id is in force.

    `provisional` is for figures that no Phụ lục I confirms: screens and papers say so.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="target_revisions", verbose_name="kế hoạch")
    effective_on = models.DateField("áp dụng từ ngày")
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    provisional = models.BooleanField("tạm tính, chưa có Phụ lục I", default=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người lập",
    )
    made_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "lần giao chỉ tiêu"
        verbose_name_plural = "các lần giao chỉ tiêu"
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="target_revision_decided_or_provisional",
                condition=Q(provisional=True) | ~Q(decision_number=""),
                violation_error_message=(
                    "Chỉ tiêu chính thức phải có số quyết định; hãy nhập số quyết định hoặc để “tạm tính”."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} – {self.effective_on:%d/%m/%Y}"


class DistrictTarget(models.Model):
    """People that one district is to send abroad in the plan year."""

    revision = models.ForeignKey(TargetRevision, on_delete=models.CASCADE, related_name="targets")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, verbose_name="huyện, thị xã, thành phố")
    people = models.PositiveIntegerField("chỉ tiêu (người)")

    class Meta:
        verbose_name = "chỉ tiêu huyện"
        verbose_name_plural = "chỉ tiêu huyện"
        constraints = [models.UniqueConstraint(fields=["revision", "unit"], name="district_target_unique")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.people}"
