from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soctrang_loans.vietnam.dates import (
    InvalidDate,
    format_date,
    long_date,
    month_bounds,
    parse_date,
    period_label,
)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2024, 10, 8), "08/10/2024", "ngày 08 tháng 10 năm 2024"),
        (date(2024, 2, 5), "05/02/2024", "ngày 05 tháng 02 năm 2024"),
        (date(2023, 7, 11), "11/07/2023", "ngày 11 tháng 7 năm 2023"),
        (date(2025, 1, 31), "31/01/2025", "ngày 31 tháng 01 năm 2025"),
        (date(2024, 3, 9), "09/03/2024", "ngày 09 tháng 3 năm 2024"),
    ],
)
def test_written_dates(day, short, long):
    assert format_date(day) == short
    assert long_date(day) == long


@pytest.mark.parametrize(
    ("year", "month", "label"),
    [(2024, 10, "tháng 10/2024"), (2024, 1, "tháng 01/2024"), (2024, 2, "tháng 02/2024"),
     (2024, 3, "tháng 3/2024")],
)  # fmt: skip
def test_period_label(year, month, label):
    assert period_label(year, month) == label


@pytest.mark.parametrize(
    "text",
    ["08/10/2024", "8/10/2024", "08-10-2024", "8-10-2024", "8.10.2024", "2024-10-08", " 08/10/2024 "],
)
def test_parse_date_reads_the_day_first(text):
    assert parse_date(text) == date(2024, 10, 8)


def test_parse_date_reads_29_february():
    assert parse_date("29/02/2024") == date(2024, 2, 29)


@given(days)
def test_parse_date_reads_back_what_is_printed(day):
    assert parse_date(format_date(day)) == parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Chưa ghi"),
        ("08/10/24", "bốn chữ số"),
        ("8-10-24", "bốn chữ số"),
        ("08/10/224", "bốn chữ số"),
        ("08/10/20240", "bốn chữ số"),
        ("31/04/2024", "Tháng 4/2024 chỉ có 30 ngày"),
        ("29/02/2023", "Tháng 2/2023 chỉ có 28 ngày"),
        ("00/10/2024", "không có ngày 0"),
        ("12/25/2024", "Không có tháng 25"),
        ("2024-13-01", "Không có tháng 13"),
        ("01/00/2024", "Không có tháng 0"),
        ("08/10/1824", "1900–2100"),
        ("08/10-2024", "không phải là ngày"),
        ("10/2024", "không phải là ngày"),
        ("45573", "không phải là ngày"),
        ("hôm qua", "không phải là ngày"),
        ("٠٨/١٠/٢٠٢٤", "không phải là ngày"),
    ],
)
def test_parse_date_says_what_is_wrong_and_how_to_mend_it(text, complaint):
    with pytest.raises(InvalidDate, match=complaint) as error:
        parse_date(text)
    assert "Hãy" in str(error.value)


@given(st.text(max_size=12))
def test_parse_date_gives_a_date_or_a_message(text):
    with suppress(InvalidDate):
        assert 1900 <= parse_date(text).year <= 2100


@pytest.mark.parametrize(("year", "month", "last"), [(2024, 2, 29), (2023, 2, 28), (2024, 4, 30), (2024, 12, 31)])
def test_month_bounds(year, month, last):
    assert month_bounds(year, month) == (date(year, month, 1), date(year, month, last))
