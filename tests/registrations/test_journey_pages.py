"""Pages of the way abroad and of the provider register."""

from datetime import date

import pytest
from django.urls import reverse

from registrations.actions.monthly_list import reopen
from registrations.figures import districts_of
from registrations.models import ContractCost, Market, OverseasContract, Programme, Provider, Registration
from soctrang_loans.audit.models import ReadRecord
from tests.registrations.journeys import contracted, departed, provider, selected
from tests.registrations.lists import certified, gathered, received_list, second_leader, september, submitted_list

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def registration(personas):
    """Somebody on a list that the centre has received."""
    found = september(personas, full_name="Nguyễn Văn Đường")
    received_list(personas)
    return found


def chosen(**changes) -> dict[str, str]:
    return {
        "provider": str(provider().pk),
        "market": str(Market.objects.get(code="JP").pk),
        "programme": str(Programme.objects.get(code="JP-TTS").pk),
        "selected_on": "30/09/2024",
    } | changes


def signed(**changes) -> dict[str, str]:
    values = {
        "number": "12/2024/HĐ",
        "signed_on": "2/10/2024",
        "months": "36",
        "planned_departure": "01/12/2024",
        "chi-phi-TOTAL_FORMS": "9",
        "chi-phi-INITIAL_FORMS": "9",
    }
    for position, item in enumerate(ContractCost.Item.values):
        values |= {f"chi-phi-{position}-item": item, f"chi-phi-{position}-amount": ""}
    values |= {"chi-phi-0-amount": "60.000.000", "chi-phi-1-amount": "25000000", "chi-phi-1-paid_by_budget": "on"}
    return values | changes


# --- the people


def test_the_centre_sees_whose_list_has_come_and_nobody_else(personas, browse):
    sent = september(personas, 1, full_name="Nguyễn Văn Gửi")
    assert "Nguyễn Văn Gửi" not in text_of(browse(personas.centre_officer, "journeys"))
    certified(personas)
    assert browse(personas.centre_officer, "journey_detail", sent.pk).status_code == 404
    reopen(monthly_list=gathered(), by=second_leader(personas), reason="Thử")
    submitted_list(personas)
    page = text_of(browse(personas.centre_officer, "journeys"))
    assert "Nguyễn Văn Gửi" in page
    assert "09/2024" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?giai_doan=listed", {"Trần Văn Hai"}),
        ("?giai_doan=selected", {"Trần Văn Một"}),
        ("?thi_truong=JP", {"Trần Văn Hai"}),
        ("?thi_truong=KR", {"Trần Văn Một"}),
        ("?ten=tran+van+mot", {"Trần Văn Một"}),
        ("?huyen={943}", {"Trần Văn Một", "Trần Văn Hai"}),
        ("?huyen={951}", set()),
    ],
)
def test_the_people_are_filtered(personas, plan, browse, query, found):
    first = september(personas, 1, full_name="Trần Văn Một")
    september(personas, 2, full_name="Trần Văn Hai")
    received_list(personas)
    selected(personas, first, market=Market.objects.get(code="KR"), programme=None)
    for unit in districts_of(plan):
        query = query.replace(f"{{{unit.code}}}", str(unit.pk))
    page = browse(personas.centre_officer, "journeys", query=query)
    assert {each.person.full_name for each in page.context["page"]} == found


def test_districts_see_their_own_and_others_none(personas, browse, registration):
    assert "Nguyễn Văn Đường" in text_of(browse(personas.district_officer, "journeys"))
    assert "Nguyễn Văn Đường" not in text_of(browse(personas.other_district_officer, "journeys"))
    assert 'name="huyen"' not in text_of(browse(personas.district_officer, "journeys"))
    assert 'name="huyen"' in text_of(browse(personas.centre_officer, "journeys"))
    assert browse(personas.other_district_officer, "journey_detail", registration.pk).status_code == 404
    for persona in (personas.commune_officer, personas.education_officer, personas.credit_officer):
        assert browse(persona, "journeys").status_code == 403


def test_opening_somebody_is_noted(personas, browse, registration):
    page = text_of(browse(personas.labour_officer, "journey_detail", registration.pk))
    assert "094******001" in page
    assert registration.phone not in page
    assert "Ghi trúng tuyển" not in page
    assert ReadRecord.objects.get(subject_kind="registration").by == personas.labour_officer


# --- the three entries


def test_the_centre_records_selection_contract_and_departure(personas, browse, registration):
    centre, pk = personas.centre_officer, registration.pk
    assert "Ghi trúng tuyển" in text_of(browse(centre, "journey_detail", pk))
    assert browse(centre, "journey_selection", pk, data=chosen()).status_code == 302
    assert browse(centre, "journey_contract", pk, data=signed()).status_code == 302
    page = text_of(browse(centre, "journey_detail", pk))
    assert "85.000.000" in page
    assert "Tám mươi lăm triệu đồng" in page
    # A departure still to come is no proposal: it would be refused.
    assert "01/12/2024" not in text_of(browse(centre, "journey_departure", pk)).partition("<form method")[2]
    left = {"departed_on": "7/10/2024", "note": "VN 300"}
    assert browse(centre, "journey_departure", pk, data=left).status_code == 302
    page = text_of(browse(centre, "journey_detail", pk))
    assert "07/10/2024 – VN 300" in page
    assert "Đính chính" not in page
    assert Registration.objects.get(pk=pk).stage == "departed"


