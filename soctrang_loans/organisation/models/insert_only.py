"""Rows that are written once."""

from typing import Any, NoReturn

from django.db import models


class InsertOnly(models.Model):
    """Rows that are written once; the database refuses change and deletion too (see `audit.insert_only`)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(f"{type(self).__name__} rows are insert-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} rows are insert-only.")
