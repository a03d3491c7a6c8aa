"""What a person declares on the Giấy đăng ký (Phụ lục III, mẫu tái lập; domain §3.1), as one value, and its rules.

The rules read only the declaration and the day; scope, duplicates and workflow belong to the actions.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, cast

from soctrang_loans.organisation.models import AdministrativeUnit
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.identity import (
    Contradiction,
    cccd_contradictions,
    normalise_passport,
    normalise_phone,
    parse_cccd,
)
from soctrang_loans.vietnam.money import format_number
from soctrang_loans.vietnam.names import normalise_name

from .models import BeneficiaryGroup, EthnicGroup, Market, Programme, Provider, Registration

# Years of age (domain §3.1 row 2): a contract worker when leaving, a work-study registrant when registering.
WORKER_AGE = 18
STUDENT_AGE = 15
ADULT_AGE = 18


@dataclass(frozen=True, kw_only=True)
class BeneficiaryData:
    """One group that the person belongs to, with the paper that proves it."""

    group: BeneficiaryGroup
    evidence_kind: str = ""
    evidence_number: str = ""
    evidence_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrationData:
    """Every field of the form. Those without a default are what even a draft needs.

    Amounts are whole đồng, terms whole months, `kind` and other choices the codes of `Registration`.
    """

    cccd: str
    full_name: str
    date_of_birth: date
    sex: str
    ethnic_group: EthnicGroup
    commune: AdministrativeUnit
    kind: str
    paper_date: date
    received_on: date

    cccd_warning_reason: str = ""
    id_issued_on: date | None = None
    id_issued_by: str = ""
    religion: str = ""
    passport_number: str = ""
    passport_issued_on: date | None = None
    passport_expires_on: date | None = None
    hamlet: str = ""
    permanent_address: str = ""
    current_address: str = ""
    phone: str = ""
    zalo: str = ""
    email: str = ""
    contact_name: str = ""
    contact_relation: str = ""
    contact_phone: str = ""
    payer_name: str = ""
    payer_relation: str = ""
    payer_phone: str = ""
    marital_status: str = ""
    children: int | None = None
    height_cm: int | None = None
    weight_kg: int | None = None
    dominant_hand: str = ""
    eyesight: str = ""
    tattoo: str = ""
    chronic_illness: str = ""
    schooling: str = ""
    grade: int | None = None
    qualification: str = ""
    field_of_study: str = ""
    school: str = ""
    languages: str = ""
    occupation: str = ""
    monthly_income: int | None = None
    been_abroad: str = ""
    market_first: Market | None = None
    market_second: Market | None = None
    programme: Programme | None = None
    trade: str = ""
    intended_months: int | None = None
    intended_departure: date | None = None
    provider: Provider | None = None
    provider_contract_number: str = ""
    provider_contract_date: date | None = None
    needs_orientation: bool = False
    needs_language: bool = False
    needs_vocational: bool = False
    wants_loan: bool = False
    loan_amount: int | None = None
    loan_purpose: str = ""
    loan_months: int | None = None
    collateral: str = ""
    heard_from: str = ""
    declares_truth: bool = False
    consents_processing: bool = False
    guardian_name: str = ""
    guardian_relation: str = ""
    confirmation_number: str = ""
    confirmation_date: date | None = None
    confirmation_signer: str = ""
    beneficiaries: tuple[BeneficiaryData, ...] = ()

    def of_registration(self) -> dict[str, Any]:
        """The values that are columns of the registration, by name."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in NOT_COLUMNS}


# What belongs to the person, and the groups, which are rows of their own.
PERSON_FIELDS = ("cccd", "full_name", "date_of_birth", "sex", "ethnic_group")
NOT_COLUMNS = frozenset((*PERSON_FIELDS, "beneficiaries"))
LOAN_FIELDS = ("loan_amount", "loan_purpose", "loan_months", "collateral")

# Smallest and largest whole number that each field can mean: grade of 12, children, cm, kg, months, đồng.
LIMITS: dict[str, tuple[int, int]] = {
    "grade": (0, 12),
    "children": (0, 20),
    "height_cm": (100, 230),
    "weight_kg": (25, 200),
    "intended_months": (1, 120),
    "loan_months": (1, 240),
    "monthly_income": (0, 1_000_000_000),
    "loan_amount": (1_000_000, 1_000_000_000),
}

