"""Niêm phong: every finished day of booking is sealed in booking order, chained to the day before."""

from collections.abc import Iterator
from datetime import UTC, date
from typing import Any

from django.db import transaction

from lending.models.ledger import LedgerEntry, LedgerSeal
from soctrang_loans.audit.seal import GENESIS, digest
from soctrang_loans.organisation.clock import business_date, business_now


def seal_due_days(*, today: date | None = None) -> list[LedgerSeal]:
    """Seal every finished day that has entries and no seal, oldest first; answers the seals made.

    `today` (default: business_date()) is the first day that stays open. A missed run is made up by the next; two at
    once seal each day once. While it runs, nobody books.
    """
    today = min(today or business_date(), business_date())
    sealed: list[LedgerSeal] = []
    with transaction.atomic():
        _hold_entries()
        last = LedgerSeal.objects.order_by("-day").first()
        due = LedgerEntry.objects.filter(booked_on__lt=today).order_by("booked_on")
        if last is not None:
            due = due.filter(booked_on__gt=last.day)
        for day in due.values_list("booked_on", flat=True).distinct():
            last = _seal(day, last.digest if last else GENESIS)
            sealed.append(last)
    return sealed


def day_digest(day: date, previous: str) -> tuple[str, int, int]:
    """(digest, entries, id of the last or 0) of a day's entries in id order, begun from the previous digest."""
    count, last_id = 0, 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count, last_id
        for line in canonical_lines(day):
            count, last_id = count + 1, line["id"]
            yield line

    value = digest(previous, counted())
    return value, count, last_id


def canonical_lines(day: date) -> Iterator[dict[str, Any]]:
    """The day's entries as the seal reads them: every fact of a line, the same on both databases."""
    fields = (
        "id",
        "event",
        "line",
        "kind",
        "debit__key",
        "credit__key",
        "amount",
        "value_date",
        "booked_at",
        "booked_on",
        "plan__year",
        "by_id",
        "reverses_id",
        "reason",
    )
    entries = LedgerEntry.objects.filter(booked_on=day).order_by("id").values(*fields)
    for line in entries.iterator(chunk_size=5_000):
        line["booked_at"] = line["booked_at"].astimezone(UTC).isoformat(timespec="microseconds")
        yield line


def _seal(day: date, previous: str) -> LedgerSeal:
    value, count, last_id = day_digest(day, previous)
    return LedgerSeal.objects.create(
        day=day,
        previous=previous,
        digest=value,
        entry_count=count,
        last_entry_id=last_id,
        sealed_at=business_now(),
    )


def _hold_entries() -> None:
    """Keep everybody else from booking until the transaction ends; on SQLite the transaction itself does."""
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT lending_ledger_hold_entries()")
