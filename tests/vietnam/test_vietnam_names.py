import itertools
import random
import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soctrang_loans.vietnam.names import (
    ALPHABET,
    InvalidName,
    normalise_name,
    search_key,
    sort_key,
    upper_name,
)

# All 134 letters with a mark, by the ASCII letter that a search types for them.
MARKED_LETTERS = {
    "a": "àảãáạăằẳẵắặâầẩẫấậ",
    "d": "đ",
    "e": "èẻẽéẹêềểễếệ",
    "i": "ìỉĩíị",
    "o": "òỏõóọôồổỗốộơờởỡớợ",
    "u": "ùủũúụưừửữứự",
    "y": "ỳỷỹýỵ",
}
MARKED = [(letter, bare) for bare, letters in MARKED_LETTERS.items() for letter in letters]
MARKED += [(letter.upper(), bare) for letter, bare in MARKED]


def test_there_are_134_marked_letters():
    assert len({letter for letter, _ in MARKED}) == 134


@pytest.mark.parametrize(("letter", "bare"), MARKED)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_search_key_bares_every_letter(letter, bare, form):
    assert search_key(unicodedata.normalize(form, f"B{letter}c")) == f"b{bare}c"


@pytest.mark.parametrize(("letter", "bare"), MARKED)
def test_every_letter_may_stand_in_a_name(letter, bare):
    name = f"Lý {letter}" if letter.isupper() else f"Lý B{letter}c"
    assert normalise_name(unicodedata.normalize("NFD", name)) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nguyễn Thị Đẹp", "nguyen thi dep"),
        ("  THẠCH\tSơn \u00a0", "thach son"),
        ("Ðặng Văn Ảnh", "dang van anh"),
        ("Y Thơm Ê-ban", "y thom e ban"),
        ("H’Ren Niê", "h ren nie"),
        ("Xã An Thạnh 2, huyện Cù Lao Dung", "xa an thanh 2 huyen cu lao dung"),
        ("", ""),
        ("...", ""),
    ],
)
def test_search_key(text, key):
    assert search_key(text) == key


@given(st.text(max_size=30))
def test_search_key_is_stable(text):
    assert search_key(search_key(text)) == search_key(text)
    assert search_key(text) == " ".join(search_key(text).split())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("  Nguyễn\u00a0 Văn\tAn\n", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Trần Thị Hồng Nhựt"), "Trần Thị Hồng Nhựt"),
        ("Thạch Sơn", "Thạch Sơn"),
        ("Danh Út", "Danh Út"),
        ("Sơn Thị Sà Phol", "Sơn Thị Sà Phol"),
        ("Kim Sa Oanh", "Kim Sa Oanh"),
        ("Neáng Sóc Kha", "Neáng Sóc Kha"),
        ("Quách Khương Thuỳ", "Quách Khương Thuỳ"),
        ("Huỳnh Quốc Khoẻ", "Huỳnh Quốc Khoẻ"),
        ("Tô Huê Hoà Thuở", "Tô Huê Hoà Thuở"),
        ("Y Wai Aê", "Y Wai Aê"),
        ("H’Bliă Niê Kdăm", "H'Bliă Niê Kdăm"),
        ("Y Čôč Ŏ", "Y Čôč Ŏ"),
        ("Ðặng Thị Ðào", "Đặng Thị Đào"),
        ("Y Thơm Ê-ban", "Y Thơm Ê-ban"),
        ("LÊ THỊ MƯỜI", "LÊ THỊ MƯỜI"),
        ("lê thị mười", "lê thị mười"),
        ("Lê\u200b Văn\ufeff Tám", "Lê Văn Tám"),
    ],
)
def test_normalise_name(text, name):
    assert normalise_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "NguyÔn V¨n An",
        "TrÇn ThÞ Hång",
        "Lª V¨n T¸m",
        "§Æng ThÞ Hoa",
        "Ph¹m Minh TuÊn",
        "NguyÔn Thanh",
        "Nguyeãn Vaên An",
        "Traàn Thò Hoàng",
        "Leâ Vaên Taùm",
        "Ñaëng Thò Hoa",
        "Phaïm Minh Tuaán",
        "Huyønh Thò Möôøi",
        "NGUYEÃN VAÊN AN",
        "Thaïch Saø Phol",
        "Lyù Tieán",
        "Nguyá»…n VÄƒn An",
    ],
)
def test_text_from_an_old_font_is_recognised(text):
    with pytest.raises(InvalidName, match="TCVN3 hoặc VNI"):
        normalise_name(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Chưa ghi"),
        (" \t\u200b ", "Chưa ghi"),
        ("An", "ít nhất hai chữ"),
        ("Nguyễn Văn An 2", "chữ số"),
        ("Nguyễn Văn A٢", "chữ số"),
        ("Nguyễn\x00 An", "điều khiển"),
        ("Nguyễn\x1fAn", "điều khiển"),
        ("Nguyễn \u202eAn", "điều khiển"),
        ("Nguyễn V. An", "“.”"),
        ("Nguy?n Văn An", "“\\?”"),
        ("Nguy\ufffdn Văn An", "“\ufffd”"),
        ("Nguyễn Văn Аn", "không thuộc chữ Việt"),
        ("Nguyễn Văn An (con)", "không thuộc chữ Việt"),
        ("=SUM(A1) An", "chữ số"),
        ("Nguyễn - An", "đứng sai chỗ"),
        ("Nguyễn An-", "đứng sai chỗ"),
        ("' An", "đứng sai chỗ"),
    ],
)
def test_normalise_name_says_what_is_wrong_and_how_to_mend_it(text, complaint):
    with pytest.raises(InvalidName, match=complaint) as error:
        normalise_name(text)
    assert "Hãy" in str(error.value)


