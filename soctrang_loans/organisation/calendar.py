"""Working days as the province keeps them: weekdays, less holidays, plus swapped Saturdays (data of each year)."""

from dataclasses import dataclass
from datetime import date

from soctrang_loans.vietnam import workdays

from .models import CalendarDay


@dataclass(frozen=True)
class WorkingCalendar:
    """The calendar read once, for any number of questions."""

    holidays: frozenset[date]
    working_days: frozenset[date]

    def next_working_day(self, day: date) -> date:
        """That day if it is a working day, else the next one: the effective date of a legal due day."""
        return workdays.next_working_day(day, holidays=self.holidays, working_days=self.working_days)

    def add_working_days(self, day: date, count: int) -> date:
        """The day that lies `count` working days after that day."""
        return workdays.add_working_days(day, count, holidays=self.holidays, working_days=self.working_days)


def working_calendar() -> WorkingCalendar:
    """Read the calendar from the database (one query)."""
    rows = list(CalendarDay.objects.values_list("date", "kind"))
    return WorkingCalendar(
        holidays=frozenset(day for day, kind in rows if kind == CalendarDay.Kind.HOLIDAY),
        working_days=frozenset(day for day, kind in rows if kind == CalendarDay.Kind.WORKING_SWAP),
    )
