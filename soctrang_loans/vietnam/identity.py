"""Numbers that identify people and firms: CCCD, passport, telephone, tax code.

The error messages never repeat the number: they may reach a log.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["M", "F"]

_SEX_NAMES: dict[Sex, str] = {"M": "Nam", "F": "Nữ"}

_GROUPED_CCCD = re.compile(r"[0-9]{3}([.-])[0-9]{3}\1[0-9]{3}\1[0-9]{3}")
_SPREADSHEET_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+|[0-9]+[.,]0+", re.IGNORECASE)

_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}")
_LANDLINE = re.compile(r"02[0-9]{9}")
_OLD_MOBILE = re.compile(r"01[0-9]{9}")

_PASSPORT = re.compile(r"[A-Z][0-9]{7,8}")
_TAX_CODE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")


class InvalidCccd(ValueError):
    """Not a citizen identity number; ``str()`` is a Vietnamese message for the user."""


class InvalidPhone(ValueError):
    """Not a Vietnamese telephone number; ``str()`` is a Vietnamese message for the user."""


class InvalidPassport(ValueError):
    """Not a Vietnamese passport number; ``str()`` is a Vietnamese message for the user."""


class InvalidTaxCode(ValueError):
    """Not an enterprise's tax code; ``str()`` is a Vietnamese message for the user."""


