"""Khế ước: the loan contract that an approval opens. What is lent, repaid and owed stands in the ledger, not here."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from registrations.models import Plan
from soctrang_loans.audit.models import Event
from soctrang_loans.organisation.models import Agency, User

from .dossier import Dossier
from .funding import FundingSource


class LoanContractQuerySet(models.QuerySet["LoanContract"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The contracts of the dossiers that the user may see."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))


class LoanContract(models.Model):
    """One contract, fed from one source. `number` is the bank's số khế ước, given when the contract is signed.

    Rate in % per year, amounts in đồng. The contract keeps the terms it was approved under.
    """

    class Status(models.TextChoices):
        APPROVED = "approved", "Đã phê duyệt, chưa ký"
        SIGNED = "signed", "Đã ký, chưa giải ngân"
        ACTIVE = "active", "Đang có dư nợ"
        SETTLED = "settled", "Đã tất toán"
        CANCELLED = "cancelled", "Đã hủy phê duyệt"

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="contract", verbose_name="hồ sơ")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, verbose_name="năm kế hoạch")
    source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, verbose_name="nguồn vốn")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="phòng giao dịch")
    number = models.CharField("số khế ước", max_length=40, null=True, blank=True, unique=True)
    customer_code = models.CharField("mã khách hàng", max_length=30, blank=True)
    approved_amount = models.PositiveBigIntegerField("mức phê duyệt (đồng)")
    months = models.PositiveSmallIntegerField("thời hạn (tháng)")
    annual_rate = models.DecimalField("lãi suất (%/năm)", max_digits=5, decimal_places=2)
    overdue_multiplier = models.DecimalField("hệ số lãi quá hạn", max_digits=4, decimal_places=2)
    approved_on = models.DateField("ngày phê duyệt")
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.APPROVED)

    objects = LoanContractQuerySet.as_manager()

    class Meta:
        verbose_name = "khế ước"
        verbose_name_plural = "khế ước"
        ordering = ["-approved_on", "-id"]
        constraints = [
            models.CheckConstraint(name="contract_amount_positive", condition=Q(approved_amount__gt=0)),
            models.CheckConstraint(
                name="contract_signed_has_number",
                condition=Q(status__in=["approved", "cancelled"]) | Q(number__isnull=False, signed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"Chưa có số khế ước ({self.dossier.number})"


class LoanContractEvent(Event):
    """A step in the life of a contract."""

    subject = models.ForeignKey(LoanContract, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "sự kiện của khế ước"
        verbose_name_plural = "sự kiện của khế ước"
