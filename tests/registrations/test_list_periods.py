"""The month, the legal and the effective due day, lateness: no database but the calendar of 2024–2025."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registrations.periods import Month, days_late, is_late, months_between
from soctrang_loans.organisation.calendar import working_calendar
from soctrang_loans.organisation.clock import VIETNAM


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("month", "legal", "effective"),
    [
        pytest.param(Month(2024, 9), date(2024, 10, 10), date(2024, 10, 10), id="a Thursday stays"),
        pytest.param(Month(2024, 10), date(2024, 11, 10), date(2024, 11, 11), id="Sunday 10/11"),
        pytest.param(Month(2024, 2), date(2024, 3, 10), date(2024, 3, 11), id="Sunday 10/3"),
        pytest.param(Month(2024, 7), date(2024, 8, 10), date(2024, 8, 12), id="Saturday 10/8"),
        pytest.param(Month(2024, 1), date(2024, 2, 10), date(2024, 2, 15), id="Tết: 10/2 to 15/2"),
        pytest.param(Month(2024, 12), date(2025, 1, 10), date(2025, 1, 10), id="into the next year"),
    ],
)
def test_due_days(month, legal, effective):
    assert month.legal_due == legal
    assert month.effective_due(working_calendar()) == effective


def test_a_month_knows_its_days_and_its_neighbours():
    february = Month(2024, 2)
    assert (february.first, february.last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert Month(2024, 12).next == Month(2025, 1)
    assert Month(2025, 1).previous == Month(2024, 12)
    assert Month.of(date(2024, 9, 30)) == Month(2024, 9) < Month.of(date(2024, 10, 1))
    assert str(february) == "02/2024"
    assert list(months_between(Month(2024, 11), Month(2025, 1))) == [Month(2024, 11), Month(2024, 12), Month(2025, 1)]
    assert list(months_between(Month(2025, 1), Month(2024, 12))) == []


@pytest.mark.parametrize("number", [0, 13])
def test_there_is_no_such_month(number):
    with pytest.raises(ValueError, match=str(number)):
        Month(2024, number)


def test_a_month_has_ended_on_the_first_of_the_next():
    assert not Month(2024, 9).has_ended(date(2024, 9, 30))
    assert Month(2024, 9).has_ended(date(2024, 10, 1))


DUE = date(2024, 10, 10)
LAST_SECOND = datetime(2024, 10, 10, 23, 59, 59, tzinfo=VIETNAM)
FIRST_LATE = datetime(2024, 10, 11, 0, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("sent", "late", "days"),
    [
        (LAST_SECOND, False, 0),
        (FIRST_LATE, True, 1),
        (datetime(2024, 10, 10, 16, 59, 59, tzinfo=UTC), False, 0),
        (datetime(2024, 10, 10, 17, 0, tzinfo=UTC), True, 1),
        (FIRST_LATE + timedelta(days=2), True, 3),
    ],
)
def test_the_tenth_ends_at_midnight_in_vietnam(sent, late, days):
    now = datetime(2024, 12, 1, tzinfo=VIETNAM)
    assert is_late(DUE, sent, now) is late
    assert days_late(DUE, sent, now) == days


def test_what_is_not_sent_is_late_by_the_clock():
    assert not is_late(DUE, None, LAST_SECOND)
    assert is_late(DUE, None, FIRST_LATE)
    assert days_late(DUE, None, FIRST_LATE) == 1
