"""The ledger's months on their page: reconcile, resume with a reason, lock, and who may."""

from datetime import date

import pytest
from django.test import Client

from lending.models.ledger import LedgerMonth
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import User
from tests.lending.loans import Loans
from tests.personas import Personas

ADDRESS = "/so-cai/thang/"
SEPTEMBER = "/so-cai/thang/2024/9/buoc/"


@pytest.fixture
def booked(loans: Loans) -> None:
    """September has an entry."""
    with business_time(date(2024, 9, 10)):
        loans.fund(500_000_000, day=date(2024, 9, 10))


def step(client: Client, user: User, name: str, reason: str = "") -> str:
    client.force_login(user)
    answer = client.post(SEPTEMBER, {"transition": name, "reason": reason}, follow=True)
    return answer.content.decode()


def test_the_branch_reconciles_and_locks(client: Client, personas: Personas, booked: None) -> None:
    assert "Tháng 09/2024: đang đối chiếu." in step(client, personas.branch_officer, "reconcile")
    assert "Tháng 09/2024: đã khóa." in step(client, personas.branch_director, "lock")
    assert LedgerMonth.objects.get().state == LedgerMonth.State.LOCKED


def test_an_officer_does_not_lock(client: Client, personas: Personas, booked: None) -> None:
    step(client, personas.branch_officer, "reconcile")
    client.force_login(personas.branch_officer)
    assert client.post(SEPTEMBER, {"transition": "lock"}).status_code == 403


def test_resuming_asks_for_a_reason_and_keeps_the_form_open(client: Client, personas: Personas, booked: None) -> None:
    step(client, personas.branch_officer, "reconcile")
    page = step(client, personas.branch_officer, "resume")
    assert "Hãy ghi rõ lý do rồi gửi lại." in page
    assert "<details open>" in page
    page = step(client, personas.branch_officer, "resume", "Sao kê lệch 1 chứng từ.")
    assert "Tháng 09/2024: đang mở." in page
    assert "Sao kê lệch 1 chứng từ." in page


def test_a_month_that_is_not_over_is_not_locked(client: Client, personas: Personas, loans: Loans) -> None:
    loans.fund(500_000_000)
    client.force_login(personas.branch_director)
    client.post("/so-cai/thang/2024/10/buoc/", {"transition": "reconcile"})
    answer = client.post("/so-cai/thang/2024/10/buoc/", {"transition": "lock"})
    assert "chưa hết nên chưa khóa được" in answer.content.decode()


@pytest.mark.parametrize(
    ("key", "status"), [("labour_officer", 200), ("commune_officer", 403), ("centre_officer", 403)]
)
def test_who_reads_the_months(client: Client, personas: Personas, booked: None, key: str, status: int) -> None:
    client.force_login(getattr(personas, key))
    assert client.get(ADDRESS).status_code == status


@pytest.mark.parametrize("key", ["labour_officer", "credit_officer", "finance_officer"])
def test_who_does_not_move_a_month(client: Client, personas: Personas, booked: None, key: str) -> None:
    client.force_login(getattr(personas, key))
    assert client.post(SEPTEMBER, {"transition": "reconcile"}).status_code == 403


def test_nonsense_is_not_found(client: Client, personas: Personas, booked: None) -> None:
    client.force_login(personas.branch_director)
    assert client.post(SEPTEMBER, {"transition": "unlock"}).status_code == 404


@pytest.mark.parametrize("month", ["2024/13", "2024/0", "2020/99999", "2024/12"])
def test_a_month_that_cannot_be_is_refused(client: Client, personas: Personas, booked: None, month: str) -> None:
    client.force_login(personas.branch_director)
    answer = client.post(f"/so-cai/thang/{month}/buoc/", {"transition": "reconcile"})
    assert "Hãy chọn tháng đã có bút toán." in answer.content.decode()
    assert not LedgerMonth.objects.exists()
