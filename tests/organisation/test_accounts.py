"""Accounts and postings: who administers whom, what is refused and why, and that every step leaves a trail."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from registrations.models import Registration
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.actions import accounts
from soctrang_loans.organisation.administration import managed_agencies, managed_users
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import AccountEvent, Agency, Posting, Role, User
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from soctrang_loans.organisation.scope import Reach, scope_of
from tests.personas import Personas

pytestmark = pytest.mark.django_db
AN_MY, KE_SACH_TOWN = "ubnd-xa-31564", "ubnd-xa-31528"


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def fresh(user: User) -> User:
    """The account as the next request would load it."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def district_admin(personas: Personas) -> User:
    user, _ = accounts.create_user(
        by=personas.labour_admin,
        username="quantri.kesach",
        full_name="Hà Văn Quản",
        agency=agency("phong-ldtbxh-943"),
        role=Role.ADMIN,
    )
    accounts.set_password(user=user, password="Mat-khau-rieng-7")
    return user


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


# Who administers whom


def test_areas_of_administration(personas: Personas, district_admin: User) -> None:
    assert managed_agencies(personas.labour_admin).count() == Agency.objects.count()
    assert [each.code for each in managed_agencies(personas.commune_admin)] == [AN_MY]
    codes = set(managed_agencies(district_admin).values_list("code", flat=True))
    assert {"phong-ldtbxh-943", AN_MY, KE_SACH_TOWN} <= codes
    assert len(codes) == 14
    assert not codes & {"pgd-943", "ubnd-huyen-ke-sach", "ubnd-xa-31673", "phong-ldtbxh-951"}
    for key in ("commune_officer", "district_leader", "labour_leader", "office_director"):
        assert not managed_agencies(getattr(personas, key)).exists()


def test_an_administrator_sees_accounts_but_no_people(personas: Personas, client: Client) -> None:
    for admin in (personas.labour_admin, personas.commune_admin):
        assert scope_of(admin).reach is Reach.NOTHING
        assert not Registration.objects.visible_to(admin).exists()
    signed_in(client, personas.labour_admin)
    assert client.get(reverse("user_list")).status_code == 200


# The list and the page of an account


def test_the_list_shows_the_administrators_own_people(client: Client, personas: Personas) -> None:
    page = signed_in(client, personas.commune_admin).get(reverse("user_list")).content.decode()
    assert "Nguyễn Văn Bình" in page
    assert "Thạch Thị Sa Rinh" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "huynh van duc"}, {"Huỳnh Văn Đức"}),
        ({"q": "lanhdao.ubnd"}, {"Ngô Thanh Sơn"}),
        ({"role": "director"}, {"Lưu Hoàng Nam", "Vương Thị Hạnh", "Phan Trọng Nhân"}),
        ({"state": "inactive"}, set()),
    ],
)
def test_filters(client: Client, personas: Personas, query: dict[str, str], names: set[str]) -> None:
    page = signed_in(client, personas.labour_admin).get(reverse("user_list"), query)
    assert {user.full_name for user in page.context["page"]} == names


def test_queries_of_the_list_do_not_grow(
    client: Client, personas: Personas, django_assert_max_num_queries: object
) -> None:
    signed_in(client, personas.labour_admin)
    client.get(reverse("user_list"))
    with django_assert_max_num_queries(16):
        assert len(client.get(reverse("user_list")).context["page"]) > 25


SCREENS = ["user_detail", "user_edit", "posting_give"]
BUTTONS = ["user_reset_password", "user_deactivate", "user_reactivate"]


@pytest.mark.parametrize("name", SCREENS + BUTTONS)
def test_another_agencys_account_does_not_exist(client: Client, personas: Personas, name: str) -> None:
    signed_in(client, personas.commune_admin)
    address = reverse(name, args=[personas.sister_commune_officer.pk])
    assert client.post(address, {"reason": "thử"}).status_code == (403 if name == "user_detail" else 404)
    if name in SCREENS:
        assert client.get(address).status_code == 404
    assert not AccountEvent.objects.filter(by=personas.commune_admin).exists()


@pytest.mark.parametrize("name", ["user_list", "agency_list", "unit_list", "holiday_list", *SCREENS, *BUTTONS])
@pytest.mark.parametrize("key", ["commune_officer", "district_leader", "office_director", "province_reader"])
def test_working_roles_do_not_administer(client: Client, personas: Personas, name: str, key: str) -> None:
    user = getattr(personas, key)
    address = reverse(name) if name.endswith("list") else reverse(name, args=[personas.commune_officer.pk])
    signed_in(client, user)
    answer = client.post(address) if name in BUTTONS else client.get(address)
    assert answer.status_code == 403


