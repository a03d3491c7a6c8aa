"""The offset of the demo's clock; in production the table stays empty."""

from datetime import timedelta

from django.db import models
from django.db.models import Q


class ClockSetting(models.Model):
    """One row at most: how far the business clock stands from the real one."""

    offset = models.DurationField("độ lệch", default=timedelta)

    class Meta:
        verbose_name = "đồng hồ nghiệp vụ"
        verbose_name_plural = "đồng hồ nghiệp vụ"
        constraints = [models.CheckConstraint(name="clock_single_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.offset)
