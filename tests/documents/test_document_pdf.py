import builtins
import io
import re
from datetime import date

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from soctrang_loans.documents import body, pdf
from soctrang_loans.documents.fonts import font_face_css
from soctrang_loans.documents.frame import OfficialDocument, Signature, render_html
from soctrang_loans.documents.tables import grid
from soctrang_loans.layout import Column, Group

ALL_LETTERS = (
    "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
    "ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴĐ"
)
A4_POINTS = (595.28, 841.89)
COLUMNS = [
    Column("stt", "STT", 5, "int", centred=True),
    Column("name", "Họ và tên", 30),
    Column("cccd", "Số CCCD", 14, "id"),
    Column("loan", "Nhu cầu vay (đồng)", 16, "dong"),
]


@pytest.fixture(scope="module")
def form() -> PdfReader:
    return read(
        OfficialDocument(
            issuing_agency="UBND xã Long Đức",
            title="GIẤY ĐĂNG KÝ",
            subject="Đi làm việc ở nước ngoài theo hợp đồng",
            citizen_form=True,
            reconstructed=True,
            place="Long Đức",
            issued_on=date(2024, 10, 8),
            addressees=("UBND xã Long Đức",),
            body_html=body.field("Họ và tên", "THẠCH THỊ NGUYỆT")
            + body.checks("Đối tượng", [("Hộ nghèo", True), ("Hộ cận nghèo", False)])
            + body.paragraph(ALL_LETTERS)
            + f"<p><b>{ALL_LETTERS}</b> <i>{ALL_LETTERS}</i> <b><i>{ALL_LETTERS}</i></b></p>",
            signatures=(Signature("NGƯỜI ĐĂNG KÝ", name="Thạch Thị Nguyệt", note="Ký, ghi rõ họ tên"),),
        )
    )


@pytest.fixture(scope="module")
def long_list() -> PdfReader:
    rows = [
        {"stt": n, "name": "Nguyễn Hoàng Vũ", "cccd": f"094199000{n:03d}", "loan": 117_000_000} for n in range(1, 61)
    ]
    return read(
        OfficialDocument(
            superior_agency="ỦY BAN NHÂN DÂN HUYỆN LONG PHÚ",
            issuing_agency="PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
            title="DANH SÁCH",
            landscape=True,
            draft=True,
            body_html=grid(
                COLUMNS, [Group("Xã Long Đức", rows, {"loan": 7_020_000_000})], total={"loan": 7_020_000_000}
            ),
        )
    )


def read(document: OfficialDocument) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render_pdf(render_html(document))))


def text_of(page) -> str:
    return " ".join(page.extract_text().split())


def fonts_of(reader: PdfReader) -> list:
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            found[font["/BaseFont"]] = font["/DescendantFonts"][0]
    return list(found.values())


def test_every_vietnamese_letter_can_be_read_back_in_all_four_faces(form):
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in form.pages))
    assert text.count(ALL_LETTERS) == 4
    assert "Họvàtên:THẠCHTHỊNGUYỆT" in text
    assert "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM" in text


def test_a_ticked_box_can_be_told_from_an_empty_one(form):
    text = text_of(form.pages[0])
    assert re.search(r"×\s?Hộ nghèo", text)
    assert not re.search(r"×\s?Hộ cận nghèo", text)


def test_one_family_is_embedded_and_no_other(form, long_list):
    for reader in (form, long_list):
        for font in fonts_of(reader):
            assert re.match(r"/[A-Z]{6}\+Văn-bản", font["/BaseFont"])
            assert "/FontFile2" in font["/FontDescriptor"]


def test_bold_letters_are_set_at_the_widths_of_the_bold_face(form):
    faces = fonts_of(form)
    assert {bool("Bold" in face["/BaseFont"]) for face in faces} == {True, False}
    for face in faces:
        program = TTFont(io.BytesIO(face["/FontDescriptor"]["/FontFile2"].get_data()), lazy=True)
        advances = [advance for advance, _ in program["hmtx"].metrics.values()]
        per_mille = 1000 / program["head"].unitsPerEm
        for glyph, width in widths_of(face):
            assert width == pytest.approx(advances[glyph] * per_mille, abs=1.5), face["/BaseFont"]


def widths_of(face) -> list[tuple[int, float]]:
    """Glyph and width pairs of a PDF `/W` array (`first [w w …]` or `first last w`)."""
    flat = list(face["/W"])
    pairs: list[tuple[int, float]] = []
    while flat:
        first, second = int(flat.pop(0)), flat.pop(0)
        if isinstance(second, list):
            pairs += [(first + offset, float(width)) for offset, width in enumerate(second)]
        else:
            width = float(flat.pop(0))
            pairs += [(glyph, width) for glyph in range(first, int(second) + 1)]
    assert pairs
    return pairs


@pytest.mark.parametrize(("name", "size"), [("form", A4_POINTS), ("long_list", A4_POINTS[::-1])])
def test_pages_are_a4(name, size, request):
    for page in request.getfixturevalue(name).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(size, abs=0.1)


def test_pages_are_numbered_from_the_second_and_headings_repeat(long_list):
    assert len(long_list.pages) >= 3
    for number, page in enumerate(long_list.pages, start=1):
        text = text_of(page)
        assert "DỰ THẢO" in text
        assert "Họ và tên" in text
        assert text.endswith(f"DỰ THẢO {number}" if number > 1 else "DỰ THẢO")
    whole = " ".join(map(text_of, long_list.pages))
    assert "094199000001" in whole
    assert "094199000060" in whole
    assert whole.count("7.020.000.000") == 2


def test_a_reconstructed_form_says_so_on_every_page_and_a_draft_too(form, long_list):
    assert all("Mẫu tái lập – chưa phải mẫu chính thức" in text_of(page) for page in form.pages)
    assert all("Mẫu tái lập" not in text_of(page) for page in long_list.pages)
    assert all("DỰ THẢO" not in text_of(page) for page in form.pages)


@pytest.mark.parametrize("name", ["form", "long_list"])
def test_text_keeps_the_left_margin_of_the_decree(name, request):
    starts: list[float] = []

    def note(text, cm, tm, *_):
        if text.strip():
            starts.append(cm[0] * tm[4] + cm[4])

    for page in request.getfixturevalue(name).pages:
        page.extract_text(visitor_text=note)
    assert 30 * 72 / 25.4 - 0.5 <= min(starts) < 31 * 72 / 25.4


def test_progress_names_each_page_once_in_order():
    pages: list[int] = []
    html = f"<style>{font_face_css()}</style>" + '<p style="break-after: page">a</p>' * 3 + "<p>b</p>"
    pdf.render_pdf(html, progress=pages.append)
    assert pages == [1, 2, 3, 4]
    pdf.render_pdf(html)
    assert pages == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "address",
    ["http://localhost/x.png", "file:///etc/hostname", "data:image/png;base64,AAAA", "file://host/x.png"],
)
def test_nothing_but_the_fonts_is_fetched(address):
    with pytest.raises(pdf.ForeignResourceError):
        pdf.render_pdf(f'<img src="{address}">')


def test_a_machine_without_pango_gets_one_clear_sentence(monkeypatch):
    real = builtins.__import__

    def no_weasyprint(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_weasyprint)
    assert pdf.pdf_available() is False
    with pytest.raises(pdf.PdfUnavailable, match="Pango.*apt-get install libpango-1.0-0 libpangoft2-1.0-0"):
        pdf.render_pdf("<p>a</p>")
