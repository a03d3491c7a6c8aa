from datetime import date

import pytest

from soctrang_loans.documents import body
from soctrang_loans.documents.frame import OfficialDocument, Signature, render_html
from soctrang_loans.documents.tables import grid, shown
from soctrang_loans.layout import Column, Group, dated_line, header_cells, label_span


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2024, 2, 5), "Sóc Trăng, ngày 05 tháng 02 năm 2024"),
        (date(2024, 10, 15), "Sóc Trăng, ngày 15 tháng 10 năm 2024"),
        (date(2024, 3, 9), "Sóc Trăng, ngày 09 tháng 3 năm 2024"),
        (None, "Sóc Trăng, ngày …… tháng …… năm 20…"),
    ],
)
def test_date_line_follows_the_decree(day, line):
    assert dated_line("Sóc Trăng", day) == line


def test_every_text_but_the_body_is_escaped():
    evil = '<img src="x">&'
    html = render_html(
        OfficialDocument(
            issuing_agency=evil,
            superior_agency=evil,
            number=evil,
            place=evil,
            title=evil,
            subject=evil,
            annex_label=evil,
            attachment_note=evil,
            addressees=(evil, evil),
            recipients=(evil,),
            signatures=(Signature(evil, name=evil, note=evil, dated=evil),),
            body_html="<p>thân</p>",
        )
    )
    assert "<img" not in html
    # Fifteen places on the page; author, title and subject once more in the head.
    assert html.count("&lt;img") == 15 + 3
    assert "<p>thân</p>" in html


@pytest.mark.parametrize(
    "piece",
    [
        body.paragraph("<i>"),
        body.section("<i>"),
        body.field("<i>", "<i>"),
        body.field_row(("<i>", "<i>")),
        body.check("<i>", True),
        body.checks("<i>", [("<i>", False)], columns=2),
        grid([Column("a", "<i>", 5), Column("b", "<i>", 5)], [Group("<i>", [{"a": "<i>"}], {"b": "<i>"})]),
    ],
)
def test_pieces_of_the_body_escape_what_they_are_given(piece):
    assert "<i>" not in piece
    assert "&lt;i&gt;" in piece


def test_a_letter_has_its_subject_under_the_number_and_a_report_under_its_title():
    letter = OfficialDocument(issuing_agency="SỞ TÀI CHÍNH", title="", subject="V/v chuyển vốn", body_html="")
    report = OfficialDocument(issuing_agency="SỞ TÀI CHÍNH", title="BÁO CÁO", subject="Về vốn", body_html="")
    assert '<div class="about">V/v chuyển vốn</div>' in render_html(letter)
    assert '<div class="title">' not in render_html(letter)
    assert '<div class="subject">Về vốn</div>' in render_html(report)
    assert '<div class="about">' not in render_html(report)


def test_citizen_form_has_no_agency_and_dates_the_last_signature():
    form = OfficialDocument(
        issuing_agency="UBND xã Long Đức",
        title="GIẤY ĐĂNG KÝ",
        body_html="",
        citizen_form=True,
        place="Long Đức",
        issued_on=date(2024, 10, 8),
        signatures=(Signature("XÁC NHẬN"), Signature("NGƯỜI ĐĂNG KÝ")),
    )
    html = render_html(form)
    assert 'class="issuing"' not in html
    assert "Số:" not in html
    assert '<td class="dated"></td><td class="dated">Long Đức, ngày 08 tháng 10 năm 2024</td>' in html


def test_recipients_end_with_semicolons_and_the_last_with_a_full_stop():
    html = render_html(
        OfficialDocument(issuing_agency="A", title="B", body_html="", recipients=("Như trên;", "Lưu: VT."))
    )
    assert "- Như trên;<br>- Lưu: VT.</div>" in html


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (117_000_000, "117.000.000"),
        (-1500, "-1.500"),
        (0, "0"),
        (None, ""),
        (date(2024, 2, 5), "05/02/2024"),
        ("094199000001", "094199000001"),
        (True, "Có"),
    ],
)
def test_values_are_written_as_official_documents_write_them(value, text):
    assert shown(value) == text


COLUMNS = [
    Column("stt", "STT", 5, "int"),
    Column("name", "Họ và tên", 20),
    Column("male", "Nam", 11, "date", band="Ngày sinh"),
    Column("female", "Nữ", 11, "date", band="Ngày sinh"),
    Column("loan", "Nhu cầu vay", 14, "dong"),
]


def test_bands_cover_their_columns_and_others_both_rows():
    cells = {cell.title: (cell.first, cell.last, cell.row, cell.height) for cell in header_cells(COLUMNS)}
    assert cells == {
        "STT": (0, 0, 0, 2),
        "Họ và tên": (1, 1, 0, 2),
        "Ngày sinh": (2, 3, 0, 1),
        "Nam": (2, 2, 1, 1),
        "Nữ": (3, 3, 1, 1),
        "Nhu cầu vay": (4, 4, 0, 2),
    }


def test_headings_without_bands_take_one_row():
    assert {(cell.row, cell.height) for cell in header_cells(COLUMNS[:2])} == {(0, 1)}


def test_label_covers_the_columns_before_the_first_figure():
    assert label_span(COLUMNS, {"loan": 0}) == 4
    assert label_span(COLUMNS, {"name": None, "loan": 5}) == 4
    assert label_span(COLUMNS, None) == 5


@pytest.mark.parametrize("figures", [{"stt": 1}, {"loans": 1}])
def test_figures_without_room_for_the_label_or_without_column_are_refused(figures):
    with pytest.raises(ValueError, match="figures? "):
        label_span(COLUMNS, figures)


def test_two_columns_of_one_key_are_refused():
    with pytest.raises(ValueError, match="loan"):
        grid([COLUMNS[4], COLUMNS[4]], [])


@pytest.mark.parametrize("compact", [False, True])
def test_column_shares_make_one_page_and_no_word_is_squeezed(compact):
    html = grid(
        [Column("a", "Dân tộc", 1), Column("b", "Nơi thường trú", 30)], [Group("", [{"a": "Khmer"}])], compact=compact
    )
    shares = [float(part.split("%")[0]) for part in html.split("width: ")[1:]]
    assert sum(shares) == pytest.approx(100, abs=0.01)
    room, character = (252, 1.5) if compact else (165, 2.1)
    assert shares[0] / 100 * room >= len("Khmer") * character
