"""What a registration still lacks before it may be submitted (the required fields of domain §3.1)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from soctrang_loans.organisation.wording import label_of

from ..declaration import ADULT_AGE, age_on
from ..models import Programme, Registration


@dataclass(frozen=True)
class Missing:
    """A field to be filled: its name on the form and its Vietnamese label."""

    field: str
    label: str


ALWAYS = (
    "id_issued_on",
    "id_issued_by",
    "hamlet",
    "permanent_address",
    "current_address",
    "phone",
    "contact_name",
    "contact_relation",
    "contact_phone",
    "schooling",
    "qualification",
    "languages",
    "market_first",
    "trade",
    "intended_months",
    "intended_departure",
    "declares_truth",
    "consents_processing",
    "confirmation_number",
    "confirmation_date",
    "confirmation_signer",
)
FOR_A_LOAN = ("loan_amount", "loan_purpose", "loan_months", "payer_name", "payer_relation", "payer_phone")
FOR_A_MINOR = ("guardian_name", "guardian_relation")


def is_minor(registration: Registration) -> bool:
    """Whether the person was under 18 when the paper was received, so that a guardian signs too."""
    return age_on(registration.person.date_of_birth, registration.received_on) < ADULT_AGE


def missing_for_submission(registration: Registration) -> list[Missing]:
    """What must still be filled in, in the order of the form; empty when it may be submitted."""
    names = list(ALWAYS)
    if registration.schooling not in ("", Registration.Schooling.NONE):
        names.append("grade")
    if registration.wants_loan:
        names += FOR_A_LOAN
    if is_minor(registration):
        names += FOR_A_MINOR
    if registration.market_first_id and _programmes(registration).exists():
        names.append("programme")
    missing = [Missing(name, _label(name)) for name in names if getattr(registration, name) in (None, "", False)]
    if not registration.beneficiaries.exists():
        missing.append(Missing("beneficiaries", "Đối tượng"))
    order = {field.name: position for position, field in enumerate(Registration._meta.fields)}
    order["beneficiaries"] = order["kind"]
    return sorted(missing, key=lambda each: order[each.field])


def _programmes(registration: Registration) -> QuerySet[Programme]:
    return Programme.objects.filter(
        market=registration.market_first, for_students=registration.kind == Registration.Kind.STUDENT
    )


def _label(name: str) -> str:
    # Out of its row on the form "quan hệ" does not say whose.
    label = "quan hệ của người liên hệ" if name == "contact_relation" else label_of(Registration, name)
    return label[:1].upper() + label[1:]
