"""Nghĩa vụ báo cáo: one duty for one period, with its two due days, its state and its timeline."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from registrations.models import MonthlyList
from soctrang_loans.audit.models import Event
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.models import Agency, AgencyKind, User

from .duty import DutyKind, ReportingDuty


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Department and People's Committee see all, the centre the lists, an agency its own.

        A district committee also sees its labour office's lists, and the office the committee's returns, which it
        draws up.
        """
        posting = acting_posting(user)
        if posting is None or posting.role == "admin":
            return self.none()
        agency = posting.agency
        match agency.kind:
            case AgencyKind.LABOUR_DEPARTMENT | AgencyKind.PROVINCE_COMMITTEE:
                return self
            case AgencyKind.EMPLOYMENT_CENTRE:
                return self.filter(kind=DutyKind.LIST)
            case AgencyKind.DISTRICT_COMMITTEE:
                return self.filter(Q(agency=agency) | Q(agency__parent=agency, kind=DutyKind.LIST))
            case AgencyKind.DISTRICT_OFFICE:
                return self.filter(Q(agency=agency) | Q(agency=agency.parent_id))
            case AgencyKind.EDUCATION_DEPARTMENT | AgencyKind.BANK_BRANCH:
                return self.filter(agency=agency)
        return self.none()

    def for_display(self) -> Self:
        """With what its state, its names and its due days need, in one query."""
        return self.select_related("agency", "duty__plan", "monthly_list")


class Obligation(models.Model):
    """`year` and `month` are the period covered; an annual obligation stands under month 12 of its year.

    `status` is a return's. A list's state is its MonthlyList's, read through `state`: two columns could differ.
    The legal due day is the plan's; the effective one is the next working day; an extension replaces it.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Chưa gửi"
        SUBMITTED = "submitted", "Đã gửi"
        RETURNED = "returned", "Trả lại"
        ACCEPTED = "accepted", "Đã nhận"
        LOCKED = "locked", "Đã khóa"

    duty = models.ForeignKey(
        ReportingDuty, on_delete=models.PROTECT, related_name="obligations", verbose_name="chế độ báo cáo"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="obligations", verbose_name="cơ quan báo cáo"
    )
    kind = models.CharField("loại", max_length=10, choices=DutyKind)
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    opens_on = models.DateField("mở ngày")
    legal_due = models.DateField("hạn theo kế hoạch")
    effective_due = models.DateField("hạn thực hiện (ngày làm việc)")
    extended_due = models.DateField("hạn gia hạn", null=True, blank=True)
    extension_reason = models.CharField("lý do gia hạn", max_length=500, blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="người gia hạn"
    )
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.OPEN)
    first_submitted_at = models.DateTimeField("gửi lần đầu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    monthly_list = models.OneToOneField(
        MonthlyList,
        null=True,
        on_delete=models.PROTECT,
        related_name="obligation",
        verbose_name="danh sách tháng",
    )

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "nghĩa vụ báo cáo"
        verbose_name_plural = "nghĩa vụ báo cáo"
        ordering = ["-year", "-month", "kind", "agency__sort_order"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "year", "month"], name="obligation_once_a_period"),
            models.CheckConstraint(name="obligation_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="obligation_list_has_its_list",
                condition=Q(kind="list", monthly_list__isnull=False, status="open")
                | (~Q(kind="list") & Q(monthly_list__isnull=True)),
            ),
            models.CheckConstraint(
                name="obligation_extension_reasoned",
                condition=Q(extended_due__isnull=True, extension_reason="", extended_by__isnull=True)
                | (Q(extended_due__gt=F("effective_due"), extended_by__isnull=False) & ~Q(extension_reason="")),
                violation_error_message="Ngày gia hạn phải sau hạn thực hiện và có lý do; hãy sửa ngày hoặc ghi lý do.",
            ),
            models.CheckConstraint(
                name="obligation_submitted_has_time",
                condition=Q(status="open") | Q(first_submitted_at__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} – {self.agency.short_name}"

    @property
    def title(self) -> str:
        """Báo cáo tháng 09/2024, Danh sách Phụ lục IV tháng 09/2024 or Báo cáo năm 2024."""
        if self.kind == DutyKind.ANNUAL:
            return f"Báo cáo năm {self.year}"
        what = "Danh sách Phụ lục IV" if self.kind == DutyKind.LIST else "Báo cáo"
        return f"{what} tháng {self.month:02d}/{self.year}"

    @property
    def due(self) -> date:
        """The day that counts for lateness: the extended one if there is one, else the effective one."""
        return self.extended_due or self.effective_due

    @property
    def state(self) -> Status:
        """The state to show; a list's follows its MonthlyList."""
        if self.monthly_list is None:
            return self.Status(self.status)
        return STATE_OF_LIST.get(MonthlyList.Status(self.monthly_list.status), self.Status.OPEN)

    @property
    def first_sent_at(self) -> datetime | None:
        """When it was first sent, which is what decides about lateness."""
        return self.first_submitted_at if self.monthly_list is None else self.monthly_list.first_submitted_at

    @property
    def is_wanted(self) -> bool:
        """Whether the province still waits for the agency: never sent, or sent and returned."""
        return self.state in (self.Status.OPEN, self.Status.RETURNED)


STATE_OF_LIST = {
    MonthlyList.Status.SUBMITTED: Obligation.Status.SUBMITTED,
    MonthlyList.Status.RECEIVED: Obligation.Status.ACCEPTED,
    MonthlyList.Status.RETURNED: Obligation.Status.RETURNED,
}


class ObligationEvent(Event):
    """A step in the life of an obligation."""

    subject = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "sự kiện báo cáo"
        verbose_name_plural = "sự kiện báo cáo"
