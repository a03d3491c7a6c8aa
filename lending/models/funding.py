"""Where the money comes from: funding sources, pools, and the budget lines of the plan (Phụ lục II)."""

from django.db import models
from django.db.models import Q

from registrations.models import Plan
from soctrang_loans.organisation.models import Agency


class Pool(models.TextChoices):
    NEW = "new", "Vốn cấp mới"
    RECOVERED = "recovered", "Vốn thu hồi"
    SUPPLEMENT = "supplement", "Vốn bổ sung từ lãi"


class FundingSource(models.Model):
    """Ngân sách trung ương or ngân sách địa phương; one contract draws on one source only."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=100)
    sort_order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nguồn vốn"
        verbose_name_plural = "nguồn vốn"
        ordering = ["sort_order"]

    def __str__(self) -> str:
        return self.name


class BudgetLine(models.Model):
    """One line of section IV of the plan, in đồng. A loan line has source and pool; the two others have neither."""

    class Kind(models.TextChoices):
        LOAN = "loan", "Cho vay"
        INITIAL_SUPPORT = "initial_support", "Hỗ trợ chi phí ban đầu"
        COMMUNICATION = "communication", "Hoạt động truyền thông"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="budget_lines", verbose_name="kế hoạch")
    kind = models.CharField("loại", max_length=16, choices=Kind)
    source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, verbose_name="nguồn vốn", null=True, blank=True)
    pool = models.CharField("phần vốn", max_length=10, choices=Pool, blank=True)
    number = models.CharField("mục", max_length=10)
    name = models.CharField("nội dung", max_length=200)
    amount = models.PositiveBigIntegerField("số tiền (đồng)")
    origin = models.CharField("nguồn kinh phí", max_length=300)
    executing_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name="đơn vị thực hiện")
    sort_order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "dòng kinh phí"
        verbose_name_plural = "dòng kinh phí"
        ordering = ["plan", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "source", "pool"],
                condition=Q(kind="loan"),
                name="budget_line_source_pool_unique",
            ),
            models.CheckConstraint(
                name="budget_line_loan_has_source",
                condition=(Q(kind="loan") & Q(source__isnull=False) & ~Q(pool=""))
                | (~Q(kind="loan") & Q(source__isnull=True) & Q(pool="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"