def test_corrections_are_offered_before_departure_and_ask_why(personas, browse, registration):
    centre, pk = personas.centre_officer, registration.pk
    contracted(personas, registration)
    page = text_of(browse(centre, "journey_contract", pk))
    assert 'value="12/2024/HĐ"' in page
    assert 'value="60.000.000"' in page
    assert "97.000.000" in page
    page = text_of(browse(centre, "journey_contract", pk, data=signed(number="13/2024/HĐ")))
    assert "Chưa ghi lý do đính chính" in page
    assert 'value="13/2024/HĐ"' in page
    assert browse(centre, "journey_contract", pk, data=signed(number="13/2024/HĐ", reason="Nhầm")).status_code == 302
    mended = chosen(selected_on="25/9/2024", reason="Nhầm")
    assert browse(centre, "journey_selection", pk, data=mended).status_code == 302
    kept = OverseasContract.objects.get()
    assert (kept.number, kept.selected_on) == ("13/2024/HĐ", date(2024, 9, 25))


def test_wrong_input_says_how_to_mend_and_keeps_what_was_typed(personas, browse, registration):
    centre, pk = personas.centre_officer, registration.pk
    page = text_of(browse(centre, "journey_selection", pk, data=chosen(selected_on="1/9/2024", trade="Hàn xì")))
    assert "Ngày trúng tuyển ở trước ngày tiếp nhận giấy đăng ký (17/09/2024)" in page
    assert 'value="Hàn xì"' in page
    selected(personas, registration)
    page = text_of(browse(centre, "journey_contract", pk, data=signed(**{"chi-phi-0-amount": "60,5"})))
    assert "có thể hiểu theo nhiều cách" in page
    assert 'value="60,5"' in page
    assert 'value="25000000"' in page
    none = {"chi-phi-0-amount": "", "chi-phi-1-amount": ""}
    page = text_of(browse(centre, "journey_contract", pk, data=signed(**none)))
    assert "Hãy nhập số tiền của ít nhất một khoản" in page
    contract = signed(signed_on="9/10/2024")
    assert "Ngày ký hợp đồng ở sau hôm nay" in text_of(browse(centre, "journey_contract", pk, data=contract))
    assert Registration.objects.get(pk=pk).stage == "selected"


def test_a_step_too_early_leads_back_with_the_reason(personas, browse, registration, client):
    centre, pk = personas.centre_officer, registration.pk
    for name in ("journey_contract", "journey_departure"):
        assert browse(centre, name, pk).url == reverse("registrations:journey_detail", args=[pk])
    selected(personas, registration)
    page = text_of(browse(centre, "journey_departure", pk, data={"departed_on": "7/10/2024"}))
    assert "Không thể ghi xuất cảnh khi người này đang ở giai đoạn “Trúng tuyển”" in page


@pytest.mark.parametrize("persona", ["district_leader", "labour_leader", "commune_officer", "labour_admin"])
def test_only_the_centre_writes(personas, browse, registration, persona):
    for name in ("journey_selection", "journey_contract", "journey_departure"):
        assert browse(getattr(personas, persona), name, registration.pk).status_code == 403
        assert browse(getattr(personas, persona), name, registration.pk, data={}).status_code == 403


# --- the register


def provider_form(**changes) -> dict[str, str]:
    return {
        "kind": "enterprise",
        "name": "Công ty cổ phần Cánh Buồm (hư cấu)",
        "tax_code": "2200999999",
        "licence_number": "905/LĐTBXH-GP",
        "licence_date": "2/1/2023",
        "is_active": "on",
    } | changes


def test_the_centre_keeps_the_register(personas, browse):
    assert browse(personas.centre_officer, "provider_add", data=provider_form()).status_code == 302
    kept = Provider.objects.get(name__startswith="Công ty cổ phần Cánh Buồm")
    assert (kept.licence_date, kept.is_active) == (date(2023, 1, 2), True)
    stopped = provider_form()
    del stopped["is_active"]
    assert browse(personas.centre_officer, "provider_edit", kept.pk, data=stopped).status_code == 302
    kept.refresh_from_db()
    assert not kept.is_active
    assert "Thôi giới thiệu" in text_of(browse(personas.centre_officer, "providers"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "công ty THỬ (hư cấu)"}, "Danh bạ đã có"),
        ({"licence_number": ""}, "phải có số giấy phép"),
        ({"licence_date": "9/10/2024"}, "Ngày cấp giấy phép ở sau hôm nay"),
        ({"tax_code": "123"}, "Mã số thuế phải gồm 10 chữ số"),
        ({"name": ""}, "Chưa ghi tên"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_kept_on_the_page(personas, browse, changes, told):
    provider()
    page = text_of(browse(personas.centre_officer, "provider_add", data=provider_form(address="Số 1", **changes)))
    assert told in page
    assert 'value="Số 1"' in page


def test_others_read_the_register_at_most(personas, browse):
    kept = provider()
    page = text_of(browse(personas.labour_officer, "providers"))
    assert kept.name in page
    assert "Thêm vào danh bạ" not in page
    for persona in (personas.labour_officer, personas.district_leader, personas.commune_officer):
        assert browse(persona, "provider_add", data=provider_form()).status_code == 403
        assert browse(persona, "provider_edit", kept.pk, data=provider_form()).status_code == 403
    assert browse(personas.centre_officer, "provider_edit", 999_999).status_code == 404


def test_who_left_is_told_with_day_and_provider(personas, browse, registration):
    departed(personas, registration)
    page = text_of(browse(personas.labour_officer, "journeys"))
    assert "07/10/2024" in page
    assert "Công ty thử (hư cấu)" in page
