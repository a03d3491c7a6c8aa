"""Contracts' pages: the money stands on them, and vouchers are entered through them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lending.models import LoanContract, Voucher
from lending.standing import standing
from tests.lending.loans import MILLION, Loans
from tests.lending.test_dossier_pages import go
from tests.personas import Personas

pytestmark = pytest.mark.django_db

DISBURSEMENT = {
    "voucher_number": "GN7",
    "value_date": "08/10/2024",
    "amount": "60.000.000",
    "payee_kind": "enterprise",
    "payee_name": "Công ty Mẫu (hư cấu)",
    "payee_account": "1234567890",
    "note": "Đợt 1",
}


def test_from_signing_to_settlement(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(200 * MILLION)
    contract = loans.approved(60 * MILLION)
    officer = personas.credit_officer
    signing = {"number": "6600-01", "customer_code": "94000001", "signed_on": "08/10/2024"}
    assert go(client, officer, "contract_sign", contract.pk, data=signing).status_code == 302
    assert "Công ty Mẫu" in go(client, officer, "contract_disburse", contract.pk).content.decode()
    assert go(client, officer, "contract_disburse", contract.pk, data=DISBURSEMENT).status_code == 302
    collection = {"voucher_number": "TN7", "value_date": "08/10/2024", "amount": "60.000.000", "note": ""}
    over = go(client, officer, "contract_collect", contract.pk, data={**collection, "amount": "60.000.001"})
    assert "dư nợ gốc còn 60.000.000 đồng" in over.content.decode()
    assert "60.000.001" in over.content.decode()
    assert go(client, officer, "contract_collect", contract.pk, data=collection).status_code == 302

    page = go(client, personas.controller, "contract", contract.pk)
    html = page.content.decode()
    for text in ("6600-01", "94000001", "GN7", "TN7", "Đợt 1", "Tất toán", "Dư nợ trong hạn"):
        assert text in html
    assert [row["may_reverse"] for row in page.context["vouchers"]] == [True, True]
    assert len(page.context["entries"]) == 3


def test_the_same_voucher_twice_is_answered_and_posts_once(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(200 * MILLION)
    contract = loans.signed()
    for _ in range(2):
        go(client, personas.credit_officer, "contract_disburse", contract.pk, data=DISBURSEMENT)
    html = client.get(reverse("lending:contract", args=[contract.pk])).content.decode()
    assert "không ghi lần hai" in html
    assert standing(contract).disbursed == 60 * MILLION
    other = go(
        client, personas.credit_officer, "contract_disburse", contract.pk, data={**DISBURSEMENT, "amount": "50.000.000"}
    )
    assert "khác với nội dung vừa nhập" in other.content.decode()
    assert Voucher.objects.count() == 1


def test_bad_input_says_how_to_mend_it(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(200 * MILLION)
    contract = loans.signed()
    data = {**DISBURSEMENT, "amount": "60 triệu", "value_date": "32/10/2024", "payee_name": ""}
    page = go(client, personas.credit_officer, "contract_disburse", contract.pk, data=data)
    assert set(page.context["form"].errors) == {"amount", "value_date", "payee_name"}
    assert "GN7" in page.content.decode()
    assert "60 triệu" in page.content.decode()
    assert not Voucher.objects.exists()


def test_a_voucher_is_reversed_from_its_row(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(200 * MILLION)
    contract = loans.disbursed()
    voucher = contract.vouchers.get()
    assert go(client, personas.credit_officer, "voucher_reverse", contract.pk, voucher.pk).status_code == 403
    assert go(client, personas.other_controller, "voucher_reverse", contract.pk, voucher.pk).status_code == 404
    empty = go(client, personas.controller, "voucher_reverse", contract.pk, voucher.pk, data={"reason": ""})
    assert empty.context["form"].errors["reason"]
    done = go(client, personas.controller, "voucher_reverse", contract.pk, voucher.pk, data={"reason": "Sai tài khoản"})
    assert done.status_code == 302
    html = client.get(done.url).content.decode()
    assert "Đã đảo" in html
    assert "Sai tài khoản" in html


def test_the_rest_is_cancelled_by_the_director_with_a_reason(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(200 * MILLION)
    contract = loans.signed()
    step = {"transition": "cancel", "reason": ""}
    assert (
        "Chưa ghi lý do"
        in go(client, personas.office_director, "contract_step", contract.pk, data=step).content.decode()
    )
    go(client, personas.office_director, "contract_step", contract.pk, data={**step, "reason": "Không đi nữa"})
    contract.refresh_from_db()
    assert contract.status == "cancelled"


def test_the_list_filters_and_its_queries_do_not_grow(
    loans: Loans, personas: Personas, client: Client, django_assert_max_num_queries: Any
) -> None:
    loans.fund(900 * MILLION)
    contract = loans.disbursed()
    client.force_login(personas.branch_officer)
    address = reverse("lending:contracts")
    client.get(address)
    with django_assert_max_num_queries(25) as one:
        assert "117.000.000" in client.get(address).content.decode()
    other = loans.signed()
    loans.signed()
    with django_assert_max_num_queries(len(one)):
        assert len(client.get(address).context["rows"]) == 3
    assert [row[0] for row in client.get(address, {"status": "active"}).context["rows"]] == [contract]
    assert [row[0] for row in client.get(address, {"q": other.number}).context["rows"]] == [other]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("controller", 200),
        ("branch_director", 200),
        ("labour_leader", 200),
        ("other_credit_officer", 404),
        ("commune_officer", 403),
        ("finance_officer", 403),
    ],
)
def test_who_reads_a_contract(loans: Loans, personas: Personas, client: Client, person: str, code: int) -> None:
    loans.fund(200 * MILLION)
    assert go(client, getattr(personas, person), "contract", loans.approved().pk).status_code == code


@pytest.mark.parametrize("name", ["contract_sign", "contract_disburse", "contract_collect"])
def test_the_sister_offices_forms_are_404_and_the_directors_403(
    loans: Loans, personas: Personas, client: Client, name: str
) -> None:
    loans.fund(200 * MILLION)
    contract = loans.approved()
    assert go(client, personas.other_credit_officer, name, contract.pk).status_code == 404
    assert go(client, personas.other_credit_officer, name, contract.pk, data={}).status_code == 404
    assert go(client, personas.office_director, name, contract.pk, data={}).status_code == 403
    assert LoanContract.objects.get().status == "approved"


def test_the_pile_of_contracts_to_pay_out_opens_exactly_those(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(500 * MILLION)
    approved, signed, paid = loans.approved(), loans.signed(), loans.disbursed()
    client.force_login(personas.credit_officer)
    pile = next(each for each in client.get(reverse("home")).context["piles"] if "chờ giải ngân" in each.title)
    rows = client.get(pile.url).context["rows"]
    assert {contract.pk for contract, _ in rows} == {approved.pk, signed.pk}
    assert pile.count == 2
    active = client.get(reverse("lending:contracts"), {"status": "active"}).context["rows"]
    assert [contract.pk for contract, _ in active] == [paid.pk]
