import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from soctrang_loans.workbooks.statutory import Column, Group, Signature, StatutorySheet, write_workbook

COLUMNS = (
    Column("stt", "STT", 5, "int", centred=True),
    Column("name", "Họ và tên", 24),
    Column("male", "Nam", 11, "date", band="Ngày sinh"),
    Column("female", "Nữ", 11, "date", band="Ngày sinh"),
    Column("cccd", "Số CCCD", 15, "id"),
    Column("loan", "Nhu cầu vay (đồng)", 18, "dong"),
)
FIRST = {
    "stt": 1,
    "name": "=1+1",
    "female": date(1999, 2, 5),
    "cccd": "094199000001",
    "loan": 117_000_000,
}
SECOND = {"stt": 2, "name": "Thạch Văn Mẫu", "male": date(2000, 1, 31), "cccd": "094200000002", "loan": 0}
SHEET = StatutorySheet(
    name="Phụ lục IV",
    superior_agency="ỦY BAN NHÂN DÂN HUYỆN LONG PHÚ",
    issuing_agency="PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
    number="03/DS-LĐTBXH",
    place="Long Phú",
    issued_on=date(2024, 10, 9),
    annex_label="Phụ lục IV",
    title="DANH SÁCH ĐĂNG KÝ",
    subtitle=("Tháng 10 năm 2024",),
    unit_note="Đơn vị tính: đồng",
    columns=COLUMNS,
    groups=(
        Group("Xã Long Đức", [FIRST], {"loan": 117_000_000}),
        Group("Xã Tân Hưng", [SECOND], {"loan": 0}),
    ),
    total={"loan": 117_000_000},
    footer=("Tổng số 02 người.",),
    signatures=(
        Signature("NGƯỜI LẬP BIỂU", name="Lâm Thị Phượng"),
        Signature("TRƯỞNG PHÒNG", note="Ký, đóng dấu", name="Trần Quốc Mẫu"),
    ),
    frozen_columns=2,
)


def rows_of(data: bytes, sheet: int = 0) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def row_starting(rows: list[list], value: object) -> list:
    return next(row for row in rows if row[0] == value)


@pytest.fixture(scope="module")
def data() -> bytes:
    return write_workbook([SHEET])


@pytest.fixture(scope="module")
def page(data):
    return load_workbook(io.BytesIO(data)).worksheets[0]


def test_another_reader_finds_every_value_with_its_type(data):
    rows = rows_of(data)
    first = row_starting(rows, 1)
    assert first == [1, "=1+1", "", date(1999, 2, 5), "094199000001", 117_000_000]
    assert [type(value) for value in first] == [float, str, str, date, str, float]
    assert row_starting(rows, 2)[5] == 0
    assert isinstance(row_starting(rows, 2)[5], float)


def test_groups_and_total_carry_their_figures(data):
    rows = rows_of(data)
    assert row_starting(rows, "Xã Long Đức")[5] == 117_000_000
    assert row_starting(rows, "Xã Tân Hưng")[5] == 0
    assert row_starting(rows, "TỔNG CỘNG") == ["TỔNG CỘNG", "", "", "", "", 117_000_000]


def test_heading_title_and_foot_are_in_place(data):
    texts = [value for row in rows_of(data) for value in row if isinstance(value, str) and value]
    in_order = [
        "ỦY BAN NHÂN DÂN HUYỆN LONG PHÚ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 03/DS-LĐTBXH",
        "Long Phú, ngày 09 tháng 10 năm 2024",
        "Phụ lục IV",
        "DANH SÁCH ĐĂNG KÝ",
        "Tháng 10 năm 2024",
        "Đơn vị tính: đồng",
        "Ngày sinh",
        "(6)",
        "TỔNG CỘNG",
        "Tổng số 02 người.",
        "NGƯỜI LẬP BIỂU",
        "TRƯỞNG PHÒNG",
        "(Ký, đóng dấu)",
        "Lâm Thị Phượng",
        "Trần Quốc Mẫu",
    ]
    positions = [texts.index(text) for text in in_order]
    assert positions == sorted(positions)


