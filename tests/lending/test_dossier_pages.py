"""The queue, the candidates and the dossier's pages: works, elsewhere 404, not allowed 403, bad input loses nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lending.models import Dossier, LoanContract
from soctrang_loans.audit.models import ReadRecord
from tests.lending.loans import MILLION, Loans
from tests.personas import Personas
from tests.registrations.papers import commune

pytestmark = pytest.mark.django_db


def go(client: Client, user: Any, name: str, *args: int, data: dict[str, Any] | None = None) -> Any:
    client.force_login(user)
    address = reverse(f"lending:{name}", args=args)
    return client.get(address) if data is None else client.post(address, data)


def test_the_queue_shows_the_offices_open_dossiers_late_ones_marked(
    loans: Loans, personas: Personas, client: Client
) -> None:
    late, done = loans.opened(), loans.opened()
    Dossier.objects.filter(pk=late.pk).update(due_on="2024-10-07")
    Dossier.objects.filter(pk=done.pk).update(status="withdrawn")
    page = go(client, personas.credit_officer, "dossiers")
    html = page.content.decode()
    assert late.number in html
    assert done.number not in html
    assert "Quá hạn" in html
    assert "1 hồ sơ quá hạn" in html
    assert late.number not in go(client, personas.other_credit_officer, "dossiers").content.decode()
    assert done.number in client_get(client, personas.credit_officer, status="withdrawn")
    assert late.number in client_get(client, personas.branch_officer, q="nguyen van thu")


def client_get(client: Client, user: Any, **query: str) -> str:
    client.force_login(user)
    return client.get(reverse("lending:dossiers"), query).content.decode()


def test_queries_of_the_queue_do_not_grow(
    loans: Loans, personas: Personas, client: Client, django_assert_max_num_queries: Any
) -> None:
    loans.opened()
    go(client, personas.credit_officer, "dossiers")
    with django_assert_max_num_queries(25) as one:
        client.get(reverse("lending:dossiers"))
    for _ in range(3):
        loans.opened()
    with django_assert_max_num_queries(len(one)):
        assert len(client.get(reverse("lending:dossiers")).context["page"]) == 4


def test_candidates_of_my_area_without_a_dossier(loans: Loans, personas: Personas, client: Client) -> None:
    waiting, taken = loans.candidate(full_name="Trần Thị Chờ"), loans.candidate(full_name="Lê Văn Có")
    loans.opened(taken)
    html = go(client, personas.credit_officer, "candidates").content.decode()
    assert "Trần Thị Chờ" in html
    assert "Lê Văn Có" not in html
    assert reverse("lending:dossier_open", args=[waiting.pk]) in html
    assert "Trần Thị Chờ" not in go(client, personas.other_credit_officer, "candidates").content.decode()


def test_a_dossier_is_opened_from_the_page(loans: Loans, personas: Personas, client: Client) -> None:
    registration = loans.candidate()
    form = go(client, personas.credit_officer, "dossier_open", registration.pk)
    assert "117.000.000" in form.content.decode()
    data = {
        "source": form.context["form"].initial["source"].pk,
        "requested_amount": "117.000.000",
        "requested_months": "36",
        "purpose": "Chi phí dịch vụ",
        "received_on": "08/10/2024",
        "papers": ["application", "identity"],
    }
    refused = go(
        client, personas.credit_officer, "dossier_open", registration.pk, data={**data, "papers": ["identity"]}
    )
    assert "còn thiếu" in refused.content.decode()
    assert "Chi phí dịch vụ" in refused.content.decode()
    unread = go(client, personas.credit_officer, "dossier_open", registration.pk, data={**data, "received_on": "8/10"})
    assert unread.context["form"].errors["received_on"]
    assert not Dossier.objects.exists()

    done = go(client, personas.credit_officer, "dossier_open", registration.pk, data=data)
    assert done.url == reverse("lending:dossier", args=[Dossier.objects.get().pk])
    assert go(client, personas.other_credit_officer, "dossier_open", registration.pk).status_code == 404
    assert go(client, personas.controller, "dossier_open", registration.pk).status_code == 403


def test_the_page_explains_each_condition_and_notes_the_reading(
    loans: Loans, personas: Personas, client: Client
) -> None:
    dossier = loans.opened(loans.candidate(cost=100 * MILLION))
    html = go(client, personas.office_director, "dossier", dossier.pk).content.decode()
    for text in ("Không đạt", "Đạt", "chưa xác minh", "Không quá 100 % chi phí: 100.000.000 đồng", "094******1"):
        assert text in html
    assert "094099000" not in html
    read = ReadRecord.objects.get(subject_kind="dossier")
    assert (read.by, read.subject_id) == (personas.office_director, dossier.pk)


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("credit_officer", 200),
        ("branch_officer", 200),
        ("labour_officer", 200),
        ("district_officer", 200),
        ("other_credit_officer", 404),
        ("other_office_director", 404),
        ("other_district_officer", 404),
        ("commune_officer", 403),
        ("finance_officer", 403),
        ("labour_admin", 403),
    ],
)
def test_who_reads_a_dossier(loans: Loans, personas: Personas, client: Client, person: str, code: int) -> None:
    assert go(client, getattr(personas, person), "dossier", loans.opened().pk).status_code == code


def test_the_sister_offices_addresses_are_404(loans: Loans, personas: Personas, client: Client) -> None:
    dossier = loans.checked()
    posts = {
        "dossier_step": (personas.other_credit_officer, {"transition": "withdraw", "reason": "x"}),
        "dossier_papers": (personas.other_credit_officer, {"papers": ["identity"]}),
        "dossier_appraise": (personas.other_credit_officer, {"amount": "1", "months": "1", "opinion": "x"}),
        "dossier_approve": (personas.other_office_director, {"amount": "1", "months": "1"}),
    }
    for name, (user, data) in posts.items():
        assert go(client, user, name, dossier.pk, data=data).status_code == 404, name
    assert Dossier.objects.get().status == "checked"


def test_the_chain_through_the_pages(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(200 * MILLION)
    dossier = loans.opened()
    appraisal = {"amount": "100.000.000", "months": "36", "opinion": "Đủ điều kiện"}
    bad = go(client, personas.credit_officer, "dossier_appraise", dossier.pk, data={**appraisal, "amount": "1,5"})
    assert bad.context["form"].errors["amount"]
    assert "Đủ điều kiện" in bad.content.decode()
    go(client, personas.credit_officer, "dossier_appraise", dossier.pk, data=appraisal)

    page = go(client, personas.controller, "dossier", dossier.pk)
    assert [step.name for step in page.context["transitions"]] == ["check", "return_by_checker"]
    kept = go(
        client, personas.controller, "dossier_step", dossier.pk, data={"transition": "return_by_checker", "reason": ""}
    )
    assert "Chưa ghi lý do" in kept.content.decode()
    go(client, personas.controller, "dossier_step", dossier.pk, data={"transition": "check"})

    asked = go(client, personas.office_director, "dossier_approve", dossier.pk)
    assert "200.000.000" in asked.content.decode()
    over = go(
        client, personas.office_director, "dossier_approve", dossier.pk, data={"amount": "118.000.000", "months": "36"}
    )
    assert over.context["form"].errors["amount"]
    assert "118.000.000" in over.content.decode()
    done = go(
        client, personas.office_director, "dossier_approve", dossier.pk, data={"amount": "100.000.000", "months": "36"}
    )
    contract = LoanContract.objects.get()
    assert done.url == reverse("lending:contract", args=[contract.pk])
    assert contract.approved_amount == 100 * MILLION


@pytest.mark.parametrize("person", ["credit_officer", "controller"])
def test_approval_is_the_directors(loans: Loans, personas: Personas, client: Client, person: str) -> None:
    loans.fund(200 * MILLION)
    dossier = loans.checked()
    answer = go(client, getattr(personas, person), "dossier_approve", dossier.pk, data={"amount": "1", "months": "1"})
    assert answer.status_code == 403
    assert not LoanContract.objects.exists()


def test_a_step_that_is_none(loans: Loans, personas: Personas, client: Client) -> None:
    answer = go(client, personas.office_director, "dossier_step", loans.checked().pk, data={"transition": "approve"})
    assert "Không có bước này" in answer.content.decode()
    assert Dossier.objects.get().status == "checked"


def test_sister_commune_is_the_same_office(loans: Loans, personas: Personas, client: Client) -> None:
    """An office's area is a set of communes: both communes of Kế Sách go to PGD Kế Sách, Trần Đề's do not."""
    registration = loans.candidate()
    registration.commune = commune("Thị trấn Trần Đề", "Huyện Trần Đề")
    registration.save(update_fields=["commune"])
    assert go(client, personas.credit_officer, "dossier_open", registration.pk).status_code == 404
    assert go(client, personas.other_credit_officer, "dossier_open", registration.pk).status_code == 200


def test_who_leaves_first_stands_first_among_candidates(loans: Loans, personas: Personas, client: Client) -> None:
    later, sooner, unsigned = loans.candidate(), loans.candidate(), loans.candidate(abroad=False)
    for registration, day in ((later, "2024-11-20"), (sooner, "2024-10-20")):
        registration.overseas_contract.planned_departure = day
        registration.overseas_contract.save()
    client.force_login(personas.credit_officer)
    everybody = client.get(reverse("lending:candidates")).context
    assert [each.pk for each in everybody["page"]] == [sooner.pk, later.pk, unsigned.pk]
    signed = client.get(reverse("lending:candidates"), {"hop_dong": "da-ky"}).context
    assert [each.pk for each in signed["page"]] == [sooner.pk, later.pk]
    assert (signed["signed"], signed["everybody"]) == (2, 3)
    assert next(pile for pile in client.get(reverse("home")).context["piles"] if "da-ky" in pile.url).count == 2


def test_limits_stand_before_the_field_and_a_term_beyond_them_is_told_in_words(
    loans: Loans, personas: Personas, client: Client
) -> None:
    dossier = loans.opened(loans.candidate(cost=90 * MILLION))
    form = {"amount": "117.000.000", "months": "121", "opinion": "Đủ điều kiện."}
    page = go(client, personas.credit_officer, "dossier_appraise", dossier.pk).content.decode()
    assert "cho vay được tối đa 90.000.000 đồng" in page
    page = go(client, personas.credit_officer, "dossier_appraise", dossier.pk, data=form).content.decode()
    assert "Số này phải từ 1 đến 120. Hãy sửa lại." in page
    assert "Đủ điều kiện." in page

    client.post(reverse("lending:dossier_appraise", args=[dossier.pk]), {**form, "months": "36"})

    page = client.get(reverse("lending:dossier", args=[dossier.pk])).content.decode()
    assert "hồ sơ chưa đạt: chi phí ghi trong hợp đồng" in page
