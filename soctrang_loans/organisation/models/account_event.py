"""What happened to an account: who made it, gave or ended a posting, reset a password, granted leave cover."""

from django.conf import settings
from django.db import models

from .insert_only import InsertOnly
from .posting import Posting


class AccountEvent(InsertOnly):
    """One step in the life of an account; `by` is empty for the portal's own commands."""

    happened_at = models.DateTimeField("thời điểm")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người thực hiện",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    posting = models.ForeignKey(
        Posting, verbose_name="theo phân công", null=True, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="tài khoản", on_delete=models.PROTECT, related_name="account_events"
    )
    action = models.CharField("việc", max_length=40)
    label = models.CharField("diễn giải", max_length=300)
    reason = models.TextField("lý do", blank=True)

    class Meta:
        verbose_name = "sự kiện tài khoản"
        verbose_name_plural = "sự kiện tài khoản"
        ordering = ["happened_at", "id"]

    def __str__(self) -> str:
        return f"{self.happened_at:%d/%m/%Y %H:%M} {self.label}"
