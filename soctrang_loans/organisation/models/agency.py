"""Agencies that act in the portal, and the dated areas of communes that each answers for."""

from django.db import models

from .dated import Dated, DatedQuerySet, dates_in_order
from .territory import AdministrativeUnit


class AgencyKind(models.TextChoices):
    PROVINCE_COMMITTEE = "province_committee", "Ủy ban nhân dân tỉnh"
    LABOUR_DEPARTMENT = "labour_department", "Sở Lao động - Thương binh và Xã hội"
    EDUCATION_DEPARTMENT = "education_department", "Sở Giáo dục và Đào tạo"
    FINANCE_DEPARTMENT = "finance_department", "Sở Tài chính"
    EMPLOYMENT_CENTRE = "employment_centre", "Trung tâm Dịch vụ việc làm"
    DISTRICT_COMMITTEE = "district_committee", "Ủy ban nhân dân cấp huyện"
    DISTRICT_OFFICE = "district_office", "Phòng Lao động - Thương binh và Xã hội"
    COMMUNE_COMMITTEE = "commune_committee", "Ủy ban nhân dân cấp xã"
    BANK_BRANCH = "bank_branch", "Chi nhánh Ngân hàng Chính sách xã hội tỉnh"
    BANK_OFFICE = "bank_office", "Phòng giao dịch Ngân hàng Chính sách xã hội"


class Agency(Dated):
    """An agency. `unit` is the territory it is named after; what it answers for is its `AgencyArea`."""

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọi tắt", max_length=100)
    symbol = models.CharField("ký hiệu văn bản", max_length=40, blank=True)
    kind = models.CharField("loại cơ quan", max_length=30, choices=AgencyKind)
    parent = models.ForeignKey(
        "self",
        verbose_name="cơ quan chủ quản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    unit = models.ForeignKey(
        AdministrativeUnit, verbose_name="đơn vị hành chính", null=True, blank=True, on_delete=models.PROTECT
    )
    email = models.EmailField("thư điện tử công vụ", blank=True)
    sort_order = models.PositiveIntegerField("thứ tự", default=0)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ["sort_order", "code"]
        constraints = [dates_in_order("agency_dates_in_order")]

    def __str__(self) -> str:
        return self.name


class AgencyArea(Dated):
    """One commune of an agency's area; an office's area is a dated set of communes, not a district."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="areas", verbose_name="cơ quan")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, verbose_name="đơn vị cấp xã")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "địa bàn"
        verbose_name_plural = "địa bàn"
        constraints = [
            models.UniqueConstraint(fields=["agency", "unit", "valid_from"], name="agency_area_unique"),
            dates_in_order("agency_area_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} – {self.unit}"
