"""Danh sách tháng (Phụ lục IV, mẫu tái lập; domain §3.2): one district, one month."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from soctrang_loans.audit.models import Event
from soctrang_loans.organisation.models import Agency, AgencyKind, User
from soctrang_loans.organisation.scope import Reach, scope_of

from .plan import Plan
from .registration import Registration


class MonthlyListQuerySet(models.QuerySet["MonthlyList"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A district sees its own lists; department and centre see all; nobody else sees the names in them."""
        scope = scope_of(user)
        if scope.agency is None:
            return self.none()
        if scope.agency.kind == AgencyKind.DISTRICT_OFFICE:
            return self.filter(agency=scope.agency)
        if scope.agency.kind == AgencyKind.DISTRICT_COMMITTEE:
            return self.filter(agency__parent=scope.agency)
        if scope.reach is Reach.EVERYTHING and scope.agency.kind in (
            AgencyKind.LABOUR_DEPARTMENT,
            AgencyKind.EMPLOYMENT_CENTRE,
        ):
            return self
        return self.none()


class MonthlyList(models.Model):
    """The registrants that one district received in one calendar month, due on day 10 of the next.

    `agency` is the district's labour office. Two people: `prepared_by` and `certified_by` differ in the database too.
    """

    class Status(models.TextChoices):
        GATHERING = "gathering", "Đang tập hợp"
        PREPARED = "prepared", "Đã lập, chờ duyệt"
        CERTIFIED = "certified", "Đã duyệt"
        SUBMITTED = "submitted", "Đã gửi Trung tâm"
        RECEIVED = "received", "Trung tâm đã nhận"
        RETURNED = "returned", "Trung tâm trả lại"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="monthly_lists", verbose_name="kế hoạch")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="monthly_lists", verbose_name="đơn vị lập"
    )
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    status = models.CharField("trạng thái", max_length=12, choices=Status, default=Status.GATHERING)
    legal_due = models.DateField("hạn theo kế hoạch")
    effective_due = models.DateField("hạn thực hiện (ngày làm việc)")
    extended_due = models.DateField("hạn gia hạn", null=True, blank=True)
    cover_number = models.CharField("số công văn", max_length=60, blank=True)
    cover_date = models.DateField("ngày công văn", null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người lập",
    )
    prepared_at = models.DateTimeField("lập lúc", null=True, blank=True)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người duyệt",
    )
    certified_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    first_submitted_at = models.DateTimeField("gửi lần đầu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)

    objects = MonthlyListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách tháng (Phụ lục IV)"
        verbose_name_plural = "danh sách tháng (Phụ lục IV)"
        ordering = ["-year", "-month", "agency__sort_order"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "month"], name="monthly_list_unique"),
            models.CheckConstraint(
                name="monthly_list_extended_later",
                condition=Q(extended_due__isnull=True) | Q(extended_due__gt=F("effective_due")),
                violation_error_message="Ngày gia hạn phải sau hạn thực hiện; hãy chọn ngày muộn hơn.",
            ),
            models.CheckConstraint(name="monthly_list_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="monthly_list_two_people",
                condition=Q(prepared_by__isnull=True)
                | Q(certified_by__isnull=True)
                | ~Q(prepared_by=F("certified_by")),
                violation_error_message="Người duyệt phải khác người lập danh sách; hãy để người khác duyệt.",
            ),
        ]

    def __str__(self) -> str:
        return f"Phụ lục IV tháng {self.month:02d}/{self.year} – {self.agency.short_name}"

    @property
    def due(self) -> date:
        """The day by whose end it is in time: the effective due day, or what the province extended it to."""
        return self.extended_due or self.effective_due


class MonthlyListEntry(models.Model):
    """One person on a list, frozen when the list is certified; a registration stands on one list only.

    `supplement` marks who was received in an earlier month ("bổ sung tháng …").
    `printed` keeps the row as it was printed, so that the list can be drawn up again unchanged.
    """

    list = models.ForeignKey(MonthlyList, on_delete=models.CASCADE, related_name="entries")
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="list_entry")
    position = models.PositiveIntegerField("số thứ tự")
    supplement = models.BooleanField("bổ sung tháng trước", default=False)
    printed = models.JSONField("nội dung đã in")

    class Meta:
        verbose_name = "dòng danh sách"
        verbose_name_plural = "dòng danh sách"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["list", "position"], name="list_entry_position_unique")]

    def __str__(self) -> str:
        return f"{self.position}. {self.registration.person}"


class MonthlyListEvent(Event):
    """A step in the life of a monthly list."""

    subject = models.ForeignKey(MonthlyList, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "sự kiện của danh sách"
        verbose_name_plural = "sự kiện của danh sách"
