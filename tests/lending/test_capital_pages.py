"""Capital, recovered capital, journal and policies in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from lending.actions import collect_principal
from lending.ledger.accounts import available, balance, recovered_waiting
from lending.models import CapitalNotice, PolicyParameter
from tests.lending.loans import MILLION, TODAY, Loans, source
from tests.lending.test_dossier_pages import go
from tests.personas import Personas

pytestmark = pytest.mark.django_db

RECORD = {
    "kind": "transfer",
    "document_number": "15/STC-NS",
    "document_date": "07/10/2024",
    "amount": "5.000.000.000",
    "transferred_on": "07/10/2024",
    "note": "",
}


def test_recorded_here_confirmed_there(loans: Loans, personas: Personas, client: Client) -> None:
    data = {**RECORD, "plan": loans.plan.pk, "source": source().pk}
    bad = go(client, personas.finance_officer, "capital_record", data={**data, "amount": "-5"})
    assert bad.context["form"].errors["amount"]
    assert "15/STC-NS" in bad.content.decode()
    assert go(client, personas.finance_officer, "capital_record", data=data).status_code == 302
    twice = go(client, personas.finance_officer, "capital_record", data=data)
    assert "đã được ghi nhận" in twice.content.decode()

    notice = CapitalNotice.objects.get()
    assert "15/STC-NS" in go(client, personas.branch_controller, "capital_list").content.decode()
    late = go(client, personas.branch_controller, "capital", notice.pk, data={"received_on": "09/10/2024"})
    assert late.context["form"].errors["received_on"]
    go(client, personas.branch_controller, "capital", notice.pk, data={"received_on": "08/10/2024"})
    assert balance(available(source(), "new")) == 5_000 * MILLION
    assert "Ngân hàng đã nhận" in go(client, personas.finance_officer, "capital", notice.pk).content.decode()


def test_opening_balance_is_the_branchs_and_another_confirms(loans: Loans, personas: Personas, client: Client) -> None:
    data = {
        "plan": loans.plan.pk,
        "source": source().pk,
        "pool": "recovered",
        "document_number": "1/BB",
        "document_date": "02/01/2024",
        "amount": "700.000.000",
        "value_date": "01/01/2024",
    }
    go(client, personas.branch_director, "capital_opening", data=data)
    notice = CapitalNotice.objects.get()
    assert not go(client, personas.branch_director, "capital", notice.pk).context["may_confirm"]
    own = go(client, personas.branch_director, "capital", notice.pk, data={"received_on": "08/10/2024"})
    assert "phải khác người ghi nhận" in own.content.decode()
    go(client, personas.branch_controller, "capital", notice.pk, data={"received_on": "02/01/2024"})
    assert balance(available(source(), "recovered")) == 700 * MILLION


def test_rejection_keeps_what_was_typed_and_wants_a_reason(loans: Loans, personas: Personas, client: Client) -> None:
    notice = loans.notice(MILLION)
    empty = go(client, personas.branch_director, "capital_step", notice.pk, data={"transition": "reject"})
    assert "Chưa ghi lý do" in empty.content.decode()
    data = {"transition": "reject", "reason": "Tiền chưa về"}
    go(client, personas.branch_director, "capital_step", notice.pk, data=data)
    html = go(client, personas.finance_officer, "capital", notice.pk).content.decode()
    assert "Ngân hàng không nhận" in html
    assert "Tiền chưa về" in html


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("capital_record", "finance_officer", "branch_director"),
        ("capital_opening", "branch_officer", "finance_officer"),
        ("capital_list", "office_director", "district_officer"),
        ("recovered", "labour_officer", "credit_officer"),
        ("journal", "province_reader", "credit_officer"),
        ("policies", "district_leader", "commune_officer"),
    ],
)
def test_who_opens(personas: Personas, client: Client, name: str, allowed: str, refused: str) -> None:
    assert go(client, getattr(personas, allowed), name).status_code == 200
    assert go(client, getattr(personas, refused), name).status_code == 403


def test_recovered_capital_is_released_from_the_page(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(117 * MILLION)
    contract = loans.disbursed()
    collect_principal(
        contract=contract, by=personas.credit_officer, voucher_number="TN1", value_date=TODAY, amount=40 * MILLION
    )
    data = {"source": source().pk, "amount": "40.000.001", "decision": "9/QĐ", "decided_on": "08/10/2024", "note": ""}
    over = go(client, personas.branch_director, "recovered", data=data)
    assert "40.000.000 đồng" in over.content.decode()
    assert "9/QĐ" in over.content.decode()
    assert go(client, personas.branch_officer, "recovered", data=data).status_code == 403
    go(client, personas.branch_director, "recovered", data={**data, "amount": "40.000.000"})
    assert balance(recovered_waiting(source())) == 0
    page = go(client, personas.branch_controller, "recovered")
    voucher = page.context["rows"][0][0]
    assert reverse("lending:release_reverse", args=[voucher.pk]) in page.content.decode()
    go(client, personas.branch_controller, "release_reverse", voucher.pk, data={"reason": "Sai số"})
    assert balance(recovered_waiting(source())) == 40 * MILLION


def test_the_journal_filters(loans: Loans, personas: Personas, client: Client) -> None:
    loans.fund(200 * MILLION)
    contract = loans.disbursed(100 * MILLION)
    client.force_login(personas.branch_officer)
    address = reverse("lending:journal")

    def count(**query: object) -> int:
        return client.get(address, query).context["page"].paginator.count

    assert count() == 3
    assert count(kind="disbursement") == 1
    assert count(contract=contract.number) == 2
    assert count(source=source("central").pk) == 0
    assert count(since="09/10/2024") == 0
    assert count(flow="available", source=source().pk, pool="new") == 2
    assert client.get(address, {"plan": "x", "since": "hôm qua"}).status_code == 200


def test_policies_say_what_nobody_has_verified(personas: Personas, client: Client) -> None:
    page = go(client, personas.labour_leader, "policies")
    html = page.content.decode()
    assert html.count('<span class="unverified">') == PolicyParameter.objects.filter(verified=False).count() + 1
    for text in ("150.000.000 đồng", "6,60 %/năm", "Nghị định số 74/2019/NĐ-CP"):
        assert text in html
