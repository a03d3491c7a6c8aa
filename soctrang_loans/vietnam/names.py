"""Personal names: clean, searched without marks, and sorted by the Vietnamese alphabet."""

import re
import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

# In the order of a Vietnamese dictionary: ngang (no mark), huyền, hỏi, ngã, sắc, nặng.
_TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"

# Letters of the Ê-đê and other official spellings that Vietnamese itself does not have.
_MINORITY_LETTERS = "ƀčĕĭŏŭ"
_VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", letter + mark) for letter in "aăâeêioôơuưy" for mark in ("", *_TONE_MARKS)
) | frozenset(ALPHABET)
_LETTERS = frozenset(form for letter in _VIETNAMESE | frozenset(_MINORITY_LETTERS) for form in (letter, letter.upper()))

# The eth and the African D look like Đ and come from old converters; curly apostrophes come from Word.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"})
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")

# TCVN3 and VNI put their letters on the codes of Western ones. Some of these no Vietnamese name has …
_LEGACY_CHARACTERS = re.compile("[¡-¬®-¿×÷ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïðñöøûüþÿ]")
# … and the rest show in the company that they keep: VNI writes a bare vowel and its mark as two letters
# ("Leâ Vaên"), TCVN3 puts capitals inside a word ("NguyÔn").
# Spared: "eá" alone, for the Khmer name Neáng, and a final "aê", which Ê-đê names have.
_VNI_PAIRS = re.compile("[aeouy][ùõ]|[ae][âàã]|aá|[iuy]eá|a[êéèú](?=[cmnpt])|oâ")
_TCVN3_CAPITAL = re.compile(
    "[{lower}][{upper}]".format(
        lower="".join(sorted(letter for letter in _LETTERS if letter.islower())),
        upper="".join(sorted(letter for letter in _LETTERS if letter.isupper() and not letter.isascii())),
    )
)

_CODES = {letter: f"{position:02}" for position, letter in enumerate(ALPHABET, start=1)}
_WORD_END = "00"


class InvalidName(ValueError):
    """The text cannot be a person's name; ``str()`` is a Vietnamese message for the user."""


def normalise_name(text: str) -> str:
    """A personal name in NFC with single spaces; its case is left as typed.

    At least two words; family names of one word (Thạch, Danh, Sơn) and hyphens or apostrophes inside a word
    are fine. Raises InvalidName, with a message for the user, for anything that a name cannot hold, and says
    so when the text was pasted from an old TCVN3 or VNI font.
    """
    typed = _ZERO_WIDTH.sub("", text).translate(_LOOKALIKES)
    if any(unicodedata.category(char)[0] == "C" and char not in "\t\r\n" for char in typed):
        raise InvalidName("Họ tên có ký tự điều khiển không nhìn thấy được. Hãy xóa ô này rồi gõ lại họ tên bằng tay.")
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not name:
        raise InvalidName("Chưa ghi họ tên. Hãy ghi đầy đủ họ, chữ đệm và tên như trên giấy tờ tùy thân.")
    if _is_legacy_font(name):
        raise InvalidName(
            "Họ tên được dán từ văn bản dùng phông chữ cũ (TCVN3 hoặc VNI) nên hiển thị sai. "
            "Hãy gõ lại bằng bảng mã Unicode."
        )
    if any(char.isdigit() for char in name):
        raise InvalidName("Họ tên không được có chữ số. Hãy ghi họ tên như trên giấy tờ tùy thân.")
    if strange := next((char for char in name if char not in _LETTERS and char not in " '-"), None):
        raise InvalidName(f"Họ tên có ký tự “{strange}” không thuộc chữ Việt. Hãy xóa ký tự này và gõ lại họ tên.")
    words = name.split(" ")
    if not all(_WORD.fullmatch(word) for word in words):
        raise InvalidName(
            "Dấu gạch nối hoặc dấu nháy trong họ tên đứng sai chỗ. "
            "Hãy chỉ đặt các dấu này ở giữa hai chữ, không có khoảng trắng."
        )
    if len(words) < 2:
        raise InvalidName("Họ tên phải có ít nhất hai chữ, gồm họ và tên. Hãy ghi đủ cả họ.")
    return name


def _is_legacy_font(name: str) -> bool:
    return bool(_LEGACY_CHARACTERS.search(name) or _VNI_PAIRS.search(name.lower()) or _TCVN3_CAPITAL.search(name))


def upper_name(name: str) -> str:
    """The name in capitals, as on forms and signatures: ``NGUYỄN VĂN AN``."""
    return unicodedata.normalize("NFC", name.upper())


def search_key(text: str) -> str:
    """Text for accent-insensitive search: lower case, no marks, đ→d, punctuation as a space, single spaces.

    Both the stored column and what a user types go through it. Any text will do; nothing is refused.
    """
    lowered = _ZERO_WIDTH.sub("", text).translate(_LOOKALIKES).lower()
    bare = "".join(char for char in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(char))
    plain = bare.replace("đ", "d").replace("ƀ", "b")
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())


def sort_key(full_name: str) -> str:
    """A key that sorts names as Vietnamese lists do: given name (last word), then family, then middle names.

    Each word is compared by the 33 letters of ``ALPHABET`` first and by its tone next, so that where the tone
    mark sits (Hòa, Hoà) does not matter. The key holds ASCII digits only, two a letter, and so compares alike
    under every collation of SQLite and PostgreSQL; it is at most three times as long as the name plus three.
    """
    words = full_name.split()
    return "".join(_word_key(word) for word in [*words[-1:], *words[:-1]])


def _word_key(word: str) -> str:
    """Letter codes, the end mark that puts "An" before "Anh", and the word's tone."""
    codes: list[str] = []
    tone = 0
    for char in unicodedata.normalize("NFC", word.translate(_LOOKALIKES).lower()):
        decomposed = unicodedata.normalize("NFD", char)
        toneless = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONE_MARKS))
        tone = max(tone, *(_TONE_MARKS.find(part) + 1 for part in decomposed))
        # A letter of another alphabet counts as its base; hyphens, apostrophes and digits count for nothing.
        base = "b" if char == "ƀ" else decomposed[0]
        codes.append(_CODES.get(toneless) or _CODES.get(base, ""))
    return "".join(codes) + _WORD_END + str(tone)
