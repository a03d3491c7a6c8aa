"""Nhắc việc: shown on the agency's home page, and mailed once to its address if it has one."""

from django.db import models
from django.db.models import Q

from .obligation import Obligation


class Reminder(models.Model):
    """One reminder of one obligation about one due day; the portal's own come once each, whatever runs how often.

    Mail that could not be sent stays with `mailed_at` empty and is tried again; `mail_claimed_at` (real time, not the
    work's) keeps two workers from sending it twice.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", "Sắp đến hạn"
        DUE = "due", "Đến hạn hôm nay"
        OVERDUE = "overdue", "Đã quá hạn"
        ASKED = "asked", "Sở nhắc"

    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="reminders", verbose_name="nghĩa vụ báo cáo"
    )
    kind = models.CharField("loại", max_length=10, choices=Kind)
    due = models.DateField("hạn được nhắc")
    on = models.DateField("nhắc ngày")
    mail_to = models.EmailField("gửi đến", blank=True)
    mail_claimed_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField("đã gửi thư lúc", null=True, blank=True)
    mail_error = models.CharField("lỗi gửi thư", max_length=300, blank=True)

    class Meta:
        verbose_name = "nhắc việc"
        verbose_name_plural = "nhắc việc"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "kind", "due"], condition=~Q(kind="asked"), name="reminder_once_for_a_due_day"
            ),
            models.UniqueConstraint(
                fields=["obligation", "on"],
                condition=Q(kind="asked"),
                name="reminder_asked_once_a_day",
                violation_error_message="Hôm nay đã nhắc cơ quan này rồi; hãy nhắc lại vào ngày khác.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.obligation}"
