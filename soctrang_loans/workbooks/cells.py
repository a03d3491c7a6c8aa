"""What one cell of an outgoing workbook may hold: text that stays text, whole numbers, real dates."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl.cell.cell import Cell

DATE_FORMAT = "dd/mm/yyyy"
DATETIME_FORMAT = "dd/mm/yyyy hh:mm"
#: Grouped whole number; the spreadsheet shows the reader's own separator (dot under Vietnamese settings).
WHOLE_NUMBER_FORMAT = "#,##0"
TEXT_FORMAT = "@"

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# A spreadsheet keeps 15 significant digits: a longer number would silently end in zeros.
LARGEST_EXACT_NUMBER = 10**15 - 1
# A cell holds at most 32,767 characters, and openpyxl would cut the rest without a word.
LONGEST_TEXT = 32_767

_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# ASCII starters run in every spreadsheet; the full-width ones are folded to them by East Asian settings.
_FORMULA_STARTERS = frozenset("=+-@\t\r\n＝＋－＠")

CellValue = str | int | float | Decimal | date | datetime | bool | None


def safe_text(value: object) -> str:
    """The text of `value`, NFC, without characters that XML forbids, lines ending in LF; None is empty.

    Raises ValueError for text longer than a cell can hold.
    """
    if value is None:
        return ""
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    text = _ILLEGAL_IN_XML.sub("", text)
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            f"Nội dung dài {len(text)} ký tự, quá sức chứa của một ô bảng tính. "
            f"Hãy rút gọn còn tối đa {LONGEST_TEXT} ký tự."
        )
    return text


def starts_like_formula(text: str) -> bool:
    """Whether a spreadsheet that opens `text` from a CSV might run it as a formula."""
    return text[:1] in _FORMULA_STARTERS


def write_text(cell: Cell, value: object, number_format: str = "General") -> None:
    """Put `value` into `cell` as text that no spreadsheet runs, even after the reader edits the cell."""
    text = safe_text(value)
    if not text:
        return
    cell.value = text
    # openpyxl guesses a formula from "=" and an error from "#N/A": the type is ours to say.
    cell.data_type = "s"
    cell.number_format = number_format
    if starts_like_formula(text):
        cell.quotePrefix = True


def write_identifier(cell: Cell, value: object) -> None:
    """Put a CCCD, passport, phone or voucher number into `cell`: text format, leading zeros kept."""
    write_text(cell, value, TEXT_FORMAT)


def write_whole_number(cell: Cell, value: int | Decimal | None) -> None:
    """Put an amount in đồng or a count into `cell` as a number; None leaves the cell empty.

    Raises ValueError for a fraction of a đồng or a number beyond a spreadsheet's 15 digits.
    """
    if value is None:
        return
    if value != int(value):
        raise ValueError(f"Số {value} không phải số nguyên. Hãy làm tròn đến đồng trước khi ghi.")
    if not -LARGEST_EXACT_NUMBER <= value <= LARGEST_EXACT_NUMBER:
        raise ValueError(f"Số {value} vượt quá 15 chữ số. Hãy ghi số này bằng chữ.")
    cell.value = int(value)
    cell.number_format = WHOLE_NUMBER_FORMAT


def write_date(cell: Cell, value: date | None) -> None:
    """Put a real date into `cell`, shown dd/mm/yyyy; a moment is told in Vietnam's time with its minutes."""
    if value is None:
        return
    if isinstance(value, datetime):
        cell.value = local_naive(value)
        cell.number_format = DATETIME_FORMAT
    else:
        cell.value = value
        cell.number_format = DATE_FORMAT


def write_value(cell: Cell, value: CellValue) -> None:
    """Put `value` into `cell` by its own type. Raises TypeError for a type that a list does not carry."""
    if value is None:
        return
    if isinstance(value, bool):
        write_text(cell, yes_no(value))
    elif isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, date):
        write_date(cell, value)
    elif isinstance(value, int | float | Decimal):
        if not -LARGEST_EXACT_NUMBER <= value <= LARGEST_EXACT_NUMBER:
            write_text(cell, value)
        elif value == int(value):
            write_whole_number(cell, int(value))
        else:
            cell.value = value
    else:
        raise TypeError(
            f"Không ghi được giá trị kiểu {type(value).__name__} vào ô bảng tính. "
            "Hãy đổi sang chữ, số hoặc ngày trước khi ghi."
        )


def local_naive(moment: datetime) -> datetime:
    """`moment` on Vietnam's clock without its zone, which a spreadsheet cannot hold."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None) if moment.tzinfo else moment


def yes_no(flag: bool) -> str:
    return "Có" if flag else "Không"
