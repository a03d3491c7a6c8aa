"""Pieces of a document's body as HTML. Every argument is plain text and is escaped here; results are HTML."""

from collections.abc import Iterable, Sequence
from html import escape

# Longer labels may wrap; shorter ones stay on one line with their value.
_LONG_LABEL = 45
_PEN_ROOM = 10


def paragraph(text: str, *, indented: bool = True) -> str:
    """A justified paragraph; line breaks in `text` are kept."""
    look = "" if indented else ' class="plain"'
    return f"<p{look}>{_lines(text)}</p>"


def section(title: str) -> str:
    """A bold heading that stays with what follows it."""
    return f"<h2>{escape(title)}</h2>"


def field(label: str, value: str = "") -> str:
    """A label and its value on a dotted line of its own; without a value the line is left for the pen."""
    return field_row((label, value))


def field_row(*fields: tuple[str, str]) -> str:
    """Labels and values side by side on one line, each as wide as its content needs."""
    # What a value may take of the line, after its own length; an empty one still leaves room for the pen.
    lengths = [max(len(value), _PEN_ROOM) for _, value in fields]
    cells = "".join(
        f'<td class="label{" long" if len(label) > _LONG_LABEL else ""}">{escape(label)}:</td>'
        f'<td class="value" style="width: {100 * length / sum(lengths):.0f}%"><div>{_lines(value)}</div></td>'
        for (label, value), length in zip(fields, lengths, strict=True)
    )
    return f'<table class="fields"><tr>{cells}</tr></table>'


def check(label: str, ticked: bool) -> str:
    """A drawn box, crossed when `ticked`, and its label; the cross is text, so that a search finds it."""
    mark = '<span class="box">×</span>' if ticked else '<span class="box"></span>'
    return f'<span class="check">{mark}{escape(label)}</span>'


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
