"""Working days of Vietnamese offices: Monday to Friday, less holidays, plus Saturdays worked in exchange.

Holidays and exchanged days are decided year by year (Bộ luật Lao động 2019, Điều 112; the yearly notices), so
every function takes them as sets and holds none itself.
"""

from datetime import date, timedelta

_SATURDAY = 5


def is_working_day(day: date, *, holidays: frozenset[date], working_days: frozenset[date]) -> bool:
    """Whether offices work on ``day``; ``working_days`` are the weekend days worked in exchange."""
    if day in working_days:
        return True
    return day.weekday() < _SATURDAY and day not in holidays


def next_working_day(day: date, *, holidays: frozenset[date], working_days: frozenset[date]) -> date:
    """``day`` itself when it is worked, else the first working day after it.

    The effective end of a period whose last day is a day off (Bộ luật Dân sự 2015, Điều 148).
    """
    while not is_working_day(day, holidays=holidays, working_days=working_days):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, *, holidays: frozenset[date], working_days: frozenset[date]) -> date:
    """The ``count``-th working day after ``day``, which is not counted itself; before it when negative.

    With 0, ``day`` unchanged.
    """
    step = timedelta(days=1 if count > 0 else -1)
    remaining = abs(count)
    while remaining:
        day += step
        remaining -= is_working_day(day, holidays=holidays, working_days=working_days)
    return day


def working_days_between(start: date, end: date, *, holidays: frozenset[date], working_days: frozenset[date]) -> int:
    """How many working days lie after ``start``, up to and including ``end``; negative when ``end`` is earlier.

    The inverse of ``add_working_days``.
    """
    if end < start:
        return -working_days_between(end, start, holidays=holidays, working_days=working_days)
    return sum(
        is_working_day(start + timedelta(days=n), holidays=holidays, working_days=working_days)
        for n in range(1, (end - start).days + 1)
    )
