"""Statutory sheets: a list laid out as an official annex, to be printed on A4 and read by machines."""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from soctrang_loans.layout import (
    DRAFT_NOTE,
    RECONSTRUCTED_NOTE,
    STATE_MOTTO,
    STATE_NAME,
    Column,
    Group,
    Signature,
    column_keys_once,
    dated_line,
    header_cells,
    label_span,
    number_line,
)

from .cells import write_date, write_identifier, write_text, write_whole_number
from .plain import sheet_title

__all__ = ["Column", "Group", "Signature", "StatutorySheet", "write_workbook"]

_FONT = "Times New Roman"
_BODY_POINTS = 11
_LINE_POINTS = 16
_THIN = Side(style="thin")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MM_PER_INCH = 25.4
_ALIGNMENTS = {
    align: Alignment(horizontal=align, vertical="center", wrap_text=True) for align in ("left", "center", "right")
}


@dataclass(frozen=True)
class StatutorySheet:
    """One sheet: heading, list, foot. Texts are Vietnamese as printed; upper case where the form wants it.

    `name` is the sheet's tab. `subtitle` lines stand bold under the title, `attachment_note` italic in
    brackets under them ("(Kèm theo Công văn số …)"), `unit_note` right above the list ("Đơn vị tính: đồng").
    Rows are mappings by column key; amounts are whole đồng, dates are `date`, identifiers text.
    """

    name: str
    issuing_agency: str
    title: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    superior_agency: str = ""
    number: str = ""
    place: str = ""
    issued_on: date | None = None
    annex_label: str = ""
    subtitle: Sequence[str] = ()
    attachment_note: str = ""
    unit_note: str = ""
    total: Mapping[str, object] | None = None
    total_label: str = "TỔNG CỘNG"
    footer: Sequence[str] = ()
    signatures: Sequence[Signature] = ()
    column_numbers: bool = True
    frozen_columns: int = 0
    landscape: bool = True
    draft: bool = False
    reconstructed: bool = False


