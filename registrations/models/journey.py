"""The way abroad: selection, contract, departure; each step is also an insert-only journey event that lending reads."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from soctrang_loans.audit.models import InsertOnly

from .provider import Provider
from .registration import Registration
from .vocabulary import Market, Programme


class OverseasContract(models.Model):
    """Selection and contract abroad of one registration (Luật 69/2020/QH14; for students the admission papers).

    Selection fills provider, market and day; the contract adds number, dates and costs; departure the last day.
    """

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="overseas_contract")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, verbose_name="doanh nghiệp, trường")
    market = models.ForeignKey(Market, on_delete=models.PROTECT, verbose_name="thị trường")
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, verbose_name="chương trình", null=True, blank=True
    )
    foreign_party = models.CharField("nơi làm việc, học tập ở nước ngoài", max_length=200, blank=True)
    trade = models.CharField("ngành nghề", max_length=150, blank=True)
    selected_on = models.DateField("ngày trúng tuyển")
    number = models.CharField("số hợp đồng", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký hợp đồng", null=True, blank=True)
    months = models.PositiveSmallIntegerField("thời hạn hợp đồng (tháng)", null=True, blank=True)
    monthly_pay = models.CharField("tiền lương, trợ cấp", max_length=100, blank=True)
    planned_departure = models.DateField("ngày dự kiến xuất cảnh", null=True, blank=True)
    departed_on = models.DateField("ngày xuất cảnh", null=True, blank=True)
    departure_note = models.CharField("chuyến bay, cửa khẩu", max_length=150, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        verbose_name = "hợp đồng đi nước ngoài"
        verbose_name_plural = "hợp đồng đi nước ngoài"
        constraints = [
            models.CheckConstraint(
                name="overseas_contract_in_order",
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=F("selected_on")),
                violation_error_message=(
                    "Ngày ký hợp đồng phải từ ngày trúng tuyển trở đi; hãy sửa lại một trong hai ngày."
                ),
            ),
            models.CheckConstraint(
                name="overseas_departure_after_signing",
                condition=Q(departed_on__isnull=True) | Q(signed_on__isnull=False, departed_on__gte=F("signed_on")),
                violation_error_message=(
                    "Ngày xuất cảnh phải từ ngày ký hợp đồng trở đi; hãy sửa lại một trong hai ngày."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'Trúng tuyển'} – {self.registration.person}"

    @property
    def total_cost(self) -> int:
        """Sum of the cost items, in đồng."""
        return sum(cost.amount for cost in self.costs.all())


class ContractCost(models.Model):
    """One cost item of the contract, in đồng; what the state budget already pays is marked."""

    class Item(models.TextChoices):
        SERVICE_FEE = "service_fee", "Tiền dịch vụ"
        TRAINING = "training", "Đào tạo nghề, ngoại ngữ, giáo dục định hướng"
        TUITION = "tuition", "Học phí"
        PAPERS = "papers", "Hộ chiếu, visa, lý lịch tư pháp"
        HEALTH = "health", "Khám sức khỏe"
        TRAVEL = "travel", "Vé máy bay, đi lại"
        LODGING = "lodging", "Ăn, ở"
        DEPOSIT = "deposit", "Ký quỹ"
        OTHER = "other", "Khác"

    contract = models.ForeignKey(OverseasContract, on_delete=models.CASCADE, related_name="costs")
    item = models.CharField("khoản mục", max_length=15, choices=Item)
    amount = models.PositiveBigIntegerField("số tiền (đồng)")
    paid_by_budget = models.BooleanField("đã được ngân sách hỗ trợ", default=False)

    class Meta:
        verbose_name = "chi phí"
        verbose_name_plural = "chi phí"
        constraints = [
            models.UniqueConstraint(fields=["contract", "item"], name="contract_cost_item_unique"),
            models.CheckConstraint(name="contract_cost_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()}: {self.amount}"


class JourneyEvent(InsertOnly):
    """A fact of somebody's way abroad, for those upstream to act upon: `kind` happened on `happened_on`."""

    class Kind(models.TextChoices):
        SELECTED = "selected", "Trúng tuyển"
        CONTRACTED = "contracted", "Ký hợp đồng"
        DEPARTED = "departed", "Xuất cảnh"

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="journey")
    kind = models.CharField("sự kiện", max_length=15, choices=Kind)
    happened_on = models.DateField("ngày")
    recorded_at = models.DateTimeField("ghi lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "chặng đường đi"
        verbose_name_plural = "chặng đường đi"
        ordering = ["happened_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on:%d/%m/%Y}"
