"""Pieces of a document's body as HTML. Every argument is plain text and is escaped here; results are HTML."""

from collections.abc import Iterable, Sequence
from html import escape


def paragraph(text: str, *, indented: bool = True) -> str:
    """A justified paragraph; line breaks in `text` are kept."""
    look = "" if indented else ' class="plain"'
    return f"<p{look}>{_lines(text)}</p>"


def section(title: str) -> str:
    """A bold heading that stays with what follows it."""
    return f"<h2>{escape(title)}</h2>"


def field(label: str, value: str = "", *, share: float = 1) -> str:
    """A label and its value on a dotted line; without a value the line is left for the pen.

    `share` is the field's part of a `field_row`'s width.
    """
    return (
        f'<div class="field" style="flex: {share:g} 1 0"><span class="label">{escape(label)}:</span>'
        f'<span class="value">{_lines(value)}</span></div>'
    )


def field_row(*fields: str) -> str:
    """Fields (HTML of `field`) side by side on one line."""
    return f'<div class="field-row">{"".join(fields)}</div>'


def check(label: str, ticked: bool) -> str:
    """A box, crossed when `ticked`, and its label; drawn, so that no font has to own the sign."""
    return f'<span class="check"><span class="box{" ticked" if ticked else ""}"></span>{escape(label)}</span>'


def checks(label: str, choices: Iterable[tuple[str, bool]], *, columns: int = 0) -> str:
    """A label with its boxes after it, or under it in `columns` columns of equal width."""
    boxes = [check(text, ticked) for text, ticked in choices]
    head = f'<span class="label">{escape(label)}:</span>' if label else ""
    if not columns:
        return f'<div class="checks">{head} {" ".join(boxes)}</div>'
    rows = "".join(_check_row(boxes[at : at + columns], columns) for at in range(0, len(boxes), columns))
    return f'<div class="checks">{head}</div><table class="check-grid">{rows}</table>'


def _check_row(boxes: Sequence[str], columns: int) -> str:
    cells = [*boxes, *[""] * (columns - len(boxes))]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))
