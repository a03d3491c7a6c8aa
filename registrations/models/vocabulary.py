"""Vocabularies of the forms (domain §3.4, §5.3, §5.4)."""

from django.db import models


class EthnicGroup(models.Model):
    """One of the 54 groups of QĐ 121-TCTK/PPCĐ (1979), under that decision's codes."""

    code = models.CharField("mã", max_length=2, unique=True)
    name = models.CharField("tên", max_length=50)

    class Meta:
        verbose_name = "dân tộc"
        verbose_name_plural = "dân tộc"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_minority(self) -> bool:
        """Every group but Kinh counts as dân tộc thiểu số."""
        return self.code != "01"


class BeneficiaryGroup(models.Model):
    """A group of beneficiaries; the lowest `precedence` of a registration is its primary group in every report."""

    code = models.CharField("mã", max_length=2, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọi tắt", max_length=60)
    precedence = models.PositiveSmallIntegerField("thứ tự ưu tiên khi thống kê")
    central_priority = models.BooleanField("đối tượng ưu tiên của trung ương (NĐ 74/2019/NĐ-CP)", default=False)
    verified = models.BooleanField("đã xác minh", default=False)

    class Meta:
        verbose_name = "đối tượng"
        verbose_name_plural = "đối tượng"
        ordering = ["precedence"]

    def __str__(self) -> str:
        return self.name


class Market(models.Model):
    """A receiving country or territory, under its ISO code and official Vietnamese name."""

    code = models.CharField("mã ISO", max_length=2, unique=True)
    name = models.CharField("tên", max_length=80)
    sort_order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "thị trường"
        verbose_name_plural = "thị trường"
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """A programme of one market: for contract workers or for work-study students."""

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="programmes", verbose_name="thị trường")
    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=120)
    for_students = models.BooleanField("dành cho du học sinh", default=False)

    class Meta:
        verbose_name = "chương trình"
        verbose_name_plural = "chương trình"
        ordering = ["market__sort_order", "code"]

    def __str__(self) -> str:
        return f"{self.market}: {self.name}"
