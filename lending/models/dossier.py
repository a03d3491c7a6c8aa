"""Hồ sơ vay vốn: from a registration to the director's decision."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from registrations.models import Registration
from soctrang_loans.audit.models import Event
from soctrang_loans.organisation.models import Agency, AgencyKind, User
from soctrang_loans.organisation.scope import Reach, scope_of

from .funding import FundingSource
from .policy import LendingPolicy


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """An office sees its own dossiers, the branch and the department all, districts and communes their people's."""
        scope = scope_of(user)
        if scope.agency is None or scope.reach is Reach.NOTHING:
            return self.none()
        if scope.agency.kind == AgencyKind.BANK_OFFICE:
            return self.filter(office=scope.agency)
        if scope.agency.kind in (
            AgencyKind.BANK_BRANCH,
            AgencyKind.LABOUR_DEPARTMENT,
            AgencyKind.EMPLOYMENT_CENTRE,
        ):
            return self
        return self.filter(registration__in=Registration.objects.visible_to(user))


class Dossier(models.Model):
    """One application of one registration for capital of one source, handled by one office of the bank.

    Author, checker and approver are different people; the database says so too (ledger design, rule 7).
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "Chờ thẩm định"
        APPRAISED = "appraised", "Chờ kiểm soát"
        CHECKED = "checked", "Chờ phê duyệt"
        APPROVED = "approved", "Đã phê duyệt"
        REFUSED = "refused", "Từ chối cho vay"
        WITHDRAWN = "withdrawn", "Đã rút"

    number = models.CharField("số hồ sơ", max_length=30, unique=True)
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="dossiers", verbose_name="giấy đăng ký"
    )
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="phòng giao dịch")
    source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, verbose_name="nguồn vốn đề nghị")
    policy = models.ForeignKey(LendingPolicy, on_delete=models.PROTECT, verbose_name="chính sách áp dụng")
    requested_amount = models.PositiveBigIntegerField("số tiền đề nghị vay (đồng)")
    requested_months = models.PositiveSmallIntegerField("thời hạn đề nghị (tháng)")
    purpose = models.CharField("mục đích sử dụng vốn", max_length=200)
    papers = models.JSONField("giấy tờ đã có", default=list)
    received_on = models.DateField("ngày nhận đủ hồ sơ")
    due_on = models.DateField("hạn giải quyết")
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.RECEIVED)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người tiếp nhận"
    )
    appraised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người thẩm định",
        null=True,
    )
    appraised_amount = models.PositiveBigIntegerField("mức đề xuất (đồng)", null=True, blank=True)
    appraised_months = models.PositiveSmallIntegerField("thời hạn đề xuất (tháng)", null=True, blank=True)
    appraisal_opinion = models.TextField("ý kiến thẩm định", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người kiểm soát",
        null=True,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người quyết định",
        null=True,
    )
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ vay vốn"
        verbose_name_plural = "hồ sơ vay vốn"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="dossier_amount_positive", condition=Q(requested_amount__gt=0)),
            models.CheckConstraint(
                name="dossier_checker_not_author",
                condition=Q(appraised_by__isnull=True) | Q(checked_by__isnull=True) | ~Q(checked_by=F("appraised_by")),
                violation_error_message="Người kiểm soát phải khác người thẩm định; hãy để người khác kiểm soát.",
            ),
            models.CheckConstraint(
                name="dossier_approver_not_author",
                condition=Q(appraised_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("appraised_by")),
                violation_error_message="Người phê duyệt phải khác người thẩm định; hãy để người khác phê duyệt.",
            ),
            models.CheckConstraint(
                name="dossier_approver_not_checker",
                condition=Q(checked_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("checked_by")),
                violation_error_message="Người phê duyệt phải khác người kiểm soát; hãy để người khác phê duyệt.",
            ),
            models.CheckConstraint(
                name="dossier_approved_by_three",
                condition=~Q(status="approved")
                | Q(appraised_by__isnull=False, checked_by__isnull=False, decided_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["registration", "source"],
                condition=~Q(status__in=["refused", "withdrawn"]),
                name="dossier_one_open_per_source",
                violation_error_message="Giấy đăng ký này đã có hồ sơ đang giải quyết từ nguồn vốn này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.registration.person}"


class DossierEvent(Event):
    """A step in the life of a dossier."""

    subject = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "sự kiện của hồ sơ"
        verbose_name_plural = "sự kiện của hồ sơ"
