import csv
import unicodedata
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soctrang_loans.vietnam.money import (
    LARGEST_AMOUNT,
    AmbiguousAmount,
    InvalidAmount,
    amount_in_words,
    format_dong,
    format_number,
    format_percent,
    parse_dong,
)

with (Path(__file__).parent / "amount_in_words.csv").open(encoding="utf-8", newline="") as file:
    VECTORS = [(int(row["amount_vnd"]), row["words"]) for row in csv.DictReader(file)]

amounts = st.integers(0, LARGEST_AMOUNT)


def test_all_vectors_are_here():
    assert len(VECTORS) == 24


@pytest.mark.parametrize(("amount", "words"), VECTORS)
def test_amount_in_words_reproduces_the_vectors(amount, words):
    assert amount_in_words(amount) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (4, "Bốn đồng"),
        (5, "Năm đồng"),
        (14, "Mười bốn đồng"),
        (20, "Hai mươi đồng"),
        (31, "Ba mươi mốt đồng"),
        (91, "Chín mươi mốt đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm lẻ một đồng"),
        (104, "Một trăm lẻ bốn đồng"),
        (111, "Một trăm mười một đồng"),
        (115, "Một trăm mười lăm đồng"),
        (555, "Năm trăm năm mươi lăm đồng"),
        (1_100, "Một nghìn, một trăm đồng"),
        (1_000_001, "Một triệu, không trăm lẻ một đồng"),
        (2_030_000, "Hai triệu, không trăm ba mươi nghìn đồng"),
        (1_000_000_001, "Một tỷ, không trăm lẻ một đồng"),
        (1_000_500_000, "Một tỷ, năm trăm nghìn đồng"),
        (1_005_000_000_000, "Một nghìn, không trăm lẻ năm tỷ đồng"),
        (1_000_000_000_005, "Một nghìn tỷ, không trăm lẻ năm đồng"),
        (999_999_999, "Chín trăm chín mươi chín triệu, chín trăm chín mươi chín nghìn, "
         "chín trăm chín mươi chín đồng"),
        (10**15, "Một triệu tỷ đồng"),
        (10**18, "Một tỷ tỷ đồng"),
    ],
)  # fmt: skip
def test_amount_in_words(amount, words):
    assert amount_in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, -117_000_000, 10**18 + 1])
def test_amount_in_words_refuses_what_it_cannot_say(amount):
    with pytest.raises(ValueError, match="outside"):
        amount_in_words(amount)


_SPOKEN = {
    word: value
    for value, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"])
} | {"mốt": 1, "lăm": 5}


def _listen(words: str) -> int:
    """Another way round: the value that a listener would write down."""
    total = group = number = 0
    for word in words.removesuffix(" đồng").lower().replace(",", "").split():
        match word:
            case "lẻ":
                pass
            case "tỷ":
                total, group, number = (total + group + number) * 10**9, 0, 0
            case "triệu":
                group, number = group + number * 10**6, 0
            case "nghìn":
                group, number = group + number * 1000, 0
            case "trăm":
                number *= 100
            case "mươi":
                number += (number % 10) * 9
            case _:
                number += _SPOKEN[word]
    return total + group + number


@given(amounts)
def test_amount_in_words_is_heard_as_the_same_amount(amount):
    words = amount_in_words(amount)
    assert _listen(words) == amount
    assert words == unicodedata.normalize("NFC", words)
    assert words[0].isupper()
    assert words.endswith(" đồng")
    assert "  " not in words


@given(amounts)
def test_amount_in_words_keeps_its_wording_rules(amount):
    words = amount_in_words(amount).lower()
    for wrong in ("mươi một", "mươi năm", "mười năm", "mười mốt", "mươi tư", "một mươi", "linh", "lẻ lăm"):
        assert wrong not in words


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.000"),
        (1_234_567, "1.234.567"),
        (69_221_000_000, "69.221.000.000"),
        (-45_000, "-45.000"),
    ],
)
def test_format_number(number, text):
    assert format_number(number) == text
    assert format_dong(number) == f"{text} đồng"


