"""The Giấy đăng ký section by section, in the order of the paper (domain §3.1), for form, page and print alike."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One part of the paper; `fields` are form fields, a tuple of which stands on one row."""

    key: str
    title: str
    fields: tuple[str | tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields without their rows."""
        return tuple(name for row in self.fields for name in ((row,) if isinstance(row, str) else row))


SECTIONS = (
    Section(
        "nhan-than",
        "A. Nhân thân",
        (
            ("cccd", "full_name"),
            "cccd_warning_reason",
            ("date_of_birth", "sex"),
            ("ethnic_group", "religion"),
            ("id_issued_on", "id_issued_by"),
            ("passport_number", "passport_issued_on", "passport_expires_on"),
        ),
    ),
    Section(
        "noi-o",
        "B. Nơi ở, liên hệ",
        (
            ("district", "commune", "hamlet"),
            ("permanent_address", "current_address"),
            ("phone", "zalo", "email"),
            ("contact_name", "contact_relation", "contact_phone"),
        ),
    ),
    Section(
        "gia-dinh",
        "C. Gia đình, sức khỏe",
        (
            ("marital_status", "children"),
            ("height_cm", "weight_kg", "dominant_hand"),
            ("eyesight", "tattoo", "chronic_illness"),
        ),
    ),
    Section(
        "trinh-do",
        "D. Trình độ, việc làm",
        (
            ("schooling", "grade"),
            ("qualification", "field_of_study", "school"),
            "languages",
            ("occupation", "monthly_income"),
            "been_abroad",
        ),
    ),
    Section(
        "nguyen-vong",
        "E. Nguyện vọng",
        (
            "kind",
            ("market_first", "programme", "market_second"),
            ("trade", "intended_months", "intended_departure"),
            ("provider", "provider_contract_number", "provider_contract_date"),
            ("needs_orientation", "needs_language", "needs_vocational"),
        ),
    ),
    Section(
        "vay-von",
        "F. Nhu cầu vay vốn",
        (
            "wants_loan",
            ("loan_amount", "loan_months"),
            ("loan_purpose", "collateral"),
            ("payer_name", "payer_relation", "payer_phone"),
            "heard_from",
        ),
    ),
    Section("doi-tuong", "G. Đối tượng", ("beneficiaries",)),
    Section(
        "cam-ket",
        "H. Cam kết, xác nhận, tiếp nhận",
        (
            "declares_truth",
            "consents_processing",
            ("guardian_name", "guardian_relation"),
            ("confirmation_number", "confirmation_date", "confirmation_signer"),
            ("paper_date", "received_on"),
        ),
    ),
)
