import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soctrang_loans.vietnam.workdays import (
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_between,
)

FIXTURE = Path(__file__).parents[2] / "fixtures" / "holidays.csv"
with FIXTURE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

CALENDAR = {
    "holidays": frozenset(date.fromisoformat(row["date"]) for row in ROWS if row["kind"] == "holiday"),
    "working_days": frozenset(date.fromisoformat(row["date"]) for row in ROWS if row["kind"] == "working_swap"),
}
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def test_fixture_is_well_formed():
    assert list(ROWS[0]) == ["date", "kind", "name", "note"]
    assert {row["kind"] for row in ROWS} == {"holiday", "working_swap"}
    assert all(row["name"] for row in ROWS)
    dates = [row["date"] for row in ROWS]
    assert dates == sorted(set(dates))
    assert all(day.weekday() >= 5 for day in CALENDAR["working_days"])


def test_each_exchanged_saturday_stands_for_a_weekday_off():
    exchanged = Counter(row["date"][:4] for row in ROWS if "hoán đổi" in row["name"])
    worked = Counter(str(day.year) for day in CALENDAR["working_days"])
    assert exchanged == worked == {"2024": 1, "2025": 1, "2026": 2}


@pytest.mark.parametrize(
    ("year", "weekdays_off"),
    [
        # Điều 112 gives 11 days; one more each exchanged weekday, and 24/11 from 2026.
        (2024, 12),
        (2025, 12),
        (2026, 14),
    ],
)
def test_weekdays_off_in_a_year(year, weekdays_off):
    assert sum(day.year == year and day.weekday() < 5 for day in CALENDAR["holidays"]) == weekdays_off


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 10, 8), True),
        (date(2024, 10, 12), False),
        (date(2024, 10, 13), False),
        (date(2024, 2, 9), False),
        (date(2024, 2, 14), False),
        (date(2024, 2, 15), True),
        (date(2024, 4, 29), False),
        (date(2024, 5, 4), True),
        (date(2024, 9, 3), False),
        (date(2024, 9, 4), True),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2026, 1, 10), True),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
    ],
)
def test_is_working_day(day, worked):
    assert is_working_day(day, **CALENDAR) is worked


@pytest.mark.parametrize(
    ("due", "effective"),
    [
        (date(2024, 10, 10), date(2024, 10, 10)),
        (date(2024, 2, 10), date(2024, 2, 15)),
        (date(2024, 3, 10), date(2024, 3, 11)),
        (date(2024, 8, 10), date(2024, 8, 12)),
        (date(2024, 11, 10), date(2024, 11, 11)),
        (date(2025, 5, 10), date(2025, 5, 12)),
        (date(2026, 1, 10), date(2026, 1, 10)),
        (date(2026, 8, 29), date(2026, 9, 3)),
    ],
)
def test_next_working_day(due, effective):
    assert next_working_day(due, **CALENDAR) == effective


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 10, 8), 0, date(2024, 10, 8)),
        (date(2024, 10, 12), 0, date(2024, 10, 12)),
        (date(2024, 10, 8), 1, date(2024, 10, 9)),
        (date(2024, 10, 11), 1, date(2024, 10, 14)),
        (date(2024, 10, 8), 10, date(2024, 10, 22)),
        (date(2024, 2, 7), 1, date(2024, 2, 15)),
        (date(2024, 5, 3), 1, date(2024, 5, 4)),
        (date(2024, 2, 15), -1, date(2024, 2, 7)),
        (date(2024, 10, 14), -5, date(2024, 10, 7)),
    ],
)
def test_add_working_days(start, count, end):
    assert add_working_days(start, count, **CALENDAR) == end


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2024, 10, 8), date(2024, 10, 8), 0),
        (date(2024, 10, 8), date(2024, 10, 9), 1),
        (date(2024, 10, 11), date(2024, 10, 13), 0),
        (date(2024, 10, 8), date(2024, 10, 22), 10),
        (date(2024, 10, 22), date(2024, 10, 8), -10),
        (date(2024, 2, 7), date(2024, 2, 15), 1),
        (date(2023, 12, 31), date(2024, 12, 31), 251),
    ],
)
def test_working_days_between(start, end, count):
    assert working_days_between(start, end, **CALENDAR) == count


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(start, count):
    end = add_working_days(start, count, **CALENDAR)
    assert is_working_day(end, **CALENDAR)
    assert working_days_between(start, end, **CALENDAR) == count
    assert working_days_between(start, end - timedelta(days=1), **CALENDAR) == count - 1


@given(days)
def test_next_working_day_skips_only_days_off(day):
    effective = next_working_day(day, **CALENDAR)
    assert is_working_day(effective, **CALENDAR)
    skipped = [day + timedelta(days=n) for n in range((effective - day).days)]
    assert not any(is_working_day(other, **CALENDAR) for other in skipped)
