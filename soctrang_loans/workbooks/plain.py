"""Lists as they are, one row a record: CSV and XLSX exports without a statutory layout."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .cells import CellValue, local_naive, safe_text, starts_like_formula, write_text, write_value, yes_no

_FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def sheet_title(name: str) -> str:
    """`name` as a spreadsheet accepts it: none of []:*?/\\, no apostrophe at the ends, at most 28 characters.

    Three of the 31 permitted are left for the number that tells two sheets of one name apart.
    """
    return safe_text(name).translate(_FORBIDDEN_IN_SHEET_NAME)[:28].strip(" '") or "Bảng"


def plain_rows_csv(header: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """UTF-8 CSV with a byte-order mark, which Excel needs to read Vietnamese.

    Text that a spreadsheet might run gets a leading apostrophe; numbers, negative ones too, stay bare.
    Dates are dd/mm/yyyy, moments dd/mm/yyyy hh:mm in Vietnam's time.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_csv_text(title) for title in header])
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def plain_rows_xlsx(sheet_name: str, header: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """One sheet with a bold, frozen header; streamed, so that memory does not grow with the rows.

    Text stays text (a CCCD keeps its zeros, "=1+1" is not run), whole numbers and dates are real ones.
    Raises TypeError for a value that is neither text, number, date nor yes/no.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(sheet_name))
    sheet.freeze_panes = "A2"
    for position, title in enumerate(header, start=1):
        width = min(max(len(title) + 2, 12), 40)
        sheet.column_dimensions[get_column_letter(position)].width = width
    heads = []
    for title in header:
        head = WriteOnlyCell(sheet)
        write_text(head, title)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            write_value(cell, value)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv_text(value: CellValue) -> str:
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, datetime):
        return local_naive(value).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = safe_text(value)
    if isinstance(value, str) and starts_like_formula(text):
        return "'" + text
    return text
