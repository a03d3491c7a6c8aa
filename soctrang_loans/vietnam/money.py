"""Amounts in đồng: as figures, as words, and read back from what people type.

Dot for thousands, comma for decimals (official practice); đồng has no fraction, so amounts are ``int``.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

LARGEST_AMOUNT = 10**18

_BILLION = 10**9
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ((10**6, " triệu"), (10**3, " nghìn"), (1, ""))

_SPACES = " \u00a0\u2009\u202f"
_CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)
_PLAIN = re.compile(r"0|[1-9][0-9]*")
# Zero decimals ("117.000.000,00") are what accounting programs print; they change nothing.
_GROUPED = (
    re.compile(rf"[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,]0{{1,2}})?"),
    re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,0{1,2})?"),
    re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}(?:\.0{1,2})?"),
    re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+\.0{1,2}"),
)
_ONE_SEPARATOR = re.compile(r"[0-9]+[.,][0-9]+")
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
_UNIT_WORD = re.compile(r"[0-9.,\s]+(?:k|nghìn|ngàn|tr|triệu|tỷ|tỉ)\b.*|[0-9]+tr[0-9]+", re.IGNORECASE)


class InvalidAmount(ValueError):
    """The text is not an amount in đồng; ``str()`` is a Vietnamese message for the user."""


class AmbiguousAmount(ValueError):
    """The text could be two different amounts; ``str()`` is a Vietnamese message for the user."""


def format_number(number: int) -> str:
    """A whole number with dots between thousands: ``1.234.567``."""
    return f"{number:,d}".replace(",", ".")


def format_dong(amount: int) -> str:
    """An amount in đồng: ``1.234.567 đồng``."""
    return f"{format_number(amount)} đồng"


def format_percent(value: Decimal | float, places: int = 2, *, trim: bool = False) -> str:
    """A percentage or rate without its sign, rounded half up: ``6,60``; with ``trim``, ``6,6``."""
    # str() first, so that 0.285 is rounded as written and not as its binary neighbour.
    number = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(number):,f}".partition(".")
    if trim:
        fraction = fraction.rstrip("0")
    sign = "-" if number < 0 else ""
    return sign + whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def amount_in_words(amount: int) -> str:
    """An amount in đồng written out as official papers do: ``Một trăm mười bảy triệu đồng``.

    "lẻ" for an empty ten, "mốt" and "lăm" after a ten, "không trăm" inside a number, a comma between groups.
    Raises ValueError below 0 and above 10**18.
    """
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise ValueError(f"amount {amount} is outside 0..10**18 đồng")
    words = ", ".join(_groups(amount, inner=False)) or "không"
    return f"{words[0].upper()}{words[1:]} đồng"


def _groups(number: int, *, inner: bool) -> list[str]:
    """The spoken groups of a number; ``inner`` when something higher has been said before it."""
    spoken: list[str] = []
    billions, number = divmod(number, _BILLION)
    if billions:
        spoken = _groups(billions, inner=inner)
        spoken[-1] += " tỷ"
    for size, unit in _GROUPS:
        group, number = divmod(number, size)
        if group:
            spoken.append(_three_digits(group, inner=inner or bool(spoken)) + unit)
    return spoken


def _three_digits(number: int, *, inner: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if tens == 0:
        if units:
            words += ["lẻ", _DIGITS[units]] if words else [_DIGITS[units]]
        return " ".join(words)
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return " ".join(words)


def parse_dong(text: str) -> int:
    """The amount in đồng that a person typed or pasted: ``117.000.000``, ``117 000 000 đ``, ``117,000,000``.

    A lone comma before three digits ("117,000") is a thousand to one reader and a fraction to another, and so
    is any other single separator; nothing is guessed. A dot before exactly three digits is the official
    thousands mark and is read as such.
    Raises AmbiguousAmount or InvalidAmount, both ValueError with a message for the user.
    """
    figure = _CURRENCY.sub("", unicodedata.normalize("NFC", text).strip())
    if _PLAIN.fullmatch(figure):
        amount = int(figure)
    elif any(pattern.fullmatch(figure) for pattern in _GROUPED):
        # A decimal part, if any, is one or two zeros; a group has three digits.
        whole = re.sub(r"[.,]0{1,2}$", "", figure)
        amount = int(re.sub(r"[^0-9]", "", whole))
    else:
        raise _amount_error(figure)
    if amount > LARGEST_AMOUNT:
        raise InvalidAmount("Số tiền lớn quá mức có thể ghi nhận. Hãy kiểm tra lại số chữ số không.")
    return amount


def _amount_error(figure: str) -> ValueError:
    if not figure:
        return InvalidAmount("Chưa ghi số tiền. Hãy ghi số tiền bằng đồng, ví dụ 117.000.000.")
    if re.match(r"[-−–(]", figure):
        return InvalidAmount("Số tiền không được âm. Hãy ghi số dương, ví dụ 117.000.000.")
    if _SCIENTIFIC.fullmatch(figure):
        return InvalidAmount(
            f"Số tiền “{figure}” đã bị bảng tính rút gọn nên không còn chính xác. "
            "Hãy ghi đủ các chữ số, ví dụ 117.000.000."
        )
    if _ONE_SEPARATOR.fullmatch(figure):
        return AmbiguousAmount(
            f"Số tiền “{figure}” có thể hiểu theo nhiều cách. "
            "Hãy ghi đủ số đồng, dùng dấu chấm phân cách hàng nghìn, ví dụ 1.500.000."
        )
    if _UNIT_WORD.fullmatch(figure):
        return InvalidAmount(f"Số tiền “{figure}” ghi theo đơn vị khác đồng. Hãy ghi đủ số đồng, ví dụ 117.000.000.")
    return InvalidAmount(
        f"“{figure}” không phải là số tiền hợp lệ. "
        "Hãy chỉ ghi chữ số và dấu chấm phân cách hàng nghìn, ví dụ 117.000.000."
    )
