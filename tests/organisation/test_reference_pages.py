"""Agencies, units and holidays as pages; the admin site holds reference data only."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import AdministrativeUnit, Agency
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def test_agencies(client: Client, personas: Personas) -> None:
    client.force_login(personas.labour_admin)
    page = client.get(reverse("agency_list"), {"kind": "bank_office"})
    assert page.context["page"].paginator.count == 11
    assert "Hội sở Chi nhánh Ngân hàng Chính sách xã hội" in page.content.decode()
    found = client.get(reverse("agency_list"), {"q": "xa an my"}).context["page"]
    assert [agency.code for agency in found] == ["ubnd-xa-31564"]
    wards = {"kind": "commune_committee", "q": "phuong 9"}
    assert client.get(reverse("agency_list"), wards).context["page"].paginator.count == 0
    assert client.get(reverse("agency_list"), {**wards, "ended": "all"}).context["page"].paginator.count == 1


def test_an_agencys_page(client: Client, personas: Personas) -> None:
    client.force_login(personas.labour_admin)
    page = client.get(reverse("agency_detail", args=[Agency.objects.get(code="pgd-941").pk])).content.decode()
    assert "9 đơn vị cấp xã" in page
    assert "Phường 9 (31522): 01/01/1900 – 31/08/2024" in page
    page = client.get(reverse("agency_detail", args=[Agency.objects.get(code="ubnd-xa-31564").pk])).content.decode()
    assert "Nguyễn Văn Bình" in page


def test_an_administrator_sees_only_agencies_of_their_own(client: Client, personas: Personas) -> None:
    client.force_login(personas.commune_admin)
    assert [agency.code for agency in client.get(reverse("agency_list")).context["page"]] == ["ubnd-xa-31564"]
    other = Agency.objects.get(code="ubnd-xa-31528")
    assert client.get(reverse("agency_detail", args=[other.pk])).status_code == 404
    for name in ("unit_list", "holiday_list"):
        assert client.get(reverse(name)).status_code == 403


def test_units_of_a_day(client: Client, personas: Personas) -> None:
    client.force_login(personas.labour_admin)
    address = reverse("unit_list")
    assert client.get(address, {"level": "commune"}).context["page"].paginator.count == 108
    old = client.get(address, {"level": "commune", "day": "2024-08-31", "q": "31522"})
    assert [unit.name for unit in old.context["page"]] == ["Phường 9"]
    assert "Phường 1 (31522), 01/09/2024, Nghị quyết số 1105/NQ-UBTVQH15" in old.content.decode()
    new = client.get(address, {"level": "commune", "day": "2025-07-01"})
    assert new.context["page"].paginator.count == 43
    assert client.get(address, {"day": "ngày mai"}).status_code == 200
    with business_time(date(2025, 7, 1)):
        assert client.get(address, {"level": "district"}).context["page"].paginator.count == 0


def test_holidays(client: Client, personas: Personas) -> None:
    client.force_login(personas.labour_officer)
    page = client.get(reverse("holiday_list")).content.decode()
    assert "02/09/2024" in page
    assert "Ngày nghỉ, ngày làm bù năm 2024" in page
    assert "01/01/2025" in client.get(reverse("holiday_list"), {"nam": "2025"}).content.decode()
    assert "02/09/2024" in client.get(reverse("holiday_list"), {"nam": "xyz"}).content.decode()


@pytest.mark.parametrize(
    ("name", "query"), [("unit_list", {"level": "commune"}), ("agency_list", {"kind": "commune_committee"})]
)
def test_queries_do_not_grow_with_rows(
    client: Client, personas: Personas, django_assert_max_num_queries: object, name: str, query: dict[str, str]
) -> None:
    client.force_login(personas.labour_admin)
    client.get(reverse(name))
    with django_assert_max_num_queries(16):
        assert len(client.get(reverse(name), query).context["page"]) == 50


def test_the_admin_site_is_for_staff_and_holds_no_people_and_no_money(client: Client, personas: Personas) -> None:
    registered = {model._meta.label for model in admin.site._registry}
    reference = {"FundingSource", "BudgetLine", "LendingPolicy", "PolicyParameter"}
    money = {model._meta.label for model in apps.get_app_config("lending").get_models()}
    people = {"organisation.User", "organisation.Posting", "registrations.Person", "registrations.Registration"}
    assert not registered & (people | money - {f"lending.{name}" for name in reference})
    unit = AdministrativeUnit.objects.get(code="31564")
    address = reverse("admin:organisation_administrativeunit_change", args=[unit.pk])
    client.force_login(personas.commune_admin)
    assert client.get(address).status_code == 302
    client.force_login(personas.labour_admin)
    assert client.get(address).status_code == 200
    assert client.get(reverse("admin:organisation_agency_changelist")).status_code == 200
    delete = reverse("admin:organisation_administrativeunit_delete", args=[unit.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
