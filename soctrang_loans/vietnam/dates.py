"""Dates as Vietnamese papers write and people type them, and whole months."""

import calendar
import re
from datetime import date

_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]+)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100


class InvalidDate(ValueError):
    """The text is not one certain date; ``str()`` is a Vietnamese message for the user."""


def format_date(day: date) -> str:
    """``08/10/2024``."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def long_date(day: date) -> str:
    """``ngày 08 tháng 10 năm 2024``: days below 10 and months 1 and 2 take a leading zero (NĐ 30/2020)."""
    return f"ngày {day.day:02} tháng {_month_number(day.month)} năm {day.year}"


def period_label(year: int, month: int) -> str:
    """A reporting month: ``tháng 10/2024``, ``tháng 02/2024``."""
    return f"tháng {_month_number(month)}/{year}"


def _month_number(month: int) -> str:
    return f"{month:02}" if month <= 2 else str(month)


def parse_date(text: str) -> date:
    """The date that a person typed: day first (``08/10/2024``, ``8-10-2024``, ``8.10.2024``) or ISO.

    Raises InvalidDate for a two-digit year, a day that does not exist, a year outside 1900–2100 and anything
    else; its message is for the user.
    """
    typed = text.strip()
    if match := _ISO.fullmatch(typed):
        year_digits, month, day = match[1], int(match[2]), int(match[3])
    elif match := _DAY_FIRST.fullmatch(typed):
        day, month, year_digits = int(match[1]), int(match[3]), match[4]
    elif not typed:
        raise InvalidDate("Chưa ghi ngày. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 08/10/2024.")
    else:
        raise InvalidDate(f"“{typed}” không phải là ngày hợp lệ. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 08/10/2024.")
    if len(year_digits) != 4:
        raise InvalidDate(
            f"Năm trong “{typed}” không có bốn chữ số nên không rõ là năm nào. "
            "Hãy ghi đủ bốn chữ số của năm, ví dụ 08/10/2024."
        )
    year = int(year_digits)
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise InvalidDate(f"Năm {year_digits} nằm ngoài khoảng {_EARLIEST_YEAR}–{_LATEST_YEAR}. Hãy kiểm tra lại năm.")
    if not 1 <= month <= 12:
        raise InvalidDate(f"Không có tháng {month} trong “{typed}”. Hãy ghi ngày trước, tháng sau, ví dụ 25/12/2024.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise InvalidDate(f"Tháng {month}/{year} chỉ có {last} ngày, không có ngày {day}. Hãy kiểm tra lại ngày.")
    return date(year, month, day)


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
