"""The district's labour office takes a Giấy đăng ký on or sends it back."""

import pytest
from django.db import IntegrityError, transaction

from registrations.actions.registration import accept, open_steps, register, return_to_commune, submit, update
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.personas import Personas
from tests.registrations.papers import commune, declaration, submitted

pytestmark = pytest.mark.django_db


def test_accepting_notes_who_and_when(personas: Personas, october: object) -> None:
    registration = accept(registration=submitted(personas.commune_officer), by=personas.district_officer)

    assert (registration.status, registration.accepted_by) == ("accepted", personas.district_officer)
    assert registration.accepted_at == october
    assert [event.action for event in registration.events.all()] == ["register", "submit", "accept"]


def test_returning_needs_and_keeps_a_reason(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    with pytest.raises(Refused) as caught:
        return_to_commune(registration=registration, by=personas.district_officer, reason="")
    assert caught.value.rule == "reason_required"

    returned = return_to_commune(registration=registration, by=personas.district_officer, reason="Thiếu xác nhận")
    assert returned.status == "returned"
    event = returned.events.last()
    assert event is not None
    assert (event.from_state, event.to_state, event.reason) == ("submitted", "returned", "Thiếu xác nhận")


@pytest.mark.parametrize("key", ["commune_officer", "centre_officer", "labour_officer"])
def test_only_the_district_reviews(personas: Personas, key: str) -> None:
    registration = submitted(personas.sister_commune_officer, **in_ke_sach())
    user = getattr(personas, key)
    # The commune of another place does not even see it.
    expected = Refused if key == "commune_officer" else NotAllowed
    with pytest.raises(expected):
        accept(registration=registration, by=user)
    with pytest.raises(expected):
        return_to_commune(registration=registration, by=user, reason="x")
    registration.refresh_from_db()
    assert registration.status == "submitted"


def in_ke_sach() -> dict[str, object]:
    return {"commune": commune("Thị trấn Kế Sách")}


def test_another_district_does_not_reach_it(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    with pytest.raises(Refused) as caught:
        accept(registration=registration, by=personas.other_district_officer)
    assert caught.value.rule == "out_of_scope"


def test_nobody_accepts_what_they_entered_or_submitted(personas: Personas) -> None:
    own = submitted(personas.district_officer)
    with pytest.raises(NotAllowed):
        accept(registration=own, by=personas.district_officer)
    assert [step.name for step in open_steps(own, personas.district_officer)] == ["return", "withdraw"]
    assert accept(registration=own, by=personas.district_leader).status == "accepted"


def test_nobody_accepts_what_they_changed(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    return_to_commune(registration=registration, by=personas.district_leader, reason="Sai ngành nghề")
    update(registration=registration, by=personas.district_officer, data=declaration(trade="Cơ khí"))

    submit(registration=registration, by=personas.commune_officer)
    with pytest.raises(NotAllowed):
        accept(registration=registration, by=personas.district_officer)


def test_the_database_too_wants_two_people(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    registration.accepted_by = personas.commune_officer
    with pytest.raises(IntegrityError, match="registration_accepted_by_another"), transaction.atomic():
        registration.save()


def test_a_draft_is_not_accepted_and_an_accepted_one_not_again(personas: Personas) -> None:
    draft = register(by=personas.commune_officer, data=declaration())
    with pytest.raises(Refused) as caught:
        accept(registration=draft, by=personas.district_officer)
    assert caught.value.rule == "wrong_state"

    registration = accept(registration=submitted(personas.commune_officer, 2), by=personas.district_officer)
    with pytest.raises(Refused):
        accept(registration=registration, by=personas.district_leader)
    with pytest.raises(Refused):
        return_to_commune(registration=registration, by=personas.district_leader, reason="Muộn")
