import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from soctrang_loans.workbooks.plain import plain_rows_csv, plain_rows_xlsx, sheet_title

HEADER = ["Họ và tên", "Số CCCD", "Số tiền (đồng)", "Ngày", "=cột"]
ROW = ["Nguyễn Thị Ánh", "094199000001", 117_000_000, date(2024, 10, 8), "=1+1"]


def test_csv_opens_as_vietnamese_and_runs_nothing():
    data = plain_rows_csv(HEADER, [ROW])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [
        ["Họ và tên", "Số CCCD", "Số tiền (đồng)", "Ngày", "'=cột"],
        ["Nguyễn Thị Ánh", "094199000001", "117000000", "08/10/2024", "'=1+1"],
    ]


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("-2+3", "'-2+3"),
        (-5, "-5"),
        (Decimal("-1.5"), "-1.5"),
        ("+84912000123", "'+84912000123"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ('say "x", y', 'say "x", y'),
        (None, ""),
        (True, "Có"),
        (datetime(2024, 10, 7, 18, 30, tzinfo=UTC), "08/10/2024 01:30"),
    ],
)
def test_csv_fields(value, field):
    data = plain_rows_csv(["a"], [[value, "x"]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data, newline="")))[1] == [field, "x"]


def test_xlsx_keeps_values_and_types_for_another_reader():
    data = plain_rows_xlsx("Danh sách", HEADER, iter([ROW, [None, "0", -5, None, True]]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Danh sách"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows == [HEADER, ROW, ["", "0", -5, "", "Có"]]
    assert isinstance(rows[1][1], str)
    assert isinstance(rows[1][2], float)
    assert isinstance(rows[1][3], date)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Phụ lục IV", "Phụ lục IV"),
        ("10/2024: [a]*?\\", "10-2024- -a----"),
        ("'x'", "x"),
        ("", "Bảng"),
        ("a" * 40, "a" * 28),
    ],
)
def test_sheet_titles_are_what_a_spreadsheet_accepts(name, title):
    assert sheet_title(name) == title
