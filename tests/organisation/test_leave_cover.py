"""Leave cover (ủy quyền): the same role, only between its days, granted by who may."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from soctrang_loans.organisation.acting import postings_today
from soctrang_loans.organisation.actions import accounts
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import Posting, Role, User
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.personas import Personas

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2024, 10, 10), date(2024, 10, 14)
REASON = "Nghỉ phép năm"


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def grant(by: User, absent: User, deputy: User, start: date = FIRST, end: date = LAST, reason: str = REASON) -> Posting:
    posting = absent.postings.filter(covers__isnull=True).first()
    assert posting is not None
    return accounts.grant_cover(by=by, posting=posting, deputy=deputy, valid_from=start, valid_to=end, reason=reason)


def roles_on(user: User, day: date) -> list[str]:
    with business_time(day):
        return [posting.role for posting in postings_today(fresh(user))]


@pytest.mark.parametrize(
    ("day", "roles"),
    [
        (date(2024, 10, 9), ["credit_officer"]),
        (FIRST, ["credit_officer", "director"]),
        (LAST, ["credit_officer", "director"]),
        (date(2024, 10, 15), ["credit_officer"]),
    ],
)
def test_cover_works_only_between_its_days(personas: Personas, day: date, roles: list[str]) -> None:
    grant(personas.office_director, personas.office_director, personas.credit_officer)
    assert sorted(roles_on(personas.credit_officer, day)) == roles


def test_cover_through_the_screens(client: Client, personas: Personas) -> None:
    posting = personas.office_director.postings.get()
    address = reverse("cover_grant", args=[posting.pk])
    client.force_login(personas.office_director)
    assert "Lưu Hoàng Nam" in client.get(reverse("cover_list")).content.decode()
    assert client.get(address).status_code == 200
    data = {
        "deputy": personas.credit_officer.pk,
        "valid_from": "08/10/2024",
        "valid_to": "14/10/2024",
        "reason": REASON,
    }
    for change, says in (
        ({"valid_to": "01/10/2024"}, "Ngày kết thúc phải từ ngày bắt đầu"),
        ({"deputy": personas.other_credit_officer.pk}, ""),
        ({"reason": ""}, ""),
        ({"valid_to": "31/02/2025"}, 'value="31/02/2025"'),
    ):
        page = client.post(address, {**data, **change})
        assert page.status_code == 200
        assert page.context["form"].errors
        assert says in page.content.decode()
    assert client.post(address, data).url == reverse("cover_list")
    cover = Posting.objects.get(covers=posting)
    assert REASON in client.get(reverse("cover_list")).content.decode()

    deputy = Client()
    deputy.force_login(personas.credit_officer)
    deputy.post(reverse("acting_posting_choose"), {"posting": cover.pk})
    page = deputy.get(reverse("password_change"))
    assert page.context["acting"] == cover
    assert f"(thay {personas.office_director.full_name})" in page.content.decode()

    end = reverse("posting_end", args=[cover.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"last_day": "2024-10-08"}).url == reverse("cover_list")
    assert roles_on(personas.credit_officer, date(2024, 10, 9)) == ["credit_officer"]
    actions = list(personas.credit_officer.account_events.values_list("action", flat=True))
    assert actions[-2:] == ["cover_granted", "posting_ended"]
    assert personas.office_director.account_events.last().action == "cover_granted"


@pytest.mark.parametrize("key", ["credit_officer", "controller", "commune_officer", "labour_officer"])
def test_working_roles_do_not_grant_cover(client: Client, personas: Personas, key: str) -> None:
    user = getattr(personas, key)
    client.force_login(user)
    posting = personas.office_director.postings.get()
    assert client.get(reverse("cover_list")).status_code == 403
    assert client.post(reverse("cover_grant", args=[posting.pk]), {}).status_code == 403
    with pytest.raises(NotAllowed):
        grant(user, personas.office_director, personas.controller)


@pytest.mark.parametrize("key", ["other_office_director", "district_leader", "commune_admin"])
def test_another_agencys_posting_does_not_exist(client: Client, personas: Personas, key: str) -> None:
    client.force_login(getattr(personas, key))
    posting = personas.office_director.postings.get()
    assert client.get(reverse("cover_grant", args=[posting.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        grant(getattr(personas, key), personas.office_director, personas.controller)


def test_a_leader_ends_cover_but_not_a_posting(client: Client, personas: Personas) -> None:
    client.force_login(personas.office_director)
    posting = personas.credit_officer.postings.get()
    assert client.post(reverse("posting_end", args=[posting.pk]), {"last_day": "2024-10-08"}).status_code == 403


def test_what_is_refused(personas: Personas) -> None:
    director, officer, controller = personas.office_director, personas.credit_officer, personas.controller

    def refused(**changes: object) -> str:
        values = {"by": director, "absent": director, "deputy": officer, **changes}
        with pytest.raises(Refused) as error:
            grant(**values)
        return error.value.rule

    assert refused(end=date(2024, 10, 9)) == "posting_dates_in_order"
    assert refused(start=date(2024, 9, 1), end=date(2024, 10, 1)) == "posting_dates_in_order"
    assert refused(reason=" ") == "reason_required"
    assert refused(deputy=personas.other_credit_officer) == "cover_deputy_of_agency"
    assert refused(absent=officer, deputy=officer) == "cover_self"
    assert refused(start=date(2023, 12, 1)) == "cover_within_posting"
    cover = grant(director, director, officer)
    assert refused(deputy=controller, start=LAST, end=date(2024, 10, 20)) == "cover_overlap"
    with pytest.raises(Refused) as error:
        accounts.grant_cover(by=director, posting=cover, deputy=controller, valid_from=FIRST, valid_to=LAST, reason="x")
    assert error.value.rule == "cover_of_cover"
    grant(director, director, controller, start=date(2024, 10, 15), end=date(2024, 10, 20))


def test_nobody_grants_cover_to_themselves_nor_of_an_administrator(personas: Personas) -> None:
    with pytest.raises(NotAllowed):
        grant(personas.office_director, personas.controller, personas.office_director)
    with pytest.raises(NotAllowed):
        grant(personas.commune_admin, personas.commune_admin, personas.commune_officer)
    grant(personas.labour_admin, personas.commune_admin, personas.commune_officer)
    assert "admin" in roles_on(personas.commune_officer, FIRST)


@pytest.mark.parametrize("whose", ["absent", "deputy"])
@pytest.mark.parametrize("start", [date(2024, 10, 8), FIRST])
def test_cover_ends_with_the_posting_it_stands_on(personas: Personas, whose: str, start: date) -> None:
    grant(personas.labour_admin, personas.office_director, personas.credit_officer, start=start)
    ending = personas.office_director if whose == "absent" else personas.credit_officer
    posting = ending.postings.get(covers__isnull=True)
    accounts.end_posting(by=personas.labour_admin, posting=posting, last_day=date(2024, 10, 7))
    for day in (date(2024, 10, 8), FIRST, LAST):
        assert Role.DIRECTOR not in roles_on(personas.credit_officer, day)