def test_the_page_of_an_account_tells_its_story(client: Client, personas: Personas) -> None:
    page = signed_in(client, personas.commune_admin).get(reverse("user_detail", args=[personas.commune_officer.pk]))
    text = page.content.decode()
    assert "Giao vai trò Cán bộ – UBND xã An Mỹ, từ 01/01/2024" in text
    assert "Đặt lại mật khẩu tạm" in text


# Making an account


def new_account(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Trần Thị Mới",
        "username": "moi.anmy",
        "role": "officer",
        "valid_from": "2024-10-08",
        "title": "Công chức",
        **changes,
    }


def test_creating_shows_the_password_once(client: Client, personas: Personas) -> None:
    address = reverse("user_create", args=[agency(AN_MY).pk])
    signed_in(client, personas.commune_admin)
    assert client.get(address).status_code == 200
    page = client.post(address, new_account())
    account = User.objects.get(username="moi.anmy")
    password = page.context["password"]
    assert password in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert account.check_password(password)
    assert account.must_change_password
    assert password not in client.get(reverse("user_detail", args=[account.pk])).content.decode()
    assert acting_posting(account).agency.code == AN_MY
    assert not any(password in event.label + event.reason for event in account.account_events.all())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"username": "xa.anmy"}, "đã có người dùng"),
        ({"username": "Trần Mới"}, "chữ thường không dấu"),
        ({"full_name": "Trần 5 Mới"}, ""),
        ({"phone": "12345"}, ""),
        ({"role": "director"}, ""),
        ({"role": "admin"}, ""),
        ({"valid_from": ""}, ""),
        ({"valid_from": "2024-10-08", "valid_to": "2024-10-01"}, "đứng trước ngày bắt đầu"),
        ({"valid_from": "2026-01-01"}, "không hoạt động vào ngày 01/01/2026"),
    ],
)
def test_a_bad_account_is_mended_not_lost(
    client: Client, personas: Personas, changes: dict[str, str], says: str
) -> None:
    before = User.objects.count()
    page = signed_in(client, personas.commune_admin).post(
        reverse("user_create", args=[agency(AN_MY).pk]), new_account(**changes)
    )
    assert page.status_code == 200
    assert page.context["form"].errors
    assert says in page.content.decode()
    assert 'value="Công chức"' in page.content.decode()
    assert User.objects.count() == before


def test_creating_elsewhere_is_404(client: Client, personas: Personas) -> None:
    signed_in(client, personas.commune_admin)
    address = reverse("user_create", args=[agency(KE_SACH_TOWN).pk])
    assert client.get(address).status_code == 404
    assert client.post(address, new_account()).status_code == 404
    with pytest.raises(NotAllowed):
        accounts.create_user(
            by=personas.commune_admin,
            username="la.kesach",
            full_name="Trần Văn Lạ",
            agency=agency(KE_SACH_TOWN),
            role=Role.OFFICER,
        )


def test_only_the_province_makes_administrators(personas: Personas, district_admin: User) -> None:
    for by in (personas.commune_admin, district_admin):
        with pytest.raises(NotAllowed):
            accounts.create_user(
                by=by, username="qt.hai", full_name="Trần Văn Hai", agency=agency(AN_MY), role=Role.ADMIN
            )
        with pytest.raises(NotAllowed):
            accounts.give_posting(by=by, user=personas.commune_officer, agency=agency(AN_MY), role=Role.ADMIN)
    accounts.give_posting(
        by=personas.labour_admin, user=personas.commune_officer, agency=agency(AN_MY), role=Role.ADMIN
    )


def test_a_district_makes_accounts_in_its_communes(personas: Personas, district_admin: User) -> None:
    user, _ = accounts.create_user(
        by=district_admin, username="hai.anmy", full_name="Trần Văn Hai", agency=agency(AN_MY), role=Role.LEADER
    )
    assert user in managed_users(personas.commune_admin)
    with pytest.raises(NotAllowed):
        accounts.create_user(
            by=district_admin,
            username="ba.trande",
            full_name="Trần Văn Ba",
            agency=agency("ubnd-xa-31673"),
            role=Role.OFFICER,
        )


# Editing, closing, resetting