_NAMES = ("full_name", "contact_name", "payer_name", "guardian_name")
_PHONES = ("phone", "zalo", "contact_phone", "payer_phone")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a declaration: the field, the rule's name and the sentence for the user."""

    field: str
    rule: str
    message: str


def age_on(born: date, day: date) -> int:
    """Completed years on that day; who is born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def normalised(data: RegistrationData) -> RegistrationData:
    """The declaration with clean text, names, telephone and paper numbers; without a loan wish, no loan fields.

    Raises Refused, naming the field.
    """
    changes: dict[str, Any] = {}
    for each in fields(data):
        value = getattr(data, each.name)
        if isinstance(value, str):
            changes[each.name] = " ".join(unicodedata.normalize("NFC", value).split())
    for names, clean in (
        (("cccd",), _cccd),
        (_NAMES, personal_name),
        (_PHONES, normalise_phone),
        (("passport_number",), normalise_passport),
    ):
        for name in names:
            if changes[name] or name in ("cccd", "full_name"):
                changes[name] = _clean(name, changes[name], clean)
    if not data.wants_loan:
        changes |= dict.fromkeys(LOAN_FIELDS[1:], "") | {"loan_amount": None, "loan_months": None}
    return replace(data, **changes)


def _clean(field: str, text: str, clean: Callable[[str], str]) -> str:
    try:
        return clean(text)
    except ValueError as error:
        raise Refused(str(error), rule=f"invalid_{field}", field=field) from error


def _cccd(text: str) -> str:
    return parse_cccd(text).number


def personal_name(text: str) -> str:
    """A clean personal name; one typed all in capitals or all in small letters gets its capitals by word.

    Raises InvalidName.
    """
    name = normalise_name(text)
    if name.isupper() or name.islower():
        return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in name.split(" "))
    return name


def contradictions(data: RegistrationData, known_place_codes: frozenset[str]) -> list[Contradiction]:
    """Where the CCCD disagrees with birth year, sex or the list of place codes: a warning to be explained."""
    sex = cast(Literal["M", "F"], data.sex) if data.sex in ("M", "F") else None
    return cccd_contradictions(
        data.cccd, date_of_birth=data.date_of_birth, sex=sex, known_place_codes=known_place_codes
    )


def faults(data: RegistrationData, *, today: date, known_place_codes: frozenset[str]) -> list[Fault]:
    """Everything that forbids keeping a (normalised) declaration, even as a draft; empty when it may be kept."""
    return [
        *_date_faults(data, today),
        *_range_faults(data),
        *_age_faults(data),
        *_wish_faults(data),
        *_loan_faults(data),
        *_identity_faults(data, known_place_codes),
    ]


def _date_faults(data: RegistrationData, today: date) -> list[Fault]:
    found = []
    if data.received_on > today:
        found.append(
            Fault(
                "received_on",
                "received_in_future",
                f"Ngày tiếp nhận còn ở sau hôm nay ({format_date(today)}). Hãy ghi ngày đã nhận giấy.",
            )
        )
    if data.paper_date > data.received_on:
        found.append(
            Fault(
                "paper_date",
                "paper_before_receipt",
                "Ngày ghi trên giấy ở sau ngày tiếp nhận. Hãy sửa lại một trong hai ngày.",
            )
        )
    if data.id_issued_on and not data.date_of_birth < data.id_issued_on <= data.received_on:
        found.append(
            Fault(
                "id_issued_on",
                "id_issue_date",
                "Ngày cấp CCCD phải sau ngày sinh và không sau ngày tiếp nhận. Hãy ghi lại theo thẻ.",
            )
        )
    if data.passport_issued_on and data.passport_expires_on and data.passport_expires_on <= data.passport_issued_on:
        found.append(
            Fault(
                "passport_expires_on",
                "passport_dates",
                "Ngày hết hạn hộ chiếu phải sau ngày cấp. Hãy ghi lại theo hộ chiếu.",
            )
        )
    if data.confirmation_date and not data.paper_date <= data.confirmation_date <= today:
        found.append(
            Fault(
                "confirmation_date",
                "confirmation_date",
                "Ngày UBND cấp xã xác nhận phải từ ngày ghi trên giấy đến hôm nay. Hãy sửa lại ngày xác nhận.",
            )
        )
    if data.intended_departure and data.intended_departure < data.paper_date:
        found.append(
            Fault(
                "intended_departure",
                "departure_before_paper",
                "Thời điểm dự kiến đi ở trước ngày ghi trên giấy. Hãy ghi ngày dự kiến sắp tới.",
            )
        )
    return found


def _range_faults(data: RegistrationData) -> list[Fault]:
    found = []
    for name, (least, most) in LIMITS.items():
        value = getattr(data, name)
        if value is not None and not least <= value <= most:
            found.append(
                Fault(
                    name,
                    "out_of_range",
                    f"Giá trị này phải trong khoảng {format_number(least)}–{format_number(most)}. Hãy ghi lại.",
                )
            )
    return found


def _age_faults(data: RegistrationData) -> list[Fault]:
    if data.date_of_birth >= data.received_on:
        return [
            Fault("date_of_birth", "birth_date", "Ngày sinh phải trước ngày tiếp nhận. Hãy ghi lại ngày sinh theo thẻ.")
        ]
    if data.kind == Registration.Kind.STUDENT:
        if age_on(data.date_of_birth, data.received_on) < STUDENT_AGE:
            return [
                Fault(
                    "date_of_birth",
                    "student_age",
                    f"Người đăng ký du học chưa đủ {STUDENT_AGE} tuổi vào ngày tiếp nhận. "
                    "Hãy kiểm tra ngày sinh; nếu đúng thì chưa nhận đăng ký.",
                )
            ]
    elif data.intended_departure and age_on(data.date_of_birth, data.intended_departure) < WORKER_AGE:
        return [
            Fault(
                "intended_departure",
                "worker_age",
                f"Người đi làm việc chưa đủ {WORKER_AGE} tuổi vào thời điểm dự kiến đi. "
                "Hãy ghi thời điểm đi muộn hơn hoặc chọn hình thức du học.",
            )
        ]
    return []


def _wish_faults(data: RegistrationData) -> list[Fault]:
    found = []
    if data.market_second and data.market_second == data.market_first:
        found.append(
            Fault(
                "market_second",
                "markets_differ",
                "Nguyện vọng 2 trùng với nguyện vọng 1. Hãy chọn thị trường khác hoặc để trống.",
            )
        )
    if data.programme and data.programme.market_id != (data.market_first.pk if data.market_first else None):
        found.append(
            Fault(
                "programme",
                "programme_of_market",
                "Chương trình không thuộc thị trường nguyện vọng 1. Hãy chọn lại chương trình.",
            )
        )
    elif data.programme and data.programme.for_students != (data.kind == Registration.Kind.STUDENT):
        found.append(
            Fault(
                "programme",
                "programme_of_kind",
                "Chương trình không hợp với hình thức đăng ký. Hãy chọn lại chương trình hoặc hình thức.",
            )
        )
    groups = [each.group for each in data.beneficiaries]
    if len(groups) != len(set(groups)):
        found.append(
            Fault("beneficiaries", "group_twice", "Một đối tượng được ghi hai lần. Hãy chỉ ghi mỗi đối tượng một lần.")
        )
    return found


def _loan_faults(data: RegistrationData) -> list[Fault]:
    if data.wants_loan and data.loan_amount is None:
        return [
            Fault(
                "loan_amount",
                "loan_amount",
                "Có nhu cầu vay nhưng chưa ghi số tiền. Hãy nhập số tiền cần vay bằng đồng, ví dụ 117.000.000.",
            )
        ]
    return []


def _identity_faults(data: RegistrationData, known_place_codes: frozenset[str]) -> list[Fault]:
    found = contradictions(data, known_place_codes)
    if not found or data.cccd_warning_reason:
        return []
    return [Fault("cccd_warning_reason", "cccd_contradiction", " ".join(each.message for each in found))]
