"""Lists as ruled tables of a document, from the same columns and groups as the workbook's sheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from .layout import Column, Group, column_keys_once, header_cells, label_span


def grid(
    columns: Sequence[Column],
    groups: Sequence[Group],
    *,
    total: Mapping[str, object] | None = None,
    total_label: str = "TỔNG CỘNG",
    column_numbers: bool = True,
    compact: bool = False,
) -> str:
    """The HTML of a ruled table whose headings repeat on each page; `compact` is for many columns.

    Raises ValueError as `layout.label_span` and `layout.column_keys_once` do.
    """
    column_keys_once(columns)
    rows: list[str] = []
    for group in groups:
        if group.title:
            rows.append(_figures_row(columns, group.title, group.subtotal, "group"))
        rows += [_row(columns, values) for values in group.rows]
    if total is not None:
        rows.append(_figures_row(columns, total_label, total, "total"))
    return (
        f'<table class="grid{" compact" if compact else ""}">{_widths(columns)}'
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


def _widths(columns: Sequence[Column]) -> str:
    whole = sum(column.width for column in columns)
    shares = "".join(f'<col style="width: {100 * column.width / whole:.3f}%">' for column in columns)
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
    else:
        look = ""
    return f"<td{look}>{escape(shown(value))}</td>"
