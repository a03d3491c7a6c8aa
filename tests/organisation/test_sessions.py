"""Signing in, the forced change of a temporary password, lock-out, and the choice of a posting."""

from datetime import date

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from reporting.demo.personas import DEMO_PASSWORD
from soctrang_loans.organisation.actions.accounts import create_user, reset_password
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import AccountEvent, Agency, Posting, Role, User
from tests.personas import Personas

pytestmark = pytest.mark.django_db
OWN_PASSWORD = "Con-thuyen-xuoi-nuoc-9"


def sign_in(client: Client, username: str, password: str) -> object:
    return client.post(reverse("login"), {"username": username, "password": password})


def test_a_persona_signs_in_and_out(client: Client, personas: Personas) -> None:
    page = client.get(reverse("login"))
    assert "Tên đăng nhập" in page.content.decode()
    assert sign_in(client, "Xa.AnMy ", DEMO_PASSWORD).url == reverse("home")
    assert client.get(reverse("logout")).status_code == 405
    client.post(reverse("logout"))
    assert client.get(reverse("password_change")).url.startswith(reverse("login"))


def test_a_wrong_password_says_how_to_go_on_and_keeps_the_name(client: Client, personas: Personas) -> None:
    page = sign_in(client, "xa.anmy", "sai-mat-khau").content.decode()
    assert "nhờ quản trị tài khoản của cơ quan đặt lại" in page
    assert 'value="xa.anmy"' in page


def test_sign_in_goes_nowhere_but_into_the_portal(client: Client, personas: Personas) -> None:
    data = {"username": "xa.anmy", "password": DEMO_PASSWORD, "next": "https://example.org/"}
    assert client.post(reverse("login"), data).url == reverse("home")


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_too_many_wrong_passwords_lock_the_name_out(client: Client, personas: Personas) -> None:
    for _ in range(3):
        page = sign_in(client, "xa.anmy", "sai-mat-khau")
    assert page.status_code == 429
    assert "nhập sai mật khẩu quá nhiều lần" in page.content.decode()
    assert sign_in(client, "xa.anmy", DEMO_PASSWORD).status_code == 429
    assert sign_in(client, "tt.kesach", DEMO_PASSWORD).url == reverse("home")


def test_a_temporary_password_opens_only_the_change_of_password(client: Client, personas: Personas) -> None:
    password = reset_password(by=personas.labour_admin, user=personas.commune_officer)
    assert not User.objects.get(username="xa.anmy").check_password(DEMO_PASSWORD)
    assert sign_in(client, "xa.anmy", password).status_code == 302
    for name in ("home", "user_list", "cover_list"):
        assert client.get(reverse(name)).url == reverse("password_change")
    change = reverse("password_change")
    assert "mật khẩu tạm" in client.get(change).content.decode()
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert "trùng mật khẩu hiện tại" in client.post(change, same).content.decode()
    wrong = {"old_password": "khong-phai", "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    assert "Mật khẩu hiện tại không đúng" in client.post(change, wrong).content.decode()
    weak = {"old_password": password, "new_password1": "12345678901", "new_password2": "12345678901"}
    told = client.post(change, weak).context["form"].errors["new_password1"]
    assert "Mật khẩu mới chỉ gồm chữ số. Hãy thêm chữ cái." in told
    short = {"old_password": password, "new_password1": "1234", "new_password2": "1234"}
    told = client.post(change, short).context["form"].errors["new_password1"]
    assert all("Mật khẩu mới" in each and "Hãy" in each for each in told)
    assert client.post(change, {"old_password": ""}).context["form"].errors["new_password1"] == [
        "Ô này còn trống. Hãy nhập đủ ba ô mật khẩu."
    ]
    assert User.objects.get(username="xa.anmy").must_change_password
    good = {"old_password": password, "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    assert client.post(change, good).url == reverse("home")
    assert client.get(reverse("acting_posting_choose")).status_code == 405
    account = User.objects.get(username="xa.anmy")
    assert account.check_password(OWN_PASSWORD)
    assert not account.must_change_password
    assert account.account_events.last().action == "password_changed"


def test_a_reset_ends_open_sessions(client: Client, personas: Personas) -> None:
    sign_in(client, "xa.anmy", DEMO_PASSWORD)
    assert client.get(reverse("password_change")).status_code == 200
    reset_password(by=personas.labour_admin, user=personas.commune_officer)
    assert client.get(reverse("password_change")).url.startswith(reverse("login"))


def test_choosing_a_posting(client: Client, personas: Personas) -> None:
    client.force_login(personas.district_officer)
    committee = Posting.objects.get(user=personas.district_officer, agency__kind="district_committee")
    assert client.get(reverse("password_change")).context["acting"].agency.kind == "district_office"
    assert client.post(reverse("acting_posting_choose"), {"posting": committee.pk}).url == reverse("home")
    assert client.get(reverse("password_change")).context["acting"] == committee


@pytest.mark.parametrize("posting", ["", "0", "abc", "another's"])
def test_nobody_chooses_a_posting_that_is_not_theirs(client: Client, personas: Personas, posting: str) -> None:
    client.force_login(personas.district_officer)
    if posting == "another's":
        posting = str(Posting.objects.get(user=personas.office_director).pk)
    assert client.post(reverse("acting_posting_choose"), {"posting": posting}).status_code == 404


def test_a_chosen_posting_that_ended_is_no_longer_acted_under(client: Client, personas: Personas) -> None:
    client.force_login(personas.district_officer)
    committee = Posting.objects.get(user=personas.district_officer, agency__kind="district_committee")
    client.post(reverse("acting_posting_choose"), {"posting": committee.pk})
    Posting.objects.filter(pk=committee.pk).update(valid_to=date(2024, 10, 8))
    with business_time(date(2024, 10, 9)):
        assert client.get(reverse("password_change")).context["acting"].agency.kind == "district_office"


def test_a_new_account_signs_in_with_what_was_shown(client: Client, personas: Personas) -> None:
    agency = Agency.objects.get(code="ubnd-xa-31564")
    user, password = create_user(
        by=personas.commune_admin, username="moi.anmy", full_name="Trần Văn Mới", agency=agency, role=Role.OFFICER
    )
    assert sign_in(client, "moi.anmy", password).status_code == 302
    assert client.get(reverse("home")).url == reverse("password_change")
    assert [event.action for event in AccountEvent.objects.filter(user=user)] == ["created", "posting_given"]
