"""Giấy đăng ký (Phụ lục III): enter, mend, submit, accept, return, withdraw."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import AdministrativeUnit, NumberSequence, Province, User
from soctrang_loans.organisation.people import DISTRICT, REGISTRARS
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from soctrang_loans.organisation.scope import Reach, scope_of

from ..consent import CONSENT_VERSION
from ..declaration import BeneficiaryData, RegistrationData, faults, normalised
from ..models import Plan, Registration, RegistrationBeneficiary, RegistrationEvent
from .completeness import missing_for_submission
from .person import forget_if_unused, keep_identity, locked_person, refuse_second_registration

__all__ = [
    "REGISTRATION_STEPS",
    "BeneficiaryData",
    "RegistrationData",
    "accept",
    "known_place_codes",
    "open_steps",
    "register",
    "return_to_commune",
    "submit",
    "update",
    "withdraw",
]

# The province's code in the numbers of its papers; the papers of the plan keep it after the merger of 1/7/2025.
PROVINCE_CODE = "94"

_S = Registration.Status
EDITABLE = (_S.DRAFT, _S.RETURNED)
# Who did one of these to a paper does not accept it.
AUTHORSHIP = ("register", "update", "submit")

REGISTRATION_STEPS = TransitionTable(
    event=RegistrationEvent,
    transitions=(
        Transition("submit", "Gửi huyện xem xét", EDITABLE, _S.SUBMITTED, REGISTRARS),
        Transition("accept", "Tiếp nhận", (_S.SUBMITTED,), _S.ACCEPTED, DISTRICT),
        Transition("return", "Trả lại để bổ sung", (_S.SUBMITTED,), _S.RETURNED, DISTRICT, needs_reason=True),
        Transition(
            "withdraw",
            "Rút giấy đăng ký",
            (*EDITABLE, _S.SUBMITTED, _S.ACCEPTED),
            _S.WITHDRAWN,
            REGISTRARS,
            needs_reason=True,
        ),
    ),
)


def register(*, by: User, data: RegistrationData) -> Registration:
    """Keep a draft of a person's Giấy đăng ký for the plan of the year in which the paper was received.

    Makes the person when the CCCD is new. Leaves the event "register".
    Raises NotAllowed, or Refused naming the field: communes outside the user's area, a second open registration in
    the year, whatever `declaration.faults` finds.
    """
    require(by, REGISTRARS)
    data = _checked(by, data)
    posting = acting_posting(by)
    assert posting is not None  # require() saw one
    plan = _plan_of(data)
    with _one_open_a_year(), transaction.atomic():
        person = locked_person(data)
        refuse_second_registration(person=person, plan=plan, by=by)
        keep_identity(person=person, data=data)
        registration = Registration(
            person=person,
            plan=plan,
            entered_by=by,
            entered_agency=posting.agency,
            entered_at=business_now(),
        )
        _write(registration, data)
        REGISTRATION_STEPS.record(
            registration, "register", by=by, label="Nhập giấy đăng ký", to_state=registration.status
        )
    return registration


def update(*, registration: Registration, by: User, data: RegistrationData) -> Registration:
    """Change a draft or a returned registration; returns it as kept. Leaves the event "update".

    A mended CCCD moves the paper to the right person and forgets the wrong one if nothing else stands on it.
    Raises NotAllowed or Refused as `register` does, and Refused ("not_editable") once it was submitted or accepted.
    """
    require(by, REGISTRARS)
    data = _checked(by, data)
    plan = _plan_of(data)
    with _one_open_a_year(), transaction.atomic():
        kept = _locked(registration, by)
        if kept.status not in EDITABLE:
            raise Refused(
                f"Giấy đăng ký đang ở trạng thái “{kept.get_status_display()}” nên không sửa được. "
                "Nếu cần sửa, đề nghị Phòng LĐTBXH trả lại kèm lý do.",
                rule="not_editable",
            )
        if plan != kept.plan and kept.number:
            raise Refused(
                f"Giấy đã có số {kept.number} của {kept.plan} nên ngày tiếp nhận không được sang năm khác. "
                "Hãy sửa lại ngày tiếp nhận.",
                rule="plan_year_kept",
                field="received_on",
            )
        kept.plan = plan
        former = kept.person
        person = locked_person(data)
        refuse_second_registration(person=person, plan=plan, by=by, own=kept)
        keep_identity(person=person, data=data, own=kept)
        kept.person = person
        _write(kept, data)
        if former != person:
            forget_if_unused(former)
        REGISTRATION_STEPS.record(
            kept, "update", by=by, label="Sửa giấy đăng ký", from_state=kept.status, to_state=kept.status
        )
    return kept


def submit(*, registration: Registration, by: User) -> Registration:
    """Send it to the district's labour office; the first submission gives it its number (DK-94-2024-000001).

    Returns the registration as kept. Raises NotAllowed or Refused, e.g. "incomplete" with what is missing.
    """
    with transaction.atomic():
        kept = _locked(registration, by)
        # The state and the person come first: who may not submit need not hear what is missing.
        if REGISTRATION_STEPS.may("submit", kept, by):
            _refuse_incomplete(kept)
            if kept.number is None:
                key = f"DK-{PROVINCE_CODE}-{kept.plan.year}"
                kept.number = f"{key}-{NumberSequence.take(key):06d}"
        kept.submitted_by, kept.submitted_at = by, business_now()
        REGISTRATION_STEPS.move(kept, "submit", by=by, update_fields=("number", "submitted_by", "submitted_at"))
    return kept


def accept(*, registration: Registration, by: User) -> Registration:
    """The district's labour office takes it on; from now on it counts and the month's list holds it.

    Returns the registration as kept. Raises NotAllowed, also for whoever entered, changed or submitted it, or Refused.
    """
    with transaction.atomic():
        kept = _locked(registration, by)
        if kept.events.filter(by=by, action__in=AUTHORSHIP).exists():
            raise NotAllowed(
                "Người nhập, sửa hoặc gửi giấy đăng ký không được tự tiếp nhận. Hãy để người khác tiếp nhận."
            )
        kept.accepted_by, kept.accepted_at = by, business_now()
        REGISTRATION_STEPS.move(kept, "accept", by=by, update_fields=("accepted_by", "accepted_at"))
    return kept


def return_to_commune(*, registration: Registration, by: User, reason: str) -> Registration:
    """Send it back to whoever entered it, with the reason; it may be mended and submitted again under its number.

    Returns the registration as kept. Raises NotAllowed or Refused.
    """
    with transaction.atomic():
        kept = _locked(registration, by)
        REGISTRATION_STEPS.move(kept, "return", by=by, reason=reason)
    return kept


def withdraw(*, registration: Registration, by: User, reason: str) -> Registration:
    """Close it at the person's wish, or because it was entered by mistake; the person may register again.

    Returns the registration as kept. Raises NotAllowed or Refused, e.g. once it stands on a certified list.
    """
    with transaction.atomic():
        kept = _locked(registration, by)
        if kept.stage != Registration.Stage.REGISTERED:
            raise Refused(
                f"Người này đã ở giai đoạn “{kept.get_stage_display()}” nên không rút giấy đăng ký được. "
                "Hãy đề nghị mở lại hoặc trả lại danh sách tháng có người này trước khi rút.",
                rule="already_listed",
            )
        REGISTRATION_STEPS.move(kept, "withdraw", by=by, reason=reason)
    return kept


def open_steps(registration: Registration, user: User) -> list[Transition]:
    """The steps to show as buttons: those of the table, less what the actions would refuse anyway."""
    steps = REGISTRATION_STEPS.available(registration, user)
    if registration.stage != Registration.Stage.REGISTERED:
        steps = [step for step in steps if step.name != "withdraw"]
    if any(step.name == "accept" for step in steps) and (
        registration.events.filter(by=user, action__in=AUTHORSHIP).exists()
    ):
        steps = [step for step in steps if step.name != "accept"]
    return steps


def known_place_codes() -> frozenset[str]:
    """The first three digits that a CCCD may have, as far as the portal knows them."""
    return frozenset(Province.objects.exclude(cccd_code="").values_list("cccd_code", flat=True))


def _checked(by: User, data: RegistrationData) -> RegistrationData:
    """The declaration ready to be kept. Raises Refused for its first fault."""
    data = normalised(data)
    today = business_date()
    _refuse_foreign_commune(by, data.commune)
    if not (data.commune.holds_on(today) or data.commune.holds_on(data.received_on)):
        raise Refused(
            f"{data.commune} không còn là đơn vị hành chính vào ngày tiếp nhận. Hãy chọn đơn vị hiện nay.",
            rule="commune_ended",
            field="commune",
        )
    for fault in faults(data, today=today, known_place_codes=known_place_codes()):
        raise Refused(fault.message, rule=fault.rule, field=fault.field)
    return data


def _refuse_foreign_commune(by: User, commune: AdministrativeUnit) -> None:
    scope = scope_of(by)
    if scope.reach is Reach.EVERYTHING or (scope.reach is Reach.AREA and commune.pk in scope.unit_ids):
        return
    raise Refused(
        "Xã, phường, thị trấn này ngoài địa bàn của cơ quan anh/chị. Hãy chọn đơn vị trong địa bàn.",
        rule="out_of_scope",
        field="commune",
    )


def _plan_of(data: RegistrationData) -> Plan:
    plan = Plan.objects.filter(year=data.received_on.year).first()
    if plan is None:
        raise Refused(
            f"Chưa có kế hoạch của năm {data.received_on.year}. "
            "Hãy kiểm tra ngày tiếp nhận hoặc đề nghị Sở LĐTBXH nhập kế hoạch.",
            rule="no_plan",
            field="received_on",
        )
    return plan


def _locked(registration: Registration, by: User) -> Registration:
    """The row under lock, if the user may see it at all. Raises Refused."""
    if not Registration.objects.visible_to(by).filter(pk=registration.pk).exists():
        raise Refused(
            "Giấy đăng ký này ngoài địa bàn của cơ quan anh/chị. Hãy mở giấy trong danh sách của mình.",
            rule="out_of_scope",
        )
    return Registration.objects.select_for_update().get(pk=registration.pk)


def _write(registration: Registration, data: RegistrationData) -> None:
    for name, value in data.of_registration().items():
        setattr(registration, name, value)
    registration.consent_version = CONSENT_VERSION if data.consents_processing else ""
    try:
        registration.clean_fields()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Refused(f"{messages[0]} Hãy sửa lại mục này.", rule=f"invalid_{name}", field=name) from error
    registration.save()
    registration.beneficiaries.all().delete()
    RegistrationBeneficiary.objects.bulk_create(_groups(registration, data.beneficiaries))


def _groups(registration: Registration, groups: Iterable[BeneficiaryData]) -> list[RegistrationBeneficiary]:
    """The group rows; the one that comes first by precedence is primary, so that no report counts a person twice."""
    ordered = sorted(groups, key=lambda each: (each.group.precedence, each.group.code))
    return [
        RegistrationBeneficiary(
            registration=registration,
            group=each.group,
            evidence_kind=each.evidence_kind,
            evidence_number=each.evidence_number,
            evidence_date=each.evidence_date,
            is_primary=position == 0,
        )
        for position, each in enumerate(ordered)
    ]


def _refuse_incomplete(registration: Registration) -> None:
    missing = missing_for_submission(registration)
    if missing:
        labels = "; ".join(each.label for each in missing)
        raise Refused(
            f"Giấy đăng ký còn thiếu: {labels}. Hãy bổ sung các mục này rồi gửi lại.",
            rule="incomplete",
            field=missing[0].field,
        )


@contextmanager
def _one_open_a_year() -> Iterator[None]:
    """Turn the database's last word against a second open registration into the sentence for the user."""
    try:
        yield
    except IntegrityError as error:
        if not _names_open_year(error):
            raise
        raise Refused(
            "Người này vừa được cán bộ khác nhập giấy đăng ký trong năm kế hoạch. "
            "Hãy tải lại danh sách để xem giấy đó.",
            rule="one_open_a_year",
            field="cccd",
        ) from error


def _names_open_year(error: IntegrityError) -> bool:
    # PostgreSQL names the constraint, SQLite its columns.
    text = str(error)
    return "registration_one_open_a_year" in text or "registration.person_id" in text