def test_a_fraction_of_a_dong_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="format code"):
        format_number(1.5)


@pytest.mark.parametrize(
    ("value", "places", "trim", "text"),
    [
        (Decimal("6.6"), 2, False, "6,60"),
        (Decimal("6.6"), 2, True, "6,6"),
        (6.6, 1, False, "6,6"),
        (Decimal("8.58"), 2, True, "8,58"),
        (Decimal("8.382"), 3, False, "8,382"),
        (Decimal("0.285"), 2, False, "0,29"),
        (0.285, 2, False, "0,29"),
        (1.005, 2, False, "1,01"),
        (Decimal("108.8"), 0, False, "109"),
        (100, 2, True, "100"),
        (Decimal("1234.5"), 1, False, "1.234,5"),
        (Decimal("-0.004"), 2, False, "0,00"),
        (Decimal("-1.5"), 2, True, "-1,5"),
    ],
)
def test_format_percent(value, places, trim, text):
    assert format_percent(value, places, trim=trim) == text


@pytest.mark.parametrize(
    "text",
    [
        "117.000.000",
        "117 000 000",
        "117\u00a0000\u00a0000",
        "117\u202f000\u202f000",
        "117000000",
        "117,000,000",
        "117.000.000 đ",
        "117.000.000đ",
        "117.000.000 đồng",
        unicodedata.normalize("NFD", "117.000.000 đồng"),
        "117.000.000 Đồng",
        "117.000.000 VND",
        "117.000.000 VNĐ",
        "117.000.000 ₫",
        "  117.000.000\n",
        "117.000.000,00",
        "117,000,000.00",
        "117 000 000,0",
    ],
)
def test_parse_dong_reads_every_plain_way_of_writing(text):
    assert parse_dong(text) == 117_000_000


@pytest.mark.parametrize(("text", "amount"), [("0", 0), ("500", 500), ("1.500", 1_500), ("1,500.00", 1_500)])
def test_parse_dong_reads_small_amounts(text, amount):
    assert parse_dong(text) == amount


@given(amounts)
def test_parse_dong_reads_back_what_is_printed(amount):
    assert parse_dong(format_dong(amount)) == parse_dong(str(amount)) == amount


@pytest.mark.parametrize(
    "text", ["1.5", "1,5", "1,50", "117.00", "117,000", "1.5 đ", "0.500", "0,5", "117.0000", "1500,000"]
)
def test_parse_dong_does_not_guess(text):
    with pytest.raises(AmbiguousAmount, match="nhiều cách") as error:
        parse_dong(text)
    assert "Hãy" in str(error.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Chưa ghi"),
        ("   ", "Chưa ghi"),
        ("đồng", "Chưa ghi"),
        ("-117.000.000", "không được âm"),
        ("(117.000.000)", "không được âm"),
        ("1.17E+08", "rút gọn"),
        ("1,17e8", "rút gọn"),
        ("117 triệu", "đơn vị khác"),
        ("1,5 tỷ", "đơn vị khác"),
        ("117tr", "đơn vị khác"),
        ("117tr5", "đơn vị khác"),
        ("500k", "đơn vị khác"),
        ("một trăm", "không phải"),
        ("117.000,000", "không phải"),
        ("1.000.00", "không phải"),
        ("117.000 000", "không phải"),
        ("117.000.000,50", "không phải"),
        ("007", "không phải"),
        ("١١٧", "không phải"),
        ("100 USD", "không phải"),
        ("1" + "0" * 30, "quá mức"),
    ],
)
def test_parse_dong_says_what_is_wrong_and_how_to_mend_it(text, complaint):
    with pytest.raises(InvalidAmount, match=complaint) as error:
        parse_dong(text)
    assert "Hãy" in str(error.value)


@given(st.text(max_size=20))
def test_parse_dong_gives_an_amount_or_a_message(text):
    with suppress(InvalidAmount, AmbiguousAmount):
        assert 0 <= parse_dong(text) <= LARGEST_AMOUNT
