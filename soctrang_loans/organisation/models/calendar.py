"""Public holidays and swapped working days of each year, as data."""

from django.db import models


class CalendarDay(models.Model):
    """A day that is not what its weekday says."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "Ngày nghỉ"
        WORKING_SWAP = "working_swap", "Ngày làm bù"

    date = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=15, choices=Kind)
    name = models.CharField("tên", max_length=150)
    note = models.CharField("ghi chú", max_length=200, blank=True)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} – {self.name}"
