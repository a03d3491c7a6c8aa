"""The page frame of an official document: NĐ 30/2020/NĐ-CP on records work, Phụ lục I."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files

from soctrang_loans.layout import (
    DRAFT_NOTE,
    RECONSTRUCTED_NOTE,
    STATE_MOTTO,
    STATE_NAME,
    Signature,
    dated_line,
    number_line,
)

from .fonts import FAMILY, font_face_css

__all__ = ["OfficialDocument", "Signature", "render_html"]


@dataclass(frozen=True)
class OfficialDocument:
    """One document. All fields are plain Vietnamese text as printed, but `body_html`, which is escaped HTML.

    With a `title` (BÁO CÁO, DANH SÁCH …) `subject` is its trích yếu beneath; without one the document is a
    công văn and `subject` stands as "V/v …" under the number. A `citizen_form` has the state's name alone on
    top, no agency and no number; its place and date stand above the last signature. `reconstructed` prints
    on every page that the form is not the official one; `draft` prints DỰ THẢO.
    """

    issuing_agency: str
    title: str
    body_html: str
    superior_agency: str = ""
    number: str = ""
    place: str = ""
    issued_on: date | None = None
    subject: str = ""
    annex_label: str = ""
    attachment_note: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    landscape: bool = False
    citizen_form: bool = False
    reconstructed: bool = False
    draft: bool = False


def render_html(document: OfficialDocument) -> str:
    """The whole HTML page, style sheet and font addresses of this machine included."""
    heading = _citizen_heading() if document.citizen_form else _agency_heading(document)
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">'
        f"<title>{_document_name(document)}</title>"
        f'<meta name="author" content="{escape(document.issuing_agency)}">'
        f"<style>{font_face_css()}\n{_page_css(document)}\n{_body_css()}</style></head>"
        f'<body class="{"citizen" if document.citizen_form else "official"}">'
        f"{heading}{_titles(document)}{_addressees(document.addressees)}"
        f"<main>{document.body_html}</main>{_signing(document)}</body></html>"
    )


@cache
def _body_css() -> str:
    return (files(__package__) / "frame.css").read_text(encoding="utf-8")


def _page_css(document: OfficialDocument) -> str:
    note = f'"{RECONSTRUCTED_NOTE}"' if document.reconstructed else "none"
    draft = f'"{DRAFT_NOTE}"' if document.draft else "none"
    return f"""@page {{
  size: A4 {"landscape" if document.landscape else "portrait"};
  margin: 20mm 15mm 20mm 30mm;
  font-family: '{FAMILY}';
  font-stretch: semi-condensed;
  @top-left {{ content: {draft}; font-size: 13pt; font-weight: bold; width: 40%;
               vertical-align: bottom; padding-bottom: 4mm; }}
  @top-center {{ content: counter(page); font-size: 13pt; vertical-align: bottom; padding-bottom: 4mm; }}
  @top-right {{ content: ""; width: 40%; }}
  @bottom-left {{ content: {note}; font-size: 9pt; font-style: italic; width: 100%;
                  vertical-align: top; padding-top: 4mm; }}
}}
@page :first {{ @top-center {{ content: none; }} }}"""


def _document_name(document: OfficialDocument) -> str:
    return escape(" ".join(f"{document.title} {document.subject}".split()))


def _state_lines() -> str:
    return f'<div class="state">{STATE_NAME}</div><div class="motto">{STATE_MOTTO}</div>'


def _citizen_heading() -> str:
    return f'<div style="text-align: center">{_state_lines()}</div>'


def _agency_heading(document: OfficialDocument) -> str:
    superior = f'<div class="superior">{_lines(document.superior_agency)}</div>'
    about = f'<div class="about">{_lines(document.subject)}</div>' if not document.title else ""
    return (
        '<table class="heading"><colgroup><col class="agency-column"><col></colgroup><tr>'
        f"<td>{superior if document.superior_agency else ''}"
        f'<div class="issuing">{_lines(document.issuing_agency)}</div><div class="rule"></div></td>'
        f"<td>{_state_lines()}</td></tr>"
        f'<tr class="second"><td>{escape(number_line(document.number))}{about}</td>'
        f'<td class="dated">{escape(dated_line(document.place, document.issued_on))}</td></tr></table>'
    )


def _titles(document: OfficialDocument) -> str:
    parts = []
    if document.annex_label:
        parts.append(f'<div class="annex-label">{_lines(document.annex_label)}</div>')
    if document.title:
        parts.append(f'<div class="title">{_lines(document.title)}</div>')
        if document.subject:
            parts.append(f'<div class="subject">{_lines(document.subject)}</div>')
    if document.attachment_note:
        parts.append(f'<div class="attachment">{_lines(document.attachment_note)}</div>')
    if document.title:
        parts.append('<div class="rule" style="width: 25%"></div>')
    return "".join(parts)


def _addressees(addressees: tuple[str, ...]) -> str:
    if not addressees:
        return ""
    if len(addressees) == 1:
        return f'<div class="to">Kính gửi: {escape(addressees[0])}</div>'
    return f'<table class="to"><tr><td>Kính gửi:</td><td>{_dashed(addressees)}</td></tr></table>'


def _signing(document: OfficialDocument) -> str:
    signatures = list(document.signatures)
    if signatures and document.citizen_form and document.place and not signatures[-1].dated:
        signatures[-1] = replace(signatures[-1], dated=dated_line(document.place, document.issued_on))
    recipients = ""
    if document.recipients:
        recipients = f"<b>Nơi nhận:</b><br>{_dashed(document.recipients)}"
    # A single signature stands on the right; the left is the recipients' or stays empty.
    if len(signatures) == 1:
        return _signing_table(signatures, f'<td rowspan="5"><div class="recipients">{recipients}</div></td>')
    below = f'<div class="recipients below">{recipients}</div>' if recipients else ""
    return (_signing_table(signatures) if signatures else "") + below


def _signing_table(signatures: Sequence[Signature], left: str = "") -> str:
    """Part by part in rows, so that offices and names stand level whatever is above them."""
    parts = (
        ("dated", [escape(signature.dated) for signature in signatures]),
        ("authority", [_lines(signature.title) for signature in signatures]),
        ("note", [f"({escape(signature.note)})" if signature.note else "" for signature in signatures]),
        ("room", [""] * len(signatures)),
        ("signer", [escape(signature.name) for signature in signatures]),
    )
    rows = ["".join(f'<td class="{look}">{text}</td>' for text in texts) for look, texts in parts]
    rows[0] = left + rows[0]
    return f'<table class="signing">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def _dashed(lines: tuple[str, ...]) -> str:
    """One line each: a dash before it, a semicolon behind it, a full stop behind the last."""
    bare = [line.rstrip(" ;.") for line in lines]
    ends = [";"] * (len(bare) - 1) + ["."]
    return "<br>".join(f"- {escape(line)}{end}" for line, end in zip(bare, ends, strict=True))


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))