def header_row(page) -> int:
    return next(cell.row for cell in page["A"] if cell.value == "STT")


def test_bands_are_merged_over_their_columns(page):
    top = header_row(page)
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {f"C{top}:D{top}", f"A{top}:A{top + 1}", f"F{top}:F{top + 1}"} <= merged
    assert [page.cell(top, 3).value, page.cell(top + 1, 3).value, page.cell(top + 1, 4).value] == [
        "Ngày sinh",
        "Nam",
        "Nữ",
    ]
    assert [page.cell(top + 2, at).value for at in (1, 6)] == ["(1)", "(6)"]


def test_formats_and_borders(page):
    row = header_row(page) + 4
    assert page.cell(row, 5).number_format == "@"
    assert page.cell(row, 6).number_format == "#,##0"
    assert page.cell(row, 4).number_format == "dd/mm/yyyy"
    assert page.cell(row, 2).data_type == "s"
    assert page.cell(row, 2).quotePrefix
    for at in range(1, 7):
        assert page.cell(row, at).border.left.style == "thin"
        assert page.cell(row - 4, at).border.top.style == "thin"


def test_print_setup_is_a4_landscape_one_page_wide_with_repeated_headings(page):
    top = header_row(page)
    assert page.page_setup.orientation == "landscape"
    assert int(page.page_setup.paperSize) == 9
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == f"${top}:${top + 2}"
    assert page.freeze_panes == f"C{top + 3}"
    assert page.page_margins.left * 25.4 == pytest.approx(30)
    assert page.page_margins.right * 25.4 == pytest.approx(15)
    assert page.column_dimensions["B"].width == 24
    assert page.HeaderFooter.differentFirst
    assert page.oddHeader.center.text == "&P"
    assert not page.firstHeader.center.text


def test_draft_and_reconstruction_are_told_on_the_sheet():
    rows = rows_of(write_workbook([replace(SHEET, draft=True, reconstructed=True)]))
    assert rows[0][0] == "DỰ THẢO · Mẫu tái lập – chưa phải mẫu chính thức"


def test_several_sheets_keep_their_order_and_names_stay_distinct():
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(write_workbook([SHEET, replace(SHEET, name="Tháng 10/2024"), SHEET]))
    )
    assert book.sheet_names == ["Phụ lục IV", "Tháng 10-2024", "Phụ lục IV1"]


def test_signatures_beyond_two_and_lines_of_office_share_the_width():
    signatures = (Signature("A"), Signature("B"), Signature("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", name="C"))
    rows = rows_of(write_workbook([replace(SHEET, signatures=signatures)]))
    titles = row_starting(rows, "A")
    assert [value for value in titles if value] == ["A", "B", "KT. GIÁM ĐỐC"]
    assert "PHÓ GIÁM ĐỐC" in rows[rows.index(titles) + 1]


@pytest.mark.parametrize(
    "change",
    [
        {"columns": COLUMNS[:1], "total": None, "groups": ()},
        {"columns": (*COLUMNS, COLUMNS[5])},
        {"total": {"loans": 1}},
        {"total": {"stt": 1}},
        {"groups": (Group("", [{"loan": 10**15}]),)},
        {"signatures": tuple(Signature(str(n)) for n in range(7))},
    ],
    ids=["one column", "same key", "unknown figure", "figure under the label", "too large", "too many signatures"],
)
def test_what_cannot_be_laid_out_is_refused(change):
    with pytest.raises(ValueError, match=r".+"):
        write_workbook([replace(SHEET, **change)])


@pytest.mark.parametrize(("key", "value"), [("loan", "117 triệu"), ("female", "05/02/1999")])
def test_a_value_of_the_wrong_kind_is_refused(key, value):
    with pytest.raises(TypeError, match=key):
        write_workbook([replace(SHEET, groups=(Group("", [{key: value}]),))])
