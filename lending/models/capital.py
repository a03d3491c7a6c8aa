"""Capital coming in: recorded by one agency, confirmed by the bank; only the confirmation posts it."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from registrations.models import Plan
from soctrang_loans.audit.models import Event
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.models import AgencyKind, User

from .funding import FundingSource, Pool

# Money papers name no person: the bank's branch and whoever watches the budget read them all.
READERS = (
    AgencyKind.PROVINCE_COMMITTEE,
    AgencyKind.LABOUR_DEPARTMENT,
    AgencyKind.FINANCE_DEPARTMENT,
    AgencyKind.BANK_BRANCH,
    AgencyKind.BANK_OFFICE,
)


class CapitalNoticeQuerySet(models.QuerySet["CapitalNotice"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The papers about capital, for those who fund, watch or hold it."""
        posting = acting_posting(user)
        if posting is None or posting.role == "admin" or posting.agency.kind not in READERS:
            return self.none()
        return self


class CapitalNotice(models.Model):
    """A transfer or announcement of capital, or an opening balance at go-live; amounts in đồng."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer", "Chuyển vốn"
        ANNOUNCEMENT = "announcement", "Thông báo vốn"
        OPENING = "opening", "Số dư đầu kỳ"

    class Status(models.TextChoices):
        RECORDED = "recorded", "Chờ ngân hàng xác nhận"
        CONFIRMED = "confirmed", "Ngân hàng đã nhận"
        REJECTED = "rejected", "Ngân hàng không nhận"
        CANCELLED = "cancelled", "Đã hủy ghi nhận"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, verbose_name="năm kế hoạch")
    source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, verbose_name="nguồn vốn")
    pool = models.CharField("phần vốn", max_length=10, choices=Pool, default=Pool.NEW)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    document_number = models.CharField("số văn bản", max_length=60)
    document_date = models.DateField("ngày văn bản")
    amount = models.PositiveBigIntegerField("số tiền (đồng)")
    transferred_on = models.DateField("ngày chuyển")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.RECORDED)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi nhận"
    )
    recorded_at = models.DateTimeField("ghi nhận lúc")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người xác nhận",
        null=True,
    )
    received_on = models.DateField("ngày ngân hàng nhận", null=True, blank=True)

    objects = CapitalNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "vốn về"
        verbose_name_plural = "vốn về"
        ordering = ["-document_date", "-id"]
        constraints = [
            models.CheckConstraint(name="capital_notice_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="capital_notice_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                violation_error_message="Người xác nhận phải khác người ghi nhận; hãy để người khác xác nhận.",
            ),
            models.UniqueConstraint(
                fields=["source", "pool", "kind", "document_number", "document_date"],
                condition=~Q(status__in=["rejected", "cancelled"]),
                name="capital_notice_document_unique",
                violation_error_message=(
                    "Văn bản này đã được ghi nhận cho nguồn vốn này; hãy kiểm tra số và ngày văn bản."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} – {self.get_pool_display()} – {self.document_number}"


class CapitalNoticeEvent(Event):
    """A step in the life of a capital notice."""

    subject = models.ForeignKey(CapitalNotice, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "sự kiện vốn về"
        verbose_name_plural = "sự kiện vốn về"