@dataclass(frozen=True, slots=True)
class Cccd:
    """A 12-digit identity number and what it says (NĐ 137/2015/NĐ-CP, Điều 13).

    ``place_code``: province or country where the birth was registered, not where the person lives.
    ``century_sex``: the fourth digit, even for men and odd for women, one pair a century from the twentieth.
    """

    number: str
    place_code: str
    century_sex: int
    sex: Sex
    birth_year: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something in an identity number that does not agree with the form. A warning: real cards have them."""

    code: Literal["place", "sex", "birth_year"]
    message: str


def parse_cccd(text: str) -> Cccd:
    """Read a CCCD number of 12 digits; spaces, or dots or hyphens between groups of three, are dropped.

    There is no check digit. Raises InvalidCccd, whose message names the likely cause: a zero lost in a
    spreadsheet, a number in scientific notation, an old nine-digit CMND.
    """
    number = "".join(text.split()).removeprefix("'")
    if _GROUPED_CCCD.fullmatch(number):
        number = re.sub(r"[.-]", "", number)
    if not re.fullmatch(r"[0-9]{12}", number):
        raise InvalidCccd(_cccd_complaint(number))
    century, woman = divmod(int(number[3]), 2)
    return Cccd(
        number=number,
        place_code=number[:3],
        century_sex=int(number[3]),
        sex="F" if woman else "M",
        birth_year=1900 + 100 * century + int(number[4:6]),
    )


def _cccd_complaint(number: str) -> str:
    if not number:
        return "Chưa ghi số căn cước công dân (CCCD). Hãy ghi đủ 12 chữ số trên thẻ."
    if _SPREADSHEET_NUMBER.fullmatch(number):
        return (
            "Bảng tính đã đổi số CCCD thành dạng số (như 9,4E+10) nên số không còn nguyên vẹn. "
            "Hãy định dạng ô là Văn bản (Text) rồi gõ lại đủ 12 chữ số theo thẻ."
        )
    if re.search(r"[^0-9]", number):
        return "Số CCCD chỉ gồm chữ số, nhưng ô này có ký tự khác. Hãy ghi lại đủ 12 chữ số theo thẻ."
    if len(number) == 9:
        return (
            "Đây là số chứng minh nhân dân (CMND) 9 số, không phải số CCCD. "
            "Hãy ghi số CCCD 12 số; số CMND chỉ ghi ở mục giấy tờ cũ."
        )
    if len(number) in (10, 11):
        return (
            f"Số CCCD chỉ có {len(number)} chữ số, có thể bảng tính đã làm mất số 0 ở đầu. "
            "Hãy đối chiếu với thẻ và ghi đủ 12 chữ số, kể cả số 0 ở đầu."
        )
    return f"Số CCCD phải có đúng 12 chữ số, nhưng số đã ghi có {len(number)}. Hãy đối chiếu với thẻ và ghi lại."


def cccd_contradictions(
    number: str, *, date_of_birth: date | None, sex: Sex | None, known_place_codes: frozenset[str]
) -> list[Contradiction]:
    """Where a CCCD number disagrees with the birth date, the sex or the list of place codes.

    Cards with corrected records exist, so these are warnings to be explained, never a refusal. What the form
    does not give yet (None) is not compared. Raises InvalidCccd when the number itself is none.
    """
    cccd = parse_cccd(number)
    found: list[Contradiction] = []
    if cccd.place_code not in known_place_codes:
        found.append(
            Contradiction(
                "place",
                f"Ba số đầu của CCCD ({cccd.place_code}) không phải mã tỉnh hay mã quốc gia nơi đăng ký "
                "khai sinh đã biết. Hãy đối chiếu với thẻ; nếu thẻ ghi đúng như vậy thì nêu lý do.",
            )
        )
    if sex is not None and sex != cccd.sex:
        found.append(
            Contradiction(
                "sex",
                f"Theo số CCCD, giới tính là {_SEX_NAMES[cccd.sex]}, nhưng trên phiếu ghi {_SEX_NAMES[sex]}. "
                "Hãy đối chiếu với thẻ; nếu thẻ ghi đúng như vậy thì nêu lý do.",
            )
        )
    if date_of_birth is not None and date_of_birth.year != cccd.birth_year:
        found.append(
            Contradiction(
                "birth_year",
                f"Theo số CCCD, năm sinh là {cccd.birth_year}, nhưng trên phiếu ghi {date_of_birth.year}. "
                "Hãy đối chiếu với thẻ; nếu thẻ ghi đúng như vậy thì nêu lý do.",
            )
        )
    return found


def mask_cccd(number: str) -> str:
    """The number with its middle hidden: ``094******123``."""
    return _mask(number)


def mask_phone(number: str) -> str:
    """The number with its middle hidden: ``091****678``."""
    return _mask(number)


def _mask(number: str) -> str:
    """Three characters at each end; all hidden where too little would stay hidden between them."""
    if len(number) < 9:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 6) + number[-3:]


def normalise_phone(text: str) -> str:
    """A mobile (10 digits) or fixed (11 digits, 02…) number in national form: ``0912345678``.

    +84, 0084 and 84 are taken as the country's code; spaces, dots, hyphens and brackets are dropped.
    Raises InvalidPhone with a message for the user.
    """
    number = re.sub(r"[\s.()/-]", "", text).removeprefix("'")
    # "+84 (0) 912…" keeps the national zero behind the country's code.
    number = re.sub(r"^(?:\+84|0084|84(?=0?[0-9]{9,10}$))0?", "0", number)
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return number
    if not number:
        raise InvalidPhone("Chưa ghi số điện thoại. Hãy ghi số di động 10 chữ số, ví dụ 0912345678.")
    if re.search(r"[^0-9]", number):
        raise InvalidPhone(
            "Số điện thoại có ký tự không phải chữ số hoặc mã nước khác Việt Nam. "
            "Hãy ghi số ở Việt Nam, ví dụ 0912345678."
        )
    if _OLD_MOBILE.fullmatch(number):
        raise InvalidPhone(
            "Đây là số di động 11 số, đã đổi đầu số từ năm 2018. Hãy ghi số mới gồm 10 chữ số, ví dụ 0329345678."
        )
    if _MOBILE.fullmatch("0" + number):
        raise InvalidPhone(
            "Số điện thoại thiếu số 0 ở đầu, có thể do bảng tính làm mất. Hãy ghi đủ 10 chữ số, kể cả số 0."
        )
    raise InvalidPhone(
        "Số điện thoại không đúng độ dài hoặc đầu số. "
        "Hãy ghi số di động 10 chữ số, ví dụ 0912345678, hoặc số máy bàn 11 chữ số kèm mã vùng."
    )


def is_passport(text: str) -> bool:
    """Whether the text is a Vietnamese passport number: one letter and 7 digits, or 8 since March 2023."""
    return _PASSPORT.fullmatch(_compact(text)) is not None


def normalise_passport(text: str) -> str:
    """The passport number in capitals without spaces: ``C1234567``. Raises InvalidPassport."""
    if not is_passport(text):
        raise InvalidPassport(
            "Số hộ chiếu phải gồm một chữ cái và 7 hoặc 8 chữ số. Hãy ghi đúng như trên hộ chiếu, ví dụ C1234567."
        )
    return _compact(text)


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


def normalise_tax_code(text: str) -> str:
    """An enterprise's tax code (MST): ``1234567890``, or ``1234567890-001`` for a branch.

    The shape only; the tenth digit is not verified. Raises InvalidTaxCode.
    """
    match = _TAX_CODE.fullmatch("".join(text.split()))
    if match is None:
        raise InvalidTaxCode(
            "Mã số thuế phải gồm 10 chữ số, hoặc 13 chữ số dạng 1234567890-001 đối với đơn vị phụ thuộc. "
            "Hãy ghi đúng như trên giấy chứng nhận đăng ký."
        )
    return "-".join(part for part in match.groups() if part)
