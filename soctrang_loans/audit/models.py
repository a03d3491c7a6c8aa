"""The abstract event row that every subject's timeline is made of, and the read log."""

from django.conf import settings
from django.db import models

from soctrang_loans.organisation.models import InsertOnly

__all__ = ["Event", "InsertOnly", "ReadRecord"]


class Event(InsertOnly):
    """One step of one paper: who, under which posting, when, from which state to which, why.

    Concrete events add a foreign key named `subject`.
    """

    happened_at = models.DateTimeField("thời điểm")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người thực hiện",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    posting = models.ForeignKey(
        "organisation.Posting",
        verbose_name="theo phân công",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    action = models.CharField("việc", max_length=40)
    label = models.CharField("diễn giải", max_length=200)
    from_state = models.CharField("từ trạng thái", max_length=20, blank=True)
    to_state = models.CharField("sang trạng thái", max_length=20, blank=True)
    reason = models.TextField("lý do", blank=True)

    class Meta:
        abstract = True
        ordering = ["happened_at", "id"]

    def __str__(self) -> str:
        return f"{self.happened_at:%d/%m/%Y %H:%M} {self.label}"


class ReadRecord(InsertOnly):
    """Somebody opened a person's record, a file or an export."""

    read_at = models.DateTimeField("thời điểm")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người xem", on_delete=models.PROTECT, related_name="+"
    )
    posting = models.ForeignKey(
        "organisation.Posting",
        verbose_name="theo phân công",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    subject_kind = models.CharField("loại đối tượng", max_length=40)
    subject_id = models.BigIntegerField("mã đối tượng", null=True)
    what = models.CharField("nội dung", max_length=300)

    class Meta:
        verbose_name = "lượt xem"
        verbose_name_plural = "nhật ký xem"
        ordering = ["-read_at", "-id"]
        indexes = [
            # Serves "who opened this record".
            models.Index(fields=["subject_kind", "subject_id"], name="read_record_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.by} – {self.what}"
