"""Chứng từ: the paper behind an entry of the ledger. The money itself stands in the entry's lines."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from soctrang_loans.audit.models import InsertOnly

from .contract import LoanContract


class Voucher(InsertOnly):
    """One voucher of the bank for one event of the ledger; insert-only, a mistake is reversed by another voucher."""

    class Kind(models.TextChoices):
        DISBURSEMENT = "disbursement", "Giải ngân"
        COLLECTION = "collection", "Thu nợ gốc"
        RELEASE = "release", "Đưa vốn thu hồi vào cho vay lại"
        REVERSAL = "reversal", "Bút toán đảo"

    class Payee(models.TextChoices):
        ENTERPRISE = "enterprise", "Doanh nghiệp đưa đi"
        SCHOOL = "school", "Trường, cơ sở đào tạo"
        BORROWER = "borrower", "Người vay"

    event = models.CharField("khóa bút toán", max_length=160, unique=True)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    contract = models.ForeignKey(
        LoanContract, on_delete=models.PROTECT, related_name="vouchers", null=True, verbose_name="khế ước"
    )
    number = models.CharField("số chứng từ", max_length=60, blank=True)
    value_date = models.DateField("ngày giá trị")
    amount = models.PositiveBigIntegerField("số tiền (đồng)")
    payee_kind = models.CharField("bên nhận tiền", max_length=10, choices=Payee, blank=True)
    payee_name = models.CharField("tên bên nhận tiền", max_length=250, blank=True)
    payee_account = models.CharField("tài khoản nhận", max_length=30, blank=True)
    note = models.CharField("nội dung", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    booked_at = models.DateTimeField("ghi sổ lúc")

    class Meta:
        verbose_name = "chứng từ"
        verbose_name_plural = "chứng từ"
        ordering = ["-booked_at", "-id"]
        constraints = [models.CheckConstraint(name="voucher_amount_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
