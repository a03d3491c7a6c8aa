"""Lists as ruled tables of a document, from the same columns and groups as the workbook's sheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from soctrang_loans.layout import Column, Group, column_keys_once, header_cells, label_span

# Estimates for the frame's type sizes, generous enough that no word or number has to break.
_ROOM_MM = 165.0
_ROOM_COMPACT_MM = 252.0
_CHARACTER_MM = 2.1
_CHARACTER_COMPACT_MM = 1.5
_PADDING_MM = 2.2
_PADDING_COMPACT_MM = 1.2
# Longer words (an e-mail address) may break.
_LONGEST_WHOLE_WORD = 14


def grid(
    columns: Sequence[Column],
    groups: Sequence[Group],
    *,
    total: Mapping[str, object] | None = None,
    total_label: str = "TỔNG CỘNG",
    column_numbers: bool = True,
    compact: bool = False,
) -> str:
    """The HTML of a ruled table whose headings repeat on each page; `compact` is for many columns
    on a landscape page.

    Raises ValueError as `soctrang_loans.layout.label_span` and `column_keys_once` do.
    """
    column_keys_once(columns)
    figures = [group.subtotal or {} for group in groups] + [total or {}]
    everything = [*(values for group in groups for values in group.rows), *figures]
    texts = [[column.title, *(shown(values.get(column.key)) for values in everything)] for column in columns]
    rows: list[str] = []
    for group in groups:
        if group.title:
            rows.append(_figures_row(columns, group.title, group.subtotal, "group"))
        rows += [_row(columns, values) for values in group.rows]
    if total is not None:
        rows.append(_figures_row(columns, total_label, total, "total"))
    return (
        f'<table class="grid{" compact" if compact else ""}">{_widths(columns, texts, compact)}'
        f"<thead>{_header(columns, column_numbers)}</thead><tbody>{''.join(rows)}</tbody></table>"
    )


def shown(value: object) -> str:
    """`value` as an official document writes it: 1.234.567 with dots, dates dd/mm/yyyy, nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "Có" if value else "Không"
        case int():
            return f"{value:,}".replace(",", ".")
        case Decimal():
            return f"{value:,}".translate(str.maketrans(",.", ".,"))
        case date():
            return value.strftime("%d/%m/%Y")
        case _:
            return str(value)


def _widths(columns: Sequence[Column], texts: Sequence[Sequence[str]], compact: bool) -> str:
    """Each column's share of the page after its width, but at least what its longest word needs."""
    room = _ROOM_COMPACT_MM if compact else _ROOM_MM
    character = _CHARACTER_COMPACT_MM if compact else _CHARACTER_MM
    padding = _PADDING_COMPACT_MM if compact else _PADDING_MM
    needs = [
        min(max((len(word) for text in cells for word in text.split()), default=0), _LONGEST_WHOLE_WORD) * character
        + padding
        for cells in texts
    ]
    whole = sum(column.width for column in columns)
    wishes = [room * column.width / whole for column in columns]
    spare = [max(wish - need, 0) for wish, need in zip(wishes, needs, strict=True)]
    # What the narrow columns lack is taken from those with room to spare, in proportion to it.
    left = max(room - sum(needs), 0)
    widths = [need + left * extra / (sum(spare) or 1) for need, extra in zip(needs, spare, strict=True)]
    shares = "".join(f'<col style="width: {100 * width / sum(widths):.3f}%">' for width in widths)
    return f"<colgroup>{shares}</colgroup>"


def _header(columns: Sequence[Column], column_numbers: bool) -> str:
    cells = header_cells(columns)
    rows = [
        "".join(
            f'<th colspan="{cell.last - cell.first + 1}" rowspan="{cell.height}">{escape(cell.title)}</th>'
            for cell in cells
            if cell.row == row
        )
        for row in sorted({cell.row for cell in cells})
    ]
    html = "".join(f"<tr>{row}</tr>" for row in rows)
    if column_numbers:
        numbers = "".join(f"<td>({position})</td>" for position in range(1, len(columns) + 1))
        html += f'<tr class="numbers">{numbers}</tr>'
    return html


def _row(columns: Sequence[Column], values: Mapping[str, object]) -> str:
    return f"<tr>{''.join(_cell(column, values.get(column.key)) for column in columns)}</tr>"


def _figures_row(columns: Sequence[Column], label: str, figures: Mapping[str, object] | None, look: str) -> str:
    span = label_span(columns, figures)
    cells = "".join(_cell(column, (figures or {}).get(column.key)) for column in columns[span:])
    return f'<tr class="{look}"><td colspan="{span}">{escape(label)}</td>{cells}</tr>'


def _cell(column: Column, value: object) -> str:
    if column.centred or column.kind == "date":
        look = ' class="centre"'
    elif column.kind in ("int", "dong"):
        look = ' class="num"'
    elif column.kind == "id":
        look = ' class="whole"'
    else:
        look = ""
    return f"<td{look}>{escape(shown(value))}</td>"
