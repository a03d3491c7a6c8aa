"""Phụ lục IV as a workbook and on paper, read back by another library."""

import io
from datetime import date

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from registrations.actions.monthly_list import certify
from registrations.exports.monthly_list import (
    COLUMNS,
    file_name,
    monthly_list_html,
    monthly_list_pdf,
    monthly_list_xlsx,
)
from registrations.models import BeneficiaryGroup, EthnicGroup, Person, Registration
from tests.registrations.lists import (
    SEPTEMBER,
    certified,
    gathered,
    prepared,
    second_leader,
    september,
    submitted_list,
)
from tests.registrations.papers import BeneficiaryData, accepted, commune

pytestmark = pytest.mark.django_db


def rows_in(data: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def texts(rows) -> list[str]:
    return [str(cell) for row in rows for cell in row if cell != ""]


@pytest.fixture
def people(personas):
    """Three people in two communes, the last a poor Khmer woman without a loan wish, received in August."""
    september(personas, 1, full_name="Nguyễn Văn Án")
    september(personas, 2, full_name="Trần Văn Đức", loan_amount=90_000_000)
    return accepted(
        personas.sister_commune_officer,
        personas.district_officer,
        3,
        **SEPTEMBER
        | {
            "cccd": "094199000003",
            "sex": "F",
            "full_name": "Thạch Thị Sà Rây",
            "commune": commune("Thị trấn Kế Sách"),
            "ethnic_group": EthnicGroup.objects.get(code="05"),
            "beneficiaries": tuple(
                BeneficiaryData(group=BeneficiaryGroup.objects.get(code=code)) for code in ("3", "1")
            ),
            "wants_loan": False,
            "loan_amount": None,
            "received_on": date(2024, 8, 30),
            "paper_date": date(2024, 8, 30),
            "confirmation_date": date(2024, 8, 30),
        },
    )


def test_the_workbook_has_the_eighteen_columns_and_every_value_with_its_type(personas, people):
    rows = rows_in(monthly_list_xlsx(submitted_list(personas)))
    assert len(COLUMNS) == 18
    head = next(index for index, row in enumerate(rows) if row[0] == "STT")
    assert rows[head][2] == "Ngày, tháng, năm sinh"
    assert rows[head + 1][2:4] == ["Nam", "Nữ"]
    assert rows[head + 2] == [f"({position})" for position in range(1, 19)]
    assert len(rows[head]) == 18
    first = next(row for row in rows if row[1] == "Nguyễn Văn Án")
    assert first == [
        2,
        "Nguyễn Văn Án",
        date(1999, 5, 12),
        "",
        "Kinh",
        "094099000001",
        "Ấp Phú Ninh, xã An Mỹ",
        "0912345678",
        "Lớp 12/12",
        "Tiếng Nhật N5",
        "14",
        "LĐ",
        "Nhật Bản",
        "Chế biến thủy sản",
        "",
        117_000_000,
        date(2024, 9, 17),
        "",
    ]
    assert [type(first[column]) for column in (2, 5, 7, 15, 16)] == [date, str, str, float, date]


def test_communes_carry_sub_totals_and_the_foot_counts(personas, people):
    rows = rows_in(monthly_list_xlsx(submitted_list(personas)))
    town = next(row for row in rows if row[0] == "Thị trấn Kế Sách: 1 người")
    village = next(row for row in rows if row[0] == "Xã An Mỹ: 2 người")
    total = next(row for row in rows if row[0] == "TỔNG CỘNG: 3 người")
    assert (town[15], village[15], total[15]) == (0, 207_000_000, 207_000_000)
    woman = next(row for row in rows if row[1] == "Thạch Thị Sà Rây")
    assert woman[2:4] == ["", date(1999, 5, 12)]
    assert woman[10] == "1, 3"
    assert woman[15] == ""
    assert woman[17] == "Bổ sung tháng 8/2024"
    foot = next(text for text in texts(rows) if text.startswith("Tổng số"))
    assert foot == (
        "Tổng số 3 người; trong đó: nữ 1, dân tộc thiểu số 1, hộ nghèo 1, hộ cận nghèo 0, "
        "đi làm việc theo hợp đồng (LĐ) 3, du học sinh (DH) 0; "
        "có nhu cầu vay 2 người, số tiền 207.000.000 đồng."
    )


def test_the_sheet_names_agency_letter_and_signers_and_says_what_it_is(personas, people):
    told = texts(rows_in(monthly_list_xlsx(submitted_list(personas))))
    for text in (
        "ỦY BAN NHÂN DÂN HUYỆN KẾ SÁCH",
        "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "Tháng 9/2024",
        "TRƯỞNG PHÒNG",
        "Trần Thị Ngọc Lan",
        "Huỳnh Văn Đức",
        "Mẫu tái lập – chưa phải mẫu chính thức",
    ):
        assert text in told
    assert any("Kèm theo Công văn số 45/LĐTBXH ngày 08 tháng 10 năm 2024" in text for text in told)


def test_before_certification_it_is_a_draft_of_the_live_rows(personas, people):
    paper = prepared(personas)
    Person.objects.filter(full_name="Trần Văn Đức").update(full_name="Trần Văn Được")
    told = texts(rows_in(monthly_list_xlsx(paper)))
    assert "Trần Văn Được" in told
    assert any("DỰ THẢO" in text for text in told)


def test_once_certified_the_file_is_the_frozen_one(personas, people):
    paper = certified(personas)
    before = rows_in(monthly_list_xlsx(paper))
    Person.objects.all().update(full_name="Người Khác")
    Registration.objects.all().update(loan_amount=1, wants_loan=True)
    assert rows_in(monthly_list_xlsx(paper)) == before
    assert not any("DỰ THẢO" in text for text in texts(before))


def test_a_deputy_signs_for_the_head(personas):
    paper = certify(monthly_list=prepared(personas), by=second_leader(personas))
    assert "KT. TRƯỞNG PHÒNG<br>PHÓ TRƯỞNG PHÒNG" in monthly_list_html(paper)


def test_the_dated_line_names_the_place_and_not_its_rank(personas):
    assert ">Kế Sách, ngày 08 tháng 10 năm 2024<" in monthly_list_html(submitted_list(personas))


def test_a_list_of_nobody_prints_as_one(personas):
    told = texts(rows_in(monthly_list_xlsx(certified(personas))))
    assert "TỔNG CỘNG: 0 người" in told
    assert "Tháng 9/2024 không có người đăng ký." in told


def test_a_name_that_looks_like_a_formula_is_text(personas):
    registration = september(personas)
    Registration.objects.filter(pk=registration.pk).update(trade="=1+1")
    rows = rows_in(monthly_list_xlsx(gathered()))
    assert next(row for row in rows if row[1] == "Nguyễn Văn Thử")[13] == "=1+1"


def test_the_pdf_is_a_landscape_a4_with_everybody_on_it(personas, people):
    pages = PdfReader(io.BytesIO(monthly_list_pdf(submitted_list(personas)))).pages
    box = pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for name in ("Nguyễn Văn Án", "Trần Văn Đức", "Thạch Thị Sà Rây", "094199000003", "207.000.000", "Bổ sung tháng"):
        assert name in text


def test_the_file_is_named_in_ascii():
    assert file_name(gathered(), "xlsx") == "phu-luc-iv-943-2024-09.xlsx"


def test_months_of_the_title_are_told_as_papers_write_them():
    assert "Tháng 02/2024" in monthly_list_html(gathered(2))
