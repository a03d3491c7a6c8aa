"""Lending policy as dated data: each parameter with its legal basis and whether anybody has verified it."""

from django.db import models

from soctrang_loans.organisation.models import AdministrativeUnit
from soctrang_loans.organisation.models.dated import Dated, DatedQuerySet, dates_in_order

from .funding import FundingSource


class LendingPolicy(Dated):
    """The terms for one kind of borrower from one source between two dates in one territory (domain §1.5)."""

    class BorrowerKind(models.TextChoices):
        WORKER = "worker", "Người lao động"
        STUDENT = "student", "Học sinh, sinh viên"

    code = models.CharField("mã", max_length=40)
    name = models.CharField("tên", max_length=200)
    borrower_kind = models.CharField("đối tượng vay", max_length=10, choices=BorrowerKind)
    source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, verbose_name="nguồn vốn")
    territory = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, verbose_name="áp dụng cho")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "chính sách cho vay"
        verbose_name_plural = "chính sách cho vay"
        ordering = ["borrower_kind", "source__sort_order", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["borrower_kind", "source", "valid_from"], name="policy_from_unique"),
            dates_in_order("policy_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyParameter(models.Model):
    """One parameter. What is not verified is shown as “chưa xác minh” on screen and paper, never printed as law.

    `value` is text; `lending.policy_terms` reads it by the parameter's kind. An empty value means "not limited".
    """

    policy = models.ForeignKey(LendingPolicy, on_delete=models.CASCADE, related_name="parameters")
    code = models.CharField("mã", max_length=40)
    name = models.CharField("tham số", max_length=200)
    value = models.CharField("giá trị", max_length=100, blank=True)
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    verified = models.BooleanField("đã xác minh", default=False)
    sort_order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "tham số chính sách"
        verbose_name_plural = "tham số chính sách"
        ordering = ["sort_order"]
        constraints = [models.UniqueConstraint(fields=["policy", "code"], name="policy_parameter_unique")]

    def __str__(self) -> str:
        return self.name
