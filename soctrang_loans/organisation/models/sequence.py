"""Running numbers without gaps from concurrent takers."""

from django.db import models


class NumberSequence(models.Model):
    """The last number given out under a key, e.g. `DK-94-2024`."""

    key = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "dãy số"
        verbose_name_plural = "dãy số"

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"

    @classmethod
    def take(cls, key: str) -> int:
        """The next number under the key; the row stays locked until the caller's transaction ends."""
        cls.objects.get_or_create(key=key)
        row = cls.objects.select_for_update().get(key=key)
        row.last += 1
        row.save(update_fields=["last"])
        return row.last
