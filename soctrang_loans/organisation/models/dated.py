"""Rows that hold from one day to another."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

T = TypeVar("T", bound=models.Model)


class DatedQuerySet(models.QuerySet[T]):
    """Rows with `valid_from` and an inclusive, nullable `valid_to`."""

    def on(self, day: date) -> Self:
        """The rows that hold on that day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Dated(models.Model):
    """`valid_from` and `valid_to` are both inclusive; an open end is null."""

    valid_from = models.DateField("có hiệu lực từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether the row holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def dates_in_order(name: str) -> models.CheckConstraint:
    """The constraint that an end never comes before its beginning."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi; hãy sửa lại một trong hai ngày.",
    )