def test_editing(client: Client, personas: Personas) -> None:
    account = personas.commune_officer
    address = reverse("user_edit", args=[account.pk])
    signed_in(client, personas.commune_admin)
    assert 'value="Nguyễn Văn Bình"' in client.get(address).content.decode()
    bad = client.post(address, {"full_name": "Nguyễn Văn Bình", "phone": "999"})
    assert bad.context["form"].errors["phone"]
    client.post(address, {"full_name": "Nguyễn Văn Bình", "phone": "0912 345 678", "is_staff": "on"})
    account = fresh(account)
    assert account.phone == "0912345678"
    assert not account.is_staff
    signed_in(client, personas.labour_admin)
    client.post(address, {"full_name": "Nguyễn Văn Bình", "is_staff": "on"})
    assert fresh(account).is_staff
    with pytest.raises(NotAllowed):
        accounts.edit_user(
            by=fresh(personas.commune_admin), user=account, full_name="Nguyễn Văn Bình", phone="0912345678"
        )


def test_only_the_province_lets_somebody_edit_reference_data(personas: Personas) -> None:
    with pytest.raises(NotAllowed):
        accounts.edit_user(
            by=personas.commune_admin, user=personas.commune_officer, full_name="Nguyễn Văn Bình", is_staff=True
        )


def test_deactivation_needs_a_reason_and_shuts_out_at_once(client: Client, personas: Personas) -> None:
    officer = Client()
    officer.force_login(personas.commune_officer)
    assert officer.get(reverse("password_change")).status_code == 200
    address = reverse("user_deactivate", args=[personas.commune_officer.pk])
    signed_in(client, personas.commune_admin)
    page = client.post(address, {"reason": " "}, follow=True)
    assert "Hãy ghi rõ lý do" in page.content.decode()
    assert fresh(personas.commune_officer).is_active
    client.post(address, {"reason": "Nghỉ việc"})
    assert officer.get(reverse("password_change")).url.startswith(reverse("login"))
    assert AccountEvent.objects.get(action="deactivated").reason == "Nghỉ việc"
    again = client.post(address, {"reason": "Nghỉ việc"}, follow=True).content.decode()
    assert "đã ngừng rồi" in again
    client.post(reverse("user_reactivate", args=[personas.commune_officer.pk]))
    assert fresh(personas.commune_officer).is_active


def test_reset_shows_a_password_that_works(client: Client, personas: Personas) -> None:
    address = reverse("user_reset_password", args=[personas.commune_officer.pk])
    signed_in(client, personas.commune_admin)
    assert client.get(address).status_code == 405
    password = client.post(address).context["password"]
    account = fresh(personas.commune_officer)
    assert account.check_password(password)
    assert account.must_change_password


def test_nobody_takes_over_an_account_that_opens_more_than_they_administer(
    client: Client, personas: Personas, district_admin: User
) -> None:
    officer = personas.district_officer  # also of the district committee
    assert officer in managed_users(district_admin)
    with pytest.raises(NotAllowed):
        accounts.reset_password(by=district_admin, user=officer)
    signed_in(client, district_admin)
    for name in ("user_edit", "user_reset_password", "user_deactivate"):
        assert client.post(reverse(name, args=[officer.pk]), {"reason": "x"}).status_code == 403
    assert "chỉ quản trị viên của tỉnh" in client.get(reverse("user_detail", args=[officer.pk])).content.decode()
    with pytest.raises(NotAllowed):
        accounts.reset_password(by=district_admin, user=personas.commune_admin)
    accounts.reset_password(by=district_admin, user=personas.district_leader)
    accounts.reset_password(by=personas.labour_admin, user=officer)


