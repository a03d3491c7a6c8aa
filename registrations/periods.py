"""The months of Phụ lục IV: what a list covers, when it is due, when it is late. Nothing here asks the database.

The plan sets day 10 of the following month (section "Chế độ thông tin, báo cáo"). A due day that is not worked moves to
the next working day (Bộ luật Dân sự 2015, Điều 148); lateness goes by that effective day, in Vietnam's time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from soctrang_loans.organisation.calendar import WorkingCalendar
from soctrang_loans.organisation.clock import end_of_day
from soctrang_loans.vietnam.dates import month_bounds

DUE_DAY = 10


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month; the month of a registrant is that of the day of receipt."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"There is no month {self.month}.")

    def __str__(self) -> str:
        return f"{self.month:02d}/{self.year}"

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that the day lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return month_bounds(self.year, self.month)[0]

    @property
    def last(self) -> date:
        return month_bounds(self.year, self.month)[1]

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month(self.year, self.month - 1) if self.month > 1 else Month(self.year - 1, 12)

    @property
    def legal_due(self) -> date:
        """Day 10 of the following month, worked or not."""
        return date(self.next.year, self.next.month, DUE_DAY)

    def effective_due(self, calendar: WorkingCalendar) -> date:
        """The legal due day, or the next working day after it."""
        return calendar.next_working_day(self.legal_due)

    def has_ended(self, today: date) -> bool:
        """Whether nobody can be received in this month any more."""
        return today > self.last


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = first.next


def is_late(effective_due: date, first_submitted_at: datetime | None, now: datetime) -> bool:
    """Whether the first submission came, or is still missing, at or after the end of the effective due day in Vietnam.

    A list that was in time and then returned stays in time. All moments are aware.
    """
    return (first_submitted_at or now) >= end_of_day(effective_due)


def days_late(effective_due: date, first_submitted_at: datetime | None, now: datetime) -> int:
    """How many days in Vietnam after the effective due day; 0 in time."""
    if not is_late(effective_due, first_submitted_at, now):
        return 0
    return ((first_submitted_at or now).astimezone(end_of_day(effective_due).tzinfo).date() - effective_due).days
