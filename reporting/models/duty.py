"""Who has to report what, under which form, by which day (plan, "Chế độ thông tin, báo cáo")."""

from django.db import models
from django.db.models import Q

from registrations.models import Plan
from soctrang_loans.organisation.models import Agency


class DutyKind(models.TextChoices):
    LIST = "list", "Danh sách Phụ lục IV"
    RETURN = "return", "Báo cáo tháng"
    ANNUAL = "annual", "Báo cáo năm"


class ReportingDuty(models.Model):
    """One agency's standing duty of one kind in one plan year.

    A monthly duty covers a calendar month and is due on `day` of the next; an annual one covers January to November
    with an estimate of the year and is due on `day`/`month_of_year` of the plan year itself (domain §7).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="duties", verbose_name="kế hoạch")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="duties", verbose_name="cơ quan báo cáo")
    kind = models.CharField("loại", max_length=10, choices=DutyKind)
    form_code = models.CharField("mẫu biểu", max_length=20)
    day = models.PositiveSmallIntegerField("hạn ngày", default=10)
    month_of_year = models.PositiveSmallIntegerField("hạn tháng (báo cáo năm)", null=True, blank=True)

    class Meta:
        verbose_name = "chế độ báo cáo"
        verbose_name_plural = "chế độ báo cáo"
        ordering = ["plan", "kind", "agency__sort_order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "agency", "kind"], name="reporting_duty_unique"),
            models.CheckConstraint(name="reporting_duty_day", condition=Q(day__gte=1, day__lte=28)),
            models.CheckConstraint(
                name="reporting_duty_annual_month",
                condition=Q(kind="annual", month_of_year__gte=1, month_of_year__lte=12)
                | (~Q(kind="annual") & Q(month_of_year__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.agency.short_name}"