def write_workbook(sheets: Sequence[StatutorySheet]) -> bytes:
    """The XLSX of `sheets`, in their order.

    Raises ValueError for a list under two columns, columns of one key, figures without a column,
    a fraction of a đồng, or text longer than a cell holds.
    """
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _SheetWriter(book.create_sheet(sheet_title(sheet.name)), sheet).write()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _SheetWriter:
    """Writes one sheet from the top down; `row` is the next free row."""

    def __init__(self, page: Worksheet, sheet: StatutorySheet) -> None:
        if len(sheet.columns) < 2:
            raise ValueError("A statutory sheet needs at least two columns for its heading.")
        if len(sheet.signatures) > len(sheet.columns):
            raise ValueError("A statutory sheet has room for one signature a column.")
        column_keys_once(sheet.columns)
        self.page = page
        self.sheet = sheet
        self.columns = sheet.columns
        self.count = len(sheet.columns)
        self.row = 1

    def write(self) -> None:
        for position, column in enumerate(self.columns, start=1):
            self.page.column_dimensions[get_column_letter(position)].width = column.width
        self._heading()
        self._titles()
        first_header_row = self.row
        self._headers()
        last_header_row = self.row - 1
        self._list()
        self._foot()
        self._print_setup(first_header_row, last_header_row)

    # --- the parts, in the order of the page

    def _heading(self) -> None:
        sheet = self.sheet
        notes = [DRAFT_NOTE] * sheet.draft + [RECONSTRUCTED_NOTE] * sheet.reconstructed
        if notes:
            self._line(1, self.count, " · ".join(notes), italic=True, align="left", points=10)
        split = self._splits(2, first_share=0.42)[0]
        left, right = (1, split), (split + 1, self.count)
        if sheet.superior_agency:
            pairs = [(sheet.superior_agency, False, None), (sheet.issuing_agency, True, "single")]
        else:
            pairs = [(sheet.issuing_agency, True, "single"), ("", False, None)]
        state = [(STATE_NAME, None), (STATE_MOTTO, "single")]
        for (agency, bold, underline), (line, state_underline) in zip(pairs, state, strict=True):
            self._merged(*left, agency, bold=bold, underline=underline, points=12)
            self._merged(*right, line, bold=True, underline=state_underline, points=12)
            self._next_row(self._lines_of(agency, *left), self._lines_of(line, *right))
        if sheet.number or sheet.place:
            self._merged(*left, number_line(sheet.number), points=12)
            self._merged(*right, dated_line(sheet.place, sheet.issued_on), italic=True, points=12)
            self._next_row(1)
        self.row += 1

    def _titles(self) -> None:
        sheet = self.sheet
        if sheet.annex_label:
            self._line(1, self.count, sheet.annex_label, bold=True, points=13)
        self._line(1, self.count, sheet.title, bold=True, points=14)
        for line in sheet.subtitle:
            self._line(1, self.count, line, bold=True, points=13)
        if sheet.attachment_note:
            self._line(1, self.count, sheet.attachment_note, italic=True, points=13)
        if sheet.unit_note:
            self._line(1, self.count, sheet.unit_note, italic=True, align="right", points=_BODY_POINTS)
        else:
            self.row += 1

    def _headers(self) -> None:
        cells = header_cells(self.columns)
        depth = max(cell.row + cell.height for cell in cells)
        for cell in cells:
            top = self.row + cell.row
            self._merged(
                cell.first + 1,
                cell.last + 1,
                cell.title,
                row=top,
                last_row=top + cell.height - 1,
                bold=True,
                border=True,
            )
        for row in range(depth):
            lines = [
                self._lines_of(cell.title, cell.first + 1, cell.last + 1) / cell.height
                for cell in cells
                if cell.row <= row < cell.row + cell.height
            ]
            self._next_row(*lines)
        if self.sheet.column_numbers:
            for position in range(1, self.count + 1):
                self._merged(position, position, f"({position})", italic=True, border=True, points=9)
            self._next_row(1)

    def _list(self) -> None:
        for group in self.sheet.groups:
            if group.title:
                self._figures_row(group.title, group.subtotal)
            for row in group.rows:
                self._body_row(row)
        if self.sheet.total is not None:
            self._figures_row(self.sheet.total_label, self.sheet.total)

    def _foot(self) -> None:
        for line in self.sheet.footer:
            self._line(1, self.count, line, align="left", points=12)
        if not self.sheet.signatures:
            return
        self.row += 1
        ends = self._splits(len(self.sheet.signatures))
        starts = [1, *(end + 1 for end in ends[:-1])]
        titles = [signature.title.split("\n") for signature in self.sheet.signatures]
        depth = max(map(len, titles))
        lines: list[tuple[list[str], dict[str, Any]]] = [
            ([signature.dated for signature in self.sheet.signatures], {"italic": True}),
            *(([t[at] if at < len(t) else "" for t in titles], {"bold": True}) for at in range(depth)),
            ([f"({s.note})" if s.note else "" for s in self.sheet.signatures], {"italic": True}),
            *[([""] * len(titles), {})] * 4,
            ([signature.name for signature in self.sheet.signatures], {"bold": True}),
        ]
        for texts, look in lines:
            if not any(texts) and look:
                continue
            for start, end, text in zip(starts, ends, texts, strict=True):
                self._merged(start, end, text, points=12, **look)
            self._next_row(*(self._lines_of(t, s, e) for s, e, t in zip(starts, ends, texts, strict=True)))

    def _print_setup(self, first_header_row: int, last_header_row: int) -> None:
        page, sheet = self.page, self.sheet
        page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_setup.fitToWidth = 1
        page.page_setup.fitToHeight = 0
        # NĐ 30/2020/NĐ-CP, Phụ lục I: top and bottom 20–25 mm, left 30–35, right 15–20.
        page.page_margins.top = page.page_margins.bottom = 20 / _MM_PER_INCH
        page.page_margins.left = 30 / _MM_PER_INCH
        page.page_margins.right = 15 / _MM_PER_INCH
        page.page_margins.header = page.page_margins.footer = 10 / _MM_PER_INCH
        page.print_options.horizontalCentered = True
        page.print_title_rows = f"{first_header_row}:{last_header_row}"
        page.print_area = f"A1:{get_column_letter(self.count)}{self.row - 1}"
        page.freeze_panes = f"{get_column_letter(sheet.frozen_columns + 1)}{last_header_row + 1}"
        # The page number stands top centre from the second page on.
        page.HeaderFooter.differentFirst = True
        page.oddHeader.center.text = "&P"
        if sheet.reconstructed:
            page.oddFooter.left.text = page.firstFooter.left.text = RECONSTRUCTED_NOTE

    # --- rows of the list

    def _body_row(self, values: Mapping[str, object]) -> None:
        for position in range(1, self.count + 1):
            self._value(position, values.get(self.columns[position - 1].key))
        self.row += 1

    def _figures_row(self, label: str, figures: Mapping[str, object] | None) -> None:
        span = label_span(self.columns, figures)
        self._merged(1, span, label, bold=True, border=True, align="left")
        for position in range(span + 1, self.count + 1):
            self._value(position, (figures or {}).get(self.columns[position - 1].key), bold=True)
        self._next_row(self._lines_of(label, 1, span))

    def _value(self, position: int, value: object, *, bold: bool = False) -> None:
        column = self.columns[position - 1]
        cell = self.page.cell(self.row, position)
        match column.kind, value:
            case _, None | "":
                pass
            case "int" | "dong", int() | Decimal():
                write_whole_number(cell, value)
            case "date", date():
                write_date(cell, value)
            case "id", _:
                write_identifier(cell, value)
            case "text", _:
                write_text(cell, value)
            case _:
                raise TypeError(f"Column {column.key} holds {column.kind}, not {type(value).__name__}.")
        cell.font = _font(_BODY_POINTS, bold)
        cell.alignment = _ALIGNMENTS[_alignment_of(column)]
        cell.border = _GRID

    # --- cells and heights

    def _merged(
        self,
        first: int,
        last: int,
        text: str,
        *,
        row: int | None = None,
        last_row: int | None = None,
        bold: bool = False,
        italic: bool = False,
        underline: str | None = None,
        align: str = "center",
        points: int = _BODY_POINTS,
        border: bool = False,
    ) -> None:
        row = row or self.row
        last_row = last_row or row
        cell = self.page.cell(row, first)
        write_text(cell, text)
        cell.font = _font(points, bold, italic, underline)
        cell.alignment = _ALIGNMENTS[align]
        if border:
            for line in self.page.iter_rows(row, last_row, first, last):
                for covered in line:
                    covered.border = _GRID
        if last > first or last_row > row:
            self.page.merge_cells(start_row=row, end_row=last_row, start_column=first, end_column=last)

    def _line(self, first: int, last: int, text: str, **look: Any) -> None:
        self._merged(first, last, text, **look)
        self._next_row(self._lines_of(text, first, last, look.get("points", _BODY_POINTS)))

    def _next_row(self, *lines: float) -> None:
        """Close the row at the height of its longest text: spreadsheets do not fit merged cells."""
        self.page.row_dimensions[self.row].height = _LINE_POINTS * max(1, math.ceil(max(lines))) + 2
        self.row += 1

    def _lines_of(self, text: str, first: int, last: int, points: int = 12) -> int:
        room = sum(column.width for column in self.columns[first - 1 : last]) * _BODY_POINTS / points
        return sum(max(1, math.ceil(len(line) / max(room - 1, 1))) for line in text.split("\n"))

    def _splits(self, parts: int, first_share: float | None = None) -> list[int]:
        """The last column of each of `parts` spans of about equal width, none of them empty."""
        reach = list(accumulate(column.width for column in self.columns))
        ends: list[int] = []
        for part in range(1, parts):
            goal = reach[-1] * (first_share or part / parts)
            nearest = min(range(self.count), key=lambda at: abs(reach[at] - goal)) + 1
            floor = (ends[-1] if ends else 0) + 1
            ends.append(min(max(nearest, floor), self.count - (parts - part)))
        return [*ends, self.count]


@cache
def _font(points: int, bold: bool = False, italic: bool = False, underline: str | None = None) -> Font:
    return Font(name=_FONT, size=points, bold=bold, italic=italic, underline=underline)


def _alignment_of(column: Column) -> str:
    if column.centred or column.kind == "date":
        return "center"
    return "right" if column.kind in ("int", "dong") else "left"
