"""Provinces, districts and communes as dated rows; a code may pass to another unit, so a unit is code and dates."""

from django.db import models

from .dated import Dated, DatedQuerySet, dates_in_order


class UnitLevel(models.TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class AdministrativeUnit(Dated):
    """One unit under one name between two dates.

    31522 is Phường 9 of TP Sóc Trăng to 31/08/2024 and Phường 1 from 01/09/2024 (NQ 1105/NQ-UBTVQH15): two rows.
    District is an optional tier: communes of 1/7/2025 hang under the province (NQ 1668/NQ-UBTVQH15).
    """

    code = models.CharField("mã", max_length=5)
    name = models.CharField("tên", max_length=100)
    type_label = models.CharField("loại đơn vị", max_length=40)
    level = models.CharField("cấp", max_length=10, choices=UnitLevel)
    parent = models.ForeignKey(
        "self",
        verbose_name="trực thuộc",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    sort_order = models.PositiveIntegerField("thứ tự", default=0)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["sort_order", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="unit_code_from_unique"),
            dates_in_order("unit_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_sentence(self) -> str:
        """ "xã An Mỹ", but "Phường 1": a numbered unit keeps its capital (NĐ 30/2020/NĐ-CP, Phụ lục II)."""
        if self.name.removeprefix(self.type_label).strip().isdigit():
            return self.name
        return self.name[:1].lower() + self.name[1:]

    @property
    def full_place(self) -> str:
        """ "xã An Mỹ, huyện Kế Sách": with the unit above, as a sentence names a place."""
        return ", ".join(unit.in_sentence for unit in (self, self.parent) if unit)


class UnitSuccession(models.Model):
    """Which unit took over which, whole; every merger of the province so far is of whole units."""

    predecessor = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="predecessions")
    effective_on = models.DateField("có hiệu lực từ ngày")
    legal_basis = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "kế thừa đơn vị"
        verbose_name_plural = "kế thừa đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="unit_succession_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Province(models.Model):
    """A province of the 2024 or the 2025 scheme; the 2024 rows carry the CCCD code of birth registration."""

    scheme = models.CharField("danh mục năm", max_length=4)
    code = models.CharField("mã", max_length=2)
    cccd_code = models.CharField("mã trong số định danh", max_length=3, blank=True)
    name = models.CharField("tên", max_length=100)
    successor_code = models.CharField("mã tỉnh kế thừa 2025", max_length=2, blank=True)

    class Meta:
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"
        ordering = ["scheme", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="province_code_unique")]

    def __str__(self) -> str:
        return self.name
