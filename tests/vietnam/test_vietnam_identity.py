import re
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soctrang_loans.vietnam.identity import (
    Cccd,
    InvalidCccd,
    InvalidPassport,
    InvalidPhone,
    InvalidTaxCode,
    cccd_contradictions,
    is_passport,
    mask_cccd,
    mask_phone,
    normalise_passport,
    normalise_phone,
    normalise_tax_code,
    parse_cccd,
)

PLACES = frozenset({"092", "094", "095"})


@pytest.mark.parametrize(
    ("number", "sex", "birth_year"),
    [
        ("094099000123", "M", 1999),
        ("094199000123", "F", 1999),
        ("094204000123", "M", 2004),
        ("094304000123", "F", 2004),
        ("094400000123", "M", 2100),
        ("094505000123", "F", 2105),
        ("094610000123", "M", 2210),
        ("094999000123", "F", 2399),
    ],
)
def test_parse_cccd_reads_century_and_sex(number, sex, birth_year):
    assert parse_cccd(number) == Cccd(
        number=number, place_code="094", century_sex=int(number[3]), sex=sex, birth_year=birth_year
    )


@pytest.mark.parametrize(
    "text",
    ["094099000123", " 094099000123 ", "094 099 000 123", "094.099.000.123", "094-099-000-123",
     "'094099000123", "094099000123\u00a0"],
)  # fmt: skip
def test_parse_cccd_drops_what_people_put_between(text):
    assert parse_cccd(text).number == "094099000123"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Chưa ghi"),
        ("94099000123", "mất số 0"),
        ("1099000123", "mất số 0"),
        ("365000123", "CMND"),
        ("9.4E+10", "Bảng tính"),
        ("9,4099E+10", "Bảng tính"),
        ("94099000123.0", "Bảng tính"),
        ("94099000123,00", "Bảng tính"),
        ("09409900012", "mất số 0"),
        ("0940990001234", "có 13"),
        ("0940990", "có 7"),
        ("O94099000123", "ký tự khác"),
        ("094099-000123", "ký tự khác"),
        ("٠٩٤٠٩٩٠٠٠١٢٣", "ký tự khác"),
        ("không có", "ký tự khác"),
    ],
)
def test_parse_cccd_names_the_likely_cause(text, complaint):
    with pytest.raises(InvalidCccd, match=complaint) as error:
        parse_cccd(text)
    assert "Hãy" in str(error.value)


@pytest.mark.parametrize("text", ["94099000123", "0940990001234", "365000123", "O94099000123"])
def test_messages_do_not_repeat_the_number(text):
    with pytest.raises(InvalidCccd) as error:
        parse_cccd(text)
    assert text not in str(error.value)


@given(st.text(alphabet="0123456789 .-E+a", max_size=16))
def test_parse_cccd_gives_twelve_digits_or_a_message(text):
    with suppress(InvalidCccd):
        number = parse_cccd(text).number
        assert re.fullmatch("[0-9]{12}", number)
        assert re.sub("[^0-9]", "", text) == number


@pytest.mark.parametrize(
    ("number", "born", "sex", "codes"),
    [
        ("094099000123", date(1999, 5, 6), "M", []),
        ("094304000123", date(2004, 2, 29), "F", []),
        ("094099000123", date(1999, 5, 6), "F", ["sex"]),
        ("094099000123", date(1998, 12, 31), "M", ["birth_year"]),
        ("094099000123", date(2099, 5, 6), "M", ["birth_year"]),
        ("094004000123", date(2004, 5, 6), "M", ["birth_year"]),
        ("005099000123", date(1999, 5, 6), "M", ["place"]),
        ("005199000123", date(1989, 5, 6), "M", ["place", "sex", "birth_year"]),
        ("094199000123", None, None, []),
        ("094199000123", None, "M", ["sex"]),
        ("094199000123", date(2000, 1, 1), None, ["birth_year"]),
    ],
)
def test_contradictions_are_listed_and_never_raised(number, born, sex, codes):
    found = cccd_contradictions(number, date_of_birth=born, sex=sex, known_place_codes=PLACES)
    assert [contradiction.code for contradiction in found] == codes
    assert all("Hãy" in contradiction.message for contradiction in found)


def test_a_contradiction_says_both_sides():
    (sex, year) = cccd_contradictions("094199000123", date_of_birth=date(2000, 1, 1), sex="M", known_place_codes=PLACES)
    assert re.search("là Nữ.*ghi Nam", sex.message)
    assert re.search("là 1999.*ghi 2000", year.message)


def test_contradictions_need_a_readable_number():
    with pytest.raises(InvalidCccd):
        cccd_contradictions("94099", date_of_birth=None, sex=None, known_place_codes=PLACES)


def test_masks():
    assert mask_cccd("094099000123") == "094******123"
    assert mask_cccd("365000123") == "365***123"
    assert mask_phone("0912345678") == "091****678"
    assert mask_phone("02993821000") == "029*****000"
    assert mask_cccd("12345678") == "********"
    assert mask_phone("") == ""


@pytest.mark.parametrize(
    "text",
    ["0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "+84912345678", "+84 912 345 678",
     "84912345678", "0084912345678", "+84 (0)912 345 678", "'0912345678"],
)  # fmt: skip
def test_normalise_phone(text):
    assert normalise_phone(text) == "0912345678"


@pytest.mark.parametrize("prefix", ["032", "039", "052", "056", "059", "070", "079", "081", "084", "089", "090",
                                    "094", "096", "099"])  # fmt: skip
def test_every_family_of_mobile_prefixes_is_known(prefix):
    assert normalise_phone(f"{prefix}1234567") == f"{prefix}1234567"


@pytest.mark.parametrize("text", ["0299 3821 000", "+84 299 3821000", "842993821000"])
def test_normalise_phone_takes_fixed_lines(text):
    assert normalise_phone(text) == "02993821000"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Chưa ghi"),
        ("912345678", "thiếu số 0"),
        ("842345678", "thiếu số 0"),
        ("01629345678", "đổi đầu số"),
        ("091234567", "không đúng"),
        ("09123456789", "không đúng"),
        ("0952345678", "không đúng"),
        ("0312345678", "không đúng"),
        ("+81 90 1234 5678", "mã nước khác"),
        ("0912345678 (con)", "ký tự"),
        ("0912345678, 0987654321", "ký tự"),
    ],
)
def test_normalise_phone_says_what_is_wrong(text, complaint):
    with pytest.raises(InvalidPhone, match=complaint) as error:
        normalise_phone(text)
    assert "Hãy" in str(error.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("C1234567", "C1234567"),
        ("c1234567", "C1234567"),
        ("P 01234567", "P01234567"),
        (" B7654321 ", "B7654321"),
    ],
)
def test_passport(text, number):
    assert is_passport(text)
    assert normalise_passport(text) == number


@pytest.mark.parametrize("text", ["", "1234567", "C123456", "C123456789", "CC123456", "Đ1234567", "094099000123"])
def test_not_a_passport(text):
    assert not is_passport(text)
    with pytest.raises(InvalidPassport, match="Hãy"):
        normalise_passport(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("2200123456", "2200123456"), ("2200123456-001", "2200123456-001"), ("2200123456001", "2200123456-001"),
     (" 2200 123 456 ", "2200123456")],
)  # fmt: skip
def test_tax_code(text, code):
    assert normalise_tax_code(text) == code


@pytest.mark.parametrize("text", ["", "220012345", "22001234567", "2200123456-01", "2200-123456", "22OO123456"])
def test_not_a_tax_code(text):
    with pytest.raises(InvalidTaxCode, match="Hãy"):
        normalise_tax_code(text)
