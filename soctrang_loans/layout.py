"""What a page and a workbook share: one list's columns, groups and signatures, described once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from soctrang_loans.vietnam.dates import long_date

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
STATE_MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECONSTRUCTED_NOTE = "Mẫu tái lập – chưa phải mẫu chính thức"
DRAFT_NOTE = "DỰ THẢO"

#: text wraps; id is a CCCD, passport, phone or voucher number; int and dong are whole numbers; date a `date`.
Kind = Literal["text", "id", "int", "dong", "date"]


@dataclass(frozen=True)
class Column:
    """One column of a statutory list.

    `width` is in characters of a spreadsheet, on paper a share of the page. Neighbours of the same `band`
    stand under one common heading. Whole numbers and dates stand right and centred unless `centred` says so.
    """

    key: str
    title: str
    width: float
    kind: Kind = "text"
    band: str = ""
    centred: bool = False


@dataclass(frozen=True)
class Group:
    """Rows under one heading row that carries their sub-totals; without a title the rows stand alone."""

    title: str
    rows: Sequence[Mapping[str, object]]
    subtotal: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Signature:
    """One signature block: `title` is authority and office, one a line ("TM. ỦY BAN NHÂN DÂN\\nCHỦ TỊCH").

    `dated` is a place-and-date line above it, `note` the instruction under it ("Ký, ghi rõ họ tên").
    Academic titles do not belong into `name` (NĐ 30/2020/NĐ-CP, Phụ lục I).
    """

    title: str
    name: str = ""
    note: str = ""
    dated: str = ""


@dataclass(frozen=True)
class HeaderCell:
    """A heading over columns `first`..`last` (from 0), in heading row `row` (0 or 1), `height` rows high."""

    title: str
    first: int
    last: int
    row: int
    height: int


def header_cells(columns: Sequence[Column]) -> list[HeaderCell]:
    """The headings row by row, bands merged over their columns, columns without band over both rows."""
    deep = any(column.band for column in columns)
    upper: list[HeaderCell] = []
    lower: list[HeaderCell] = []
    position = 0
    while position < len(columns):
        band = columns[position].band
        last = position
        if band:
            while last + 1 < len(columns) and columns[last + 1].band == band:
                last += 1
            upper.append(HeaderCell(band, position, last, 0, 1))
            lower += [HeaderCell(columns[at].title, at, at, 1, 1) for at in range(position, last + 1)]
        else:
            upper.append(HeaderCell(columns[position].title, position, position, 0, 2 if deep else 1))
        position = last + 1
    return upper + lower


def label_span(columns: Sequence[Column], figures: Mapping[str, object] | None) -> int:
    """How many leading columns a group's or total's label may cover: all before its first figure.

    Raises ValueError when a figure has no column, or stands in the first and leaves the label no room.
    """
    keys = [column.key for column in columns]
    if unknown := set(figures or ()) - set(keys):
        raise ValueError(f"No column for the figures {', '.join(sorted(unknown))}.")
    taken = [position for position, key in enumerate(keys) if (figures or {}).get(key) is not None]
    span = min(taken, default=len(keys))
    if span == 0:
        raise ValueError(f"A figure in the first column ({keys[0]}) leaves no room for the row's label.")
    return span


def dated_line(place: str, day: date | None) -> str:
    """ "Sóc Trăng, ngày 05 tháng 02 năm 2024": days under 10 and months 1 and 2 take a zero (NĐ 30/2020).

    Without a day the line is left to be filled by hand.
    """
    told = long_date(day) if day else "ngày …… tháng …… năm 20…"
    return f"{place}, {told}" if place else told.capitalize()


def number_line(number: str) -> str:
    """ "Số: 15/BC-UBND"; without a number a gap to be filled by the clerk."""
    return f"Số: {number or '……/……'}"


def column_keys_once(columns: Iterable[Column]) -> None:
    """Raises ValueError when two columns share a key, since one would silently repeat the other."""
    seen: set[str] = set()
    for column in columns:
        if column.key in seen:
            raise ValueError(f"Two columns share the key {column.key}.")
        seen.add(column.key)
