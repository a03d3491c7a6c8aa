"""Find or make the person behind a registration."""

from django.db.models import QuerySet

from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.identity import mask_cccd
from soctrang_loans.vietnam.names import search_key, sort_key

from ..declaration import RegistrationData
from ..models import Person, Plan, Registration


def locked_person(data: RegistrationData) -> Person:
    """The person with that CCCD, made if new, under a row lock until the transaction ends.

    The lock is what lets two officers who register one CCCD wait for each other.
    """
    person, _ = Person.objects.get_or_create(cccd=data.cccd, defaults=_identity(data))
    return Person.objects.select_for_update().get(pk=person.pk)


def refuse_second_registration(*, person: Person, plan: Plan, by: User, own: Registration | None = None) -> None:
    """Raise Refused when the person has another open registration in the plan year.

    Names whom to call; the name of somebody outside the user's scope is not told.
    """
    other = _open_papers(person, own).filter(plan=plan).select_related("commune__parent", "entered_agency").first()
    if other is None:
        return
    masked = mask_cccd(person.cccd)
    if Registration.objects.visible_to(by).filter(pk=other.pk).exists():
        message = (
            f"Số CCCD {masked} đã có giấy đăng ký {other.number or '(bản nháp)'} của {person.full_name} "
            f"tại {other.commune.in_sentence}, {other.get_status_display().lower()}. "
            "Hãy mở giấy đó để xem hoặc sửa, không lập giấy thứ hai trong năm."
        )
    else:
        message = (
            f"Số CCCD {masked} đã có giấy đăng ký {other.number or '(bản nháp)'} năm {plan.year} "
            f"tại {other.commune.full_place}. "
            f"Hãy liên hệ {other.entered_agency.name} để đối chiếu trước khi lập giấy mới."
        )
    raise Refused(message, rule="one_open_a_year", field="cccd")


def keep_identity(*, person: Person, data: RegistrationData, own: Registration | None = None) -> None:
    """Write name, birth date, sex and ethnic group as declared, unless another paper stands on them.

    Raises Refused when they differ from those of a registration of another year.
    """
    declared = _identity(data)
    changed = {name: value for name, value in declared.items() if getattr(person, name) != value}
    if not changed:
        return
    elsewhere = _open_papers(person, own).select_related("entered_agency").first()
    if elsewhere is not None and changed.keys() & {"full_name", "date_of_birth", "sex"}:
        raise Refused(
            f"Số CCCD {mask_cccd(person.cccd)} đã đăng ký ở năm khác với họ tên, ngày sinh hoặc giới tính khác. "
            f"Hãy đối chiếu với thẻ; nếu thẻ đúng như đã ghi, liên hệ {elsewhere.entered_agency.name} để đính chính.",
            rule="identity_differs",
            field="full_name",
        )
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=list(changed))


def forget_if_unused(person: Person) -> None:
    """Delete a person left without any registration, after a mistyped CCCD was mended."""
    if not person.registrations.exists():
        person.delete()


def _open_papers(person: Person, own: Registration | None) -> QuerySet[Registration]:
    papers = Registration.objects.filter(person=person).exclude(status=Registration.Status.WITHDRAWN)
    return papers.exclude(pk=own.pk) if own else papers


def _identity(data: RegistrationData) -> dict[str, object]:
    return {
        "full_name": data.full_name,
        "name_search": search_key(data.full_name),
        "name_sort": sort_key(data.full_name),
        "date_of_birth": data.date_of_birth,
        "sex": data.sex,
        "ethnic_group": data.ethnic_group,
    }