@given(st.text(max_size=25) | st.text(alphabet="aáâAĐđnỹ\u0300\u0323\u200b\u00a0 -'", max_size=25))
def test_normalise_name_gives_a_clean_name_or_a_message(text):
    with suppress(InvalidName):
        name = normalise_name(text)
        assert name == unicodedata.normalize("NFC", name) == normalise_name(name)
        assert len(name.split()) >= 2
        assert name == " ".join(name.split())


def test_upper_name():
    assert upper_name("Nguyễn Thị Đẹp") == "NGUYỄN THỊ ĐẸP"
    assert upper_name(unicodedata.normalize("NFD", "Lý Sà Phol")) == "LÝ SÀ PHOL"


IN_ORDER = [
    # Given name first; its letters before its tone, and both before the family name.
    "Trần Văn An",
    "Lê Thị Án",
    "Nguyễn Văn Anh",
    "Trần Anh",
    "Trần Bảo Anh",
    "Trần Văn Anh",
    "Lý Ánh",
    "Lý Ăn",
    "Lý Ân",
    "Thạch Ban",
    "Lý Dung",
    "Lý Dũng",
    "Lý Đào",
    "Lý Em",
    "Lý Ê",
    # ngang, huyền, hỏi, ngã, sắc, nặng
    "Lý Ma",
    "Lý Mà",
    "Lý Mả",
    "Lý Mã",
    "Lý Má",
    "Lý Mạ",
    "Lý Na",
    "Lý Oanh",
    "Lý Ô",
    "Lý Ơ",
    "Danh Sơn",
    # Đ is a letter of its own, after the whole of D, in family names too.
    "Dương Tâm",
    "Đào Tâm",
    "Đổ Tâm",
    "Đỗ Tâm",
    "Lê Tâm",
    "Lê Tấm",
    "Lý Tâm Tấm",
    "Lý Út",
    "Lý Ư",
    "Lý Vy",
    "Lý Xuân",
    "Lý Ý",
]


def test_sort_key_follows_the_vietnamese_list_order():
    shuffled = random.Random(2024).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=sort_key) == IN_ORDER


@pytest.mark.parametrize(("first", "second"), list(itertools.pairwise(ALPHABET)))
def test_sort_key_keeps_the_alphabet(first, second):
    assert sort_key(f"Lý {first}") < sort_key(f"Lý {second}")
    assert sort_key(f"Lý B{first}y") < sort_key(f"Lý B{second}a")
    assert sort_key(f"Lý {first.upper()}") == sort_key(f"Lý {first}")


@pytest.mark.parametrize("vowel", "aăâeêioôơuưy")
def test_sort_key_keeps_the_order_of_tones(vowel):
    toned = [unicodedata.normalize("NFC", vowel + mark) for mark in ("", *"\u0300\u0309\u0303\u0301\u0323")]
    keys = [sort_key(f"Lý N{letter}m") for letter in toned]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lê Hòa", "Lê Hoà"),
        ("LÊ HÒA", "Lê Hòa"),
        (unicodedata.normalize("NFD", "Đặng Thị Hường"), "Đặng Thị Hường"),
        ("Y Thơm Ê-ban", "Y Thơm Êban"),
        ("Ðặng An", "Đặng An"),
    ],
)
def test_spellings_that_sort_alike(one, other):
    assert sort_key(one) == sort_key(other)


@given(st.lists(st.text(alphabet="aăâbdđeêuưyáảặễ", min_size=1, max_size=6), min_size=2, max_size=4))
def test_sort_key_is_short_and_made_of_digits(words):
    name = " ".join(words)
    assert re.fullmatch("[0-9]+", sort_key(name))
    assert len(sort_key(name)) <= 3 * len(name) + 3


def test_sort_key_of_nothing():
    assert sort_key("") == ""
