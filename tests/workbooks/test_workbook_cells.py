import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from soctrang_loans.workbooks import cells

RUNNABLE = ["=1+1", "+84912000123", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "#N/A", "＝1"]


def written(write, value) -> tuple[object, str]:
    """What another reader finds after `write(cell, value)`, and the sheet's XML."""
    book = Workbook()
    write(book.active["A1"], value)
    book.active["B1"] = "end"
    out = io.BytesIO()
    book.save(out)
    found = CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()[0][0]
    with zipfile.ZipFile(out) as parts:
        return found, parts.read("xl/worksheets/sheet1.xml").decode() + parts.read("xl/styles.xml").decode()


@pytest.mark.parametrize("text", RUNNABLE)
def test_text_that_looks_like_a_formula_stays_text(text):
    found, xml = written(cells.write_text, text)
    assert found == text.replace("\r", "\n")
    assert "<f>" not in xml
    assert 't="e"' not in xml


@pytest.mark.parametrize(("text", "quoted"), [("=1+1", True), ("@x", True), ("Nguyễn", False), ("#N/A", False)])
def test_runnable_text_carries_the_quote_prefix(text, quoted):
    assert ('quotePrefix="1"' in written(cells.write_text, text)[1]) is quoted


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x00b\x0bc\x1fd", "abcd"),
        ("a\ud800b\uffffc", "abc"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        (None, ""),
        (5, "5"),
    ],
)
def test_text_is_cleaned_of_what_xml_forbids(raw, clean):
    assert cells.safe_text(raw) == clean


def test_a_hidden_character_cannot_shield_a_formula():
    assert cells.starts_like_formula(cells.safe_text("\x00=1+1"))


def test_text_longer_than_a_cell_is_refused_not_cut():
    assert len(cells.safe_text("a" * 32_767)) == 32_767
    with pytest.raises(ValueError, match="32768"):
        cells.safe_text("a" * 32_768)


def test_identifier_keeps_its_zeros_and_is_formatted_as_text():
    found, xml = written(cells.write_identifier, "094199000001")
    assert found == "094199000001"
    assert 'numFmtId="49"' in xml


@pytest.mark.parametrize("amount", [0, 117_000_000, -5, Decimal("69221000000")])
def test_amounts_are_numbers(amount):
    found, _ = written(cells.write_whole_number, amount)
    assert isinstance(found, float)
    assert found == amount


@pytest.mark.parametrize("amount", [Decimal("1.5"), 10**15])
def test_amounts_that_a_spreadsheet_would_bend_are_refused(amount):
    with pytest.raises(ValueError, match="Hãy"):
        cells.write_whole_number(Workbook().active["A1"], amount)


def test_dates_are_real_dates():
    found, xml = written(cells.write_date, date(2024, 10, 8))
    assert found == date(2024, 10, 8)
    assert "dd/mm/yyyy" in xml


def test_moments_are_told_on_the_clock_of_vietnam():
    found, _ = written(cells.write_date, datetime(2024, 10, 7, 18, 30, tzinfo=UTC))
    assert found == datetime(2024, 10, 8, 1, 30)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "Có"),
        (False, "Không"),
        (Decimal("6.6"), 6.6),
        (Decimal("7.00"), 7),
        (10**15, "1000000000000000"),
        ("007", "007"),
    ],
)
def test_values_of_a_plain_list_by_their_type(value, expected):
    found, _ = written(cells.write_value, value)
    assert found == expected
    assert isinstance(found, str) is isinstance(expected, str)


def test_nothing_leaves_the_cell_empty():
    cell = Workbook().active["A1"]
    for write in (cells.write_value, cells.write_text, cells.write_date, cells.write_whole_number):
        write(cell, None)
        assert cell.value is None


def test_a_value_of_another_type_is_refused():
    with pytest.raises(TypeError, match="dict"):
        cells.write_value(Workbook().active["A1"], {})
