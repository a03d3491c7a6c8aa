"""Pages of the Giấy đăng ký: they work, out of scope is 404, not allowed is 403, bad input mends and loses nothing."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from registrations.actions.registration import BeneficiaryData, RegistrationData, accept, register, return_to_commune
from registrations.forms.sections import SECTIONS
from registrations.models import BeneficiaryGroup, Market, Programme, Registration
from soctrang_loans.audit.models import ReadRecord
from soctrang_loans.organisation.models import User
from soctrang_loans.vietnam.dates import format_date
from tests.personas import Personas, signed_in
from tests.registrations.papers import accepted, commune, declaration, submitted

pytestmark = pytest.mark.django_db
CCCD = "094099000001"


def url(name: str, *args: object) -> str:
    return reverse(f"registrations:{name}", args=args)


def typed(data: RegistrationData, **changes: str) -> dict[str, Any]:
    """What an officer would type for that declaration."""

    def text(value: object) -> object:
        if isinstance(value, bool):
            return "on" if value else None
        if isinstance(value, date):
            return format_date(value)
        return getattr(value, "pk", value)

    values = {name: text(getattr(data, name)) for name in data.__dataclass_fields__ if name != "beneficiaries"}
    values["wants_loan"] = "yes" if data.wants_loan else "no"
    values["beneficiaries"] = [each.group.code for each in data.beneficiaries]
    values |= changes
    return {name: value for name, value in values.items() if value not in (None, "")}


# --- enter


def test_an_officer_enters_prints_and_submits(personas: Personas) -> None:
    client = signed_in(personas.commune_officer)
    assert client.get(url("create")).status_code == 200
    sent = client.post(url("create"), typed(declaration(), loan_amount="117 000 000 đ", phone="+84 912 345 678"))

    registration = Registration.objects.get()
    assert sent.status_code == 302
    assert sent.url == url("detail", registration.pk)  # type: ignore[attr-defined]
    assert (registration.loan_amount, registration.phone) == (117_000_000, "0912345678")
    page = client.get(url("detail", registration.pk)).content.decode()
    assert "Một trăm mười bảy triệu đồng" in page
    assert "Gửi huyện xem xét" in page

    client.post(url("transition", registration.pk), {"transition": "submit"})
    registration.refresh_from_db()
    assert registration.number == "DK-94-2024-000001"
    assert "Gửi huyện xem xét" not in client.get(url("detail", registration.pk)).content.decode().split("<ol")[0]


def test_every_declared_field_stands_on_the_form_in_its_section(personas: Personas) -> None:
    form = signed_in(personas.commune_officer).get(url("create")).context["form"]
    declared = set(RegistrationData.__dataclass_fields__)
    placed = [name for section in SECTIONS for name in section.names]

    assert declared <= set(form.fields)
    assert sorted(placed) == sorted(declared | {"district"})


def test_consents_are_never_ticked_beforehand(personas: Personas) -> None:
    form = signed_in(personas.commune_officer).get(url("create")).context["form"]

    assert not form["declares_truth"].value()
    assert not form["consents_processing"].value()


def test_an_incomplete_draft_is_kept_and_says_what_is_missing(personas: Personas) -> None:
    client = signed_in(personas.commune_officer)
    client.post(url("create"), typed(declaration(languages="", market_first=None, programme=None)))
    registration = Registration.objects.get()
    page = client.get(url("detail", registration.pk)).content.decode()

    assert "Còn thiếu 2 mục" in page
    assert f"{url('edit', registration.pk)}#div_id_languages" in page
    assert 'value="submit"' not in page
    refused = client.post(url("transition", registration.pk), {"transition": "submit"})
    assert "Giấy đăng ký còn thiếu: Ngoại ngữ, trình độ, chứng chỉ" in refused.content.decode()


def test_bad_input_says_how_to_mend_it_and_loses_nothing(personas: Personas) -> None:
    data = typed(
        declaration(trade="Chế biến cá tra"), cccd="09409900000", date_of_birth="31/02/1999", loan_amount="117,000"
    )
    page = signed_in(personas.commune_officer).post(url("create"), data)

    assert page.status_code == 200
    errors = page.context["form"].errors
    assert set(errors) == {"cccd", "date_of_birth", "loan_amount"}
    assert "11 chữ số" in errors["cccd"][0]
    text = page.content.decode()
    for kept in ("Chế biến cá tra", "31/02/1999", "117,000", "Nguyễn Văn Thử"):
        assert kept in text
    assert not Registration.objects.exists()


def test_an_unusual_cccd_asks_for_a_reason_and_then_is_kept(personas: Personas) -> None:
    client = signed_in(personas.commune_officer)
    data = typed(declaration(), date_of_birth="12/05/1998")
    assert "cccd_warning_reason" not in client.get(url("create")).content.decode()
    page = client.post(url("create"), data)
    assert set(page.context["form"].errors) == {"cccd_warning_reason"}
    assert 'name="cccd_warning_reason"' in page.content.decode()

    assert client.post(url("create"), data | {"cccd_warning_reason": "Thẻ đã đính chính"}).status_code == 302
    assert Registration.objects.get().cccd_warning_reason == "Thẻ đã đính chính"


def test_a_duplicate_is_shown_at_the_cccd(personas: Personas) -> None:
    submitted(personas.commune_officer_other, commune=commune("Thị trấn Trần Đề", "Huyện Trần Đề"))
    page = signed_in(personas.commune_officer).post(url("create"), typed(declaration(full_name="Lê Văn Khác")))

    assert "Hãy liên hệ Ủy ban nhân dân thị trấn Trần Đề" in page.context["form"].errors["cccd"][0]
    assert "Nguyễn Văn Thử" not in page.content.decode()
    assert page.context["duplicate"] is None


def test_a_duplicate_of_ones_own_is_one_click_away(personas: Personas) -> None:
    first = submitted(personas.commune_officer)
    page = signed_in(personas.commune_officer).post(url("create"), typed(declaration(full_name="Lê Văn Khác")))

    assert "của Nguyễn Văn Thử tại xã An Mỹ, chờ huyện xem xét." in page.context["form"].errors["cccd"][0]
    assert f'href="{url("detail", first.pk)}"' in page.content.decode()
    assert 'value="Lê Văn Khác"' in page.content.decode()


def test_a_commune_outside_the_area_is_no_choice(personas: Personas) -> None:
    other = commune("Thị trấn Kế Sách")
    page = signed_in(personas.commune_officer).post(url("create"), typed(declaration(), commune=str(other.pk)))

    assert "commune" in page.context["form"].errors
    assert not Registration.objects.exists()


def test_evidence_goes_with_its_group(personas: Personas) -> None:
    data = typed(declaration()) | {
        "beneficiaries": ["1", "9"],
        "evidence_kind_1": "Giấy chứng nhận hộ nghèo",
        "evidence_number_1": "7/GCN",
        "evidence_date_1": "5/1/2024",
        "evidence_number_3": "không chọn nên không giữ",
    }
    signed_in(personas.commune_officer).post(url("create"), data)
    first, second = Registration.objects.get().beneficiaries.all()

    assert (first.group.code, first.evidence_number, first.evidence_date) == ("1", "7/GCN", date(2024, 1, 5))
    assert (second.group.code, second.evidence_kind, second.is_primary) == ("9", "", False)


# --- dependent lists


def test_the_lists_follow_district_market_and_kind(personas: Personas) -> None:
    client = signed_in(personas.centre_officer)
    korea = Market.objects.get(code="KR")
    district = commune("Xã An Mỹ").parent_id
    communes = client.get(url("communes"), {"district": district}).content.decode()
    assert "Xã An Mỹ" in communes
    assert "Thị trấn Trần Đề" not in communes
    programmes = client.get(url("programmes"), {"market_first": korea.pk, "kind": "worker"}).content.decode()
    assert "EPS" in programmes
    assert "D-4" not in programmes
    assert "Thực tập sinh" not in programmes


def test_a_commune_officer_gets_only_the_own_commune(personas: Personas) -> None:
    text = signed_in(personas.commune_officer).get(url("communes")).content.decode()

    assert text.count("<option") == 2  # "Chưa chọn" and xã An Mỹ
    assert signed_in(personas.credit_officer).get(url("communes")).status_code == 403


def test_without_javascript_a_button_brings_the_lists_and_keeps_what_was_typed(personas: Personas) -> None:
    data = {"refresh": "1", "market_first": str(Market.objects.get(code="KR").pk), "kind": "worker"} | {
        "full_name": "Lê Thị Gõ Dở",
        "beneficiaries": ["2"],
        "declares_truth": "on",
    }
    page = signed_in(personas.commune_officer).post(url("create"), data)
    form = page.context["form"]

    assert not form.errors
    assert form["full_name"].value() == "Lê Thị Gõ Dở"
    assert form["beneficiaries"].value() == ["2"]
    offered = {str(pk) for group in form.fields["programme"].choices[1:] for pk, _ in group[1]}
    assert offered == {
        str(pk) for pk in Programme.objects.filter(market__code="KR", for_students=False).values_list("pk", flat=True)
    }


# --- change


def test_a_returned_paper_shows_the_reason_and_everything_entered(personas: Personas) -> None:
    groups = (
        BeneficiaryData(group=BeneficiaryGroup.objects.get(code="1"), evidence_number="7/GCN"),
        BeneficiaryData(group=BeneficiaryGroup.objects.get(code="3")),
    )
    registration = submitted(personas.commune_officer, beneficiaries=groups, religion="Phật giáo")
    return_to_commune(registration=registration, by=personas.district_officer, reason="Thiếu dấu xác nhận")
    client = signed_in(personas.commune_officer)
    page = client.get(url("edit", registration.pk))
    assert "Thiếu dấu xác nhận" in page.content.decode()

    # Sent back as shown, nothing changes.
    form = page.context["form"]
    shown = {bound.html_name: bound.value() for bound in form}
    shown = {name: (format_date(v) if isinstance(v, date) else getattr(v, "pk", v)) for name, v in shown.items()}
    ticks = ("needs_", "declares_", "consents_")
    shown = {name: v for name, v in shown.items() if v not in (None, "") and not (name.startswith(ticks) and not v)}
    before = Registration.objects.filter(pk=registration.pk).values().get()
    assert client.post(url("edit", registration.pk), shown).status_code == 302
    after = Registration.objects.filter(pk=registration.pk).values().get()
    assert after == before
    assert list(registration.beneficiaries.values_list("group__code", "evidence_number")) == [("1", "7/GCN"), ("3", "")]


def test_an_accepted_paper_opens_no_form(personas: Personas) -> None:
    registration = accepted(personas.commune_officer, personas.district_officer)
    client = signed_in(personas.commune_officer)

    answer = client.get(url("edit", registration.pk), follow=True)
    assert "không sửa được" in answer.content.decode()
    client.post(url("edit", registration.pk), typed(declaration(trade="Cơ khí")))
    registration.refresh_from_db()
    assert registration.trade == "Chế biến thủy sản"


# --- scope and roles


@pytest.mark.parametrize("name", ["detail", "edit", "pdf"])
@pytest.mark.parametrize("stranger", ["sister_commune_officer", "commune_officer_other", "other_district_officer"])
def test_out_of_scope_is_404(personas: Personas, name: str, stranger: str) -> None:
    registration = register(by=personas.commune_officer, data=declaration())

    assert signed_in(getattr(personas, stranger)).get(url(name, registration.pk)).status_code == 404
    assert signed_in(personas.commune_officer).get(url(name, registration.pk)).status_code == 200


@pytest.mark.parametrize("name", ["transition", "reveal"])
def test_out_of_scope_is_404_for_sending_too(personas: Personas, name: str) -> None:
    registration = submitted(personas.commune_officer)
    answer = signed_in(personas.other_district_officer).post(url(name, registration.pk), {"transition": "accept"})

    assert answer.status_code == 404
    registration.refresh_from_db()
    assert registration.status == "submitted"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("create", "labour_officer"),
        ("edit", "labour_officer"),
        ("pdf", "labour_officer"),
        ("list", "credit_officer"),
        ("list", "finance_officer"),
        ("export", "province_reader"),
        ("review", "commune_officer"),
        ("detail", "commune_admin"),
    ],
)
def test_not_allowed_is_403(personas: Personas, name: str, key: str) -> None:
    registration = submitted(personas.commune_officer)
    args = (registration.pk,) if name in ("edit", "detail", "pdf") else ()

    assert signed_in(getattr(personas, key)).get(url(name, *args)).status_code == 403


def test_the_bank_opens_an_accepted_paper_only(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    bank = signed_in(personas.credit_officer)
    assert bank.get(url("detail", registration.pk)).status_code == 404
    accept(registration=registration, by=personas.district_officer)
    assert bank.get(url("detail", registration.pk)).status_code == 200
    assert signed_in(personas.other_credit_officer).get(url("detail", registration.pk)).status_code == 404


# --- numbers of people


def test_numbers_are_hidden_until_asked_for_and_each_look_is_written_down(personas: Personas) -> None:
    registration = submitted(personas.commune_officer, passport_number="C1234567", email="thu@example.com")
    client = signed_in(personas.commune_officer)
    page = client.get(url("detail", registration.pk)).content.decode()
    for hidden in (CCCD, "0912345678", "0912345679", "0912345670", "C1234567", "thu@example.com"):
        assert hidden not in page
    assert "094******001" in page

    shown = client.post(url("reveal", registration.pk)).content.decode()
    for number in (CCCD, "0912345678", "0912345679", "C1234567"):
        assert number in shown
    looks = ReadRecord.objects.filter(subject_kind="registration", subject_id=registration.pk)
    assert list(looks.order_by("pk").values_list("what", "by")) == [
        ("Xem giấy đăng ký", personas.commune_officer.pk),
        ("Xem đầy đủ số CCCD, hộ chiếu, điện thoại", personas.commune_officer.pk),
    ]
    opened = client.get(url("reveal", registration.pk))
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert f'href="{url("detail", registration.pk)}"' in opened.content.decode()


def test_health_is_for_who_enters_it(personas: Personas) -> None:
    registration = submitted(personas.commune_officer, chronic_illness="Hen suyễn")

    assert "Hen suyễn" in signed_in(personas.commune_officer).get(url("detail", registration.pk)).content.decode()
    assert "Hen suyễn" not in signed_in(personas.labour_officer).get(url("detail", registration.pk)).content.decode()


# --- the list


def test_the_list_holds_what_one_may_see(personas: Personas) -> None:
    mine = submitted(personas.commune_officer, 1)
    sister = submitted(personas.sister_commune_officer, 2, commune=commune("Thị trấn Kế Sách"))
    draft = register(by=personas.commune_officer, data=declaration(3))

    def listed(user: User) -> set[int]:
        return {row.pk for row in signed_in(user).get(url("list")).context["page"]}

    assert listed(personas.commune_officer) == {mine.pk, draft.pk}
    assert listed(personas.district_officer) == {mine.pk, sister.pk, draft.pk}
    assert listed(personas.labour_officer) == {mine.pk, sister.pk}
    assert listed(personas.other_district_officer) == set()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "nguyet thach"}, [2]),
        ({"q": "Nguyệt"}, [2]),
        ({"q": "094 099 000 001"}, [1]),
        ({"q": "dk-94-2024-000002"}, [2]),
        ({"q": "khong ai"}, []),
        ({"status": "draft"}, [3]),
        ({"status": "submitted", "kind": "student"}, [2]),
        ({"stage": "departed"}, []),
        ({"commune": "sister"}, [2]),
        ({"status": "nonsense"}, [1, 2, 3]),
    ],
)
def test_filters(personas: Personas, query: dict[str, str], found: list[int]) -> None:
    sister = commune("Thị trấn Kế Sách")
    submitted(personas.district_officer, 1)
    student = {"kind": "student", "programme": Programme.objects.get(code="JP-DH")}
    submitted(personas.district_officer, 2, full_name="Thạch Thị Nguyệt", commune=sister, **student)
    register(by=personas.district_officer, data=declaration(3))
    if query.get("commune"):
        query = {"commune": str(sister.pk)}
    page = signed_in(personas.district_officer).get(url("list"), query).context["page"]

    assert sorted(int(row.person.cccd[-3:]) for row in page) == found


def test_more_rows_take_no_more_queries(personas: Personas) -> None:
    def queries(name: str) -> int:
        client = signed_in(personas.district_officer)
        client.get(url(name))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(name)).status_code == 200
        return len(captured)

    submitted(personas.commune_officer, 1)
    one = {name: queries(name) for name in ("list", "review")}
    for number in (2, 3, 4):
        submitted(personas.commune_officer, number)
    assert {name: queries(name) for name in ("list", "review")} == one


# --- export


def test_the_export_follows_the_filter_and_disarms_formulas(personas: Personas) -> None:
    submitted(personas.commune_officer, 1, trade="=HYPERLINK(A1)")
    submitted(personas.commune_officer, 2, full_name="Lê Thị Khác", cccd="094199000002", sex="F")
    answer = signed_in(personas.commune_officer).get(url("export"), {"q": "thu", "dang": "xlsx"})

    assert 'filename="giay-dang-ky-20241008.xlsx"' in answer["Content-Disposition"]
    header, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows()  # type: ignore[union-attr]
    assert len(rows) == 1
    row = {head.value: cell for head, cell in zip(header, rows[0], strict=True)}
    assert row["Số CCCD"].value == CCCD
    assert row["Số tiền cần vay (đồng)"].value == 117_000_000
    assert row["Ngày sinh"].value == datetime(1999, 5, 12)
    assert (row["Ngành nghề"].data_type, row["Ngành nghề"].value) == ("s", "=HYPERLINK(A1)")
    assert ReadRecord.objects.filter(subject_kind="registration_list", what__startswith="Xuất 1 giấy").exists()


def test_the_csv_disarms_formulas_and_opens_in_vietnamese(personas: Personas) -> None:
    submitted(personas.commune_officer, trade="=HYPERLINK(A1)")
    answer = signed_in(personas.commune_officer).get(url("export"), {"dang": "csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert (row["Ngành nghề"], row["Ngày sinh"], row["Số CCCD"]) == ("'=HYPERLINK(A1)", "12/05/1999", CCCD)


def test_who_does_not_enter_gets_the_numbers_masked(personas: Personas) -> None:
    submitted(personas.commune_officer)
    text = signed_in(personas.labour_officer).get(url("export"), {"dang": "csv"}).content.decode()

    assert "094******001" in text
    assert CCCD not in text
    assert "0912345678" not in text


def test_an_unknown_file_kind_is_404(personas: Personas) -> None:
    assert signed_in(personas.commune_officer).get(url("export"), {"dang": "exe"}).status_code == 404


# --- withdrawing


def test_withdrawing_without_a_reason_keeps_the_page_and_the_paper(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    client = signed_in(personas.commune_officer)
    page = client.post(url("transition", registration.pk), {"transition": "withdraw", "reason": " "})

    assert "Chưa ghi lý do" in page.content.decode()
    client.post(url("transition", registration.pk), {"transition": "withdraw", "reason": "Đổi ý"})
    registration.refresh_from_db()
    assert registration.status == "withdrawn"
    assert "Đổi ý" in client.get(url("detail", registration.pk)).content.decode()


def test_an_unknown_step_changes_nothing(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    answer = signed_in(personas.commune_officer).post(
        url("transition", registration.pk), {"transition": "delete"}, follow=True
    )

    assert "Không rõ việc cần làm" in answer.content.decode()
    registration.refresh_from_db()
    assert registration.status == "submitted"