def test_nobody_administers_themselves(client: Client, personas: Personas) -> None:
    admin = personas.commune_admin
    signed_in(client, admin)
    for name in ("user_edit", "user_reset_password", "user_deactivate", "posting_give"):
        assert client.post(reverse(name, args=[admin.pk]), {"reason": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        accounts.give_posting(by=admin, user=admin, agency=agency(AN_MY), role=Role.OFFICER)
    with pytest.raises(NotAllowed):
        accounts.end_posting(by=admin, posting=admin.postings.get())


# Postings


def test_giving_a_posting(client: Client, personas: Personas) -> None:
    address = reverse("posting_give", args=[personas.commune_officer.pk])
    data = {"agency": agency(AN_MY).pk, "role": "leader", "title": "Phó Chủ tịch", "valid_from": "2024-10-08"}
    signed_in(client, personas.commune_admin)
    assert client.get(address).status_code == 200
    assert client.post(address, data).url == reverse("user_detail", args=[personas.commune_officer.pk])
    again = client.post(address, data)
    assert "đang giữ đúng vai trò đó" in again.content.decode()
    assert 'value="Phó Chủ tịch"' in again.content.decode()
    outside = client.post(address, {**data, "agency": agency(KE_SACH_TOWN).pk})
    assert outside.context["form"].errors["agency"]
    assert personas.commune_officer.postings.count() == 2


@pytest.mark.parametrize(
    ("role", "code"), [(Role.DIRECTOR, AN_MY), (Role.LEADER, "pgd-943"), (Role.OFFICER, "ubnd-tinh")]
)
def test_a_role_belongs_to_its_kind_of_agency(personas: Personas, role: Role, code: str) -> None:
    with pytest.raises(Refused) as refused:
        accounts.give_posting(by=personas.labour_admin, user=personas.commune_officer, agency=agency(code), role=role)
    assert refused.value.rule == "role_of_kind"


def test_an_ended_posting_loses_access(client: Client, personas: Personas) -> None:
    officer = personas.commune_officer
    posting = officer.postings.get()
    signed_in(client, personas.commune_admin)
    address = reverse("posting_end", args=[posting.pk])
    assert client.get(address).status_code == 200
    bad = client.post(address, {"last_day": "2024-09-01"})
    assert "từ hôm qua trở đi" in bad.content.decode()
    client.post(address, {"last_day": "2024-10-08", "reason": "Chuyển công tác"})
    assert scope_of(fresh(officer)).reach is Reach.AREA
    with business_time(date(2024, 10, 9)):
        assert acting_posting(fresh(officer)) is None
        assert scope_of(fresh(officer)).reach is Reach.NOTHING
        with pytest.raises(Refused) as refused:
            accounts.end_posting(by=fresh(personas.commune_admin), posting=posting)
        assert refused.value.rule == "wrong_state"
    assert officer in managed_users(personas.commune_admin)


def test_yesterday_ends_it_at_once(personas: Personas) -> None:
    accounts.end_posting(
        by=personas.commune_admin, posting=personas.commune_officer.postings.get(), last_day=date(2024, 10, 7)
    )
    assert acting_posting(fresh(personas.commune_officer)) is None


def test_a_posting_that_has_not_begun_is_cancelled(personas: Personas) -> None:
    posting = accounts.give_posting(
        by=personas.commune_admin,
        user=personas.commune_officer,
        agency=agency(AN_MY),
        role=Role.LEADER,
        valid_from=date(2024, 11, 1),
    )
    accounts.end_posting(by=personas.commune_admin, posting=posting)
    assert not personas.commune_officer.postings.filter(role=Role.LEADER).exists()
    assert personas.commune_officer.account_events.last().action == "posting_cancelled"


@pytest.mark.parametrize("other", ["sister_commune_officer", "office_director", "labour_admin"])
def test_postings_of_other_agencies_are_out_of_reach(client: Client, personas: Personas, other: str) -> None:
    posting = getattr(personas, other).postings.get()
    signed_in(client, personas.commune_admin)
    assert client.post(reverse("posting_end", args=[posting.pk]), {"last_day": "2024-10-08"}).status_code == 404
    with pytest.raises(NotAllowed):
        accounts.end_posting(by=personas.commune_admin, posting=posting)


# The trail


@pytest.mark.parametrize(
    "statement", ["UPDATE organisation_accountevent SET label = 'x'", "DELETE FROM organisation_accountevent"]
)
def test_the_trail_is_written_once(personas: Personas, statement: str) -> None:
    assert AccountEvent.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    event = AccountEvent.objects.first()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


# The first administrator


def test_the_first_administrator_is_made_by_command_only_once(db: None, personas: Personas) -> None:
    with pytest.raises(CommandError, match="đã có quản trị viên"):
        call_command("create_first_admin", "--username", "hai", "--full-name", "Lê Văn Hai")
    Posting.objects.filter(role=Role.ADMIN, agency__kind="labour_department").update(valid_to=date(2024, 10, 1))
    out = StringIO()
    call_command("create_first_admin", "--username", "hai", "--full-name", "Lê Văn Hai", stdout=out)
    user = User.objects.get(username="hai")
    password = out.getvalue().split("mật khẩu tạm ")[1].split()[0]
    assert user.check_password(password)
    assert user.must_change_password
    assert acting_posting(user).role == Role.ADMIN
    assert managed_agencies(user).count() == Agency.objects.count()


@pytest.mark.parametrize("arguments", [["--username", "hai"], ["--full-name", "Lê Văn Hai"]])
def test_the_command_wants_both_names(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="Thiếu --"):
        call_command("create_first_admin", *arguments)
