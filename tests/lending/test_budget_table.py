"""The budget against the 69.221.000.000 đồng: one query, page and workbook alike, each figure with its entries."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from lending.actions import cancel_approval, collect_principal, release_recovered, reverse_voucher
from lending.budget import FLOWS, BudgetRow, budget_table, entries_behind, net_of
from lending.ledger.accounts import available, balance, line_allotted, line_available, line_spent
from lending.ledger.posting import Leg, post
from lending.models import BudgetLine
from lending.models.ledger import EntryKind, LedgerEntry
from soctrang_loans.organisation.clock import business_now, business_time
from tests.lending.loans import MILLION, TODAY, Loans, source
from tests.personas import Personas

pytestmark = pytest.mark.django_db
BILLION = 1000 * MILLION


def row_of(loans: Loans, code: str, pool: str, **asked) -> BudgetRow:
    table = budget_table(loans.plan, **asked)
    return next(row for row in table.rows if row.source and (row.source.code, row.pool) == (code, pool))


@pytest.fixture
def year(loans: Loans) -> Loans:
    """New and opening capital, two loans of which one is cut, collection and release, and a line that is spent."""
    personas = loans.personas
    loans.fund(300 * MILLION)
    loans.fund(BILLION, "central")
    loans.opening(50 * MILLION)
    contract = loans.disbursed(117 * MILLION)
    cut = loans.signed(100 * MILLION, loans.checked())
    loans.disburse(cut, 60 * MILLION)
    cancel_approval(contract=cut, by=personas.office_director, reason="Chi phí thấp hơn")
    collect_principal(
        contract=contract, by=personas.credit_officer, voucher_number="TN1", value_date=TODAY, amount=30 * MILLION
    )
    release_recovered(
        source=source(), by=personas.branch_director, amount=20 * MILLION, decision="1/QĐ", decided_on=TODAY
    )
    line = BudgetLine.objects.get(kind="initial_support")
    post(
        event="allot",
        kind=EntryKind.LINE_ALLOTTED,
        legs=[Leg(line_available(line), line_allotted(line), 400 * MILLION)],
        value_date=TODAY,
        by=None,
        plan=loans.plan,
    )
    post(
        event="spend",
        kind=EntryKind.LINE_SPENT,
        legs=[Leg(line_spent(line), line_available(line), 90 * MILLION)],
        value_date=TODAY,
        by=None,
        plan=loans.plan,
    )
    return loans


def test_the_empty_plan_adds_up_to_the_dong(loans: Loans) -> None:
    table = budget_table(loans.plan)
    assert table.total.planned == loans.plan.total_amount == 69_221_000_000
    assert table.loans.planned == 67_500_000_000
    assert [block.subtotal.planned for block in table.blocks] == [25_000_000_000, 42_500_000_000]
    assert [row.planned for row in table.others] == [496_000_000, 1_225_000_000]
    assert (table.total.disbursed, table.total.remaining, table.warnings) == (0, 69_221_000_000, [])


def test_every_figure(year: Loans) -> None:
    new = row_of(year, "provincial", "new")
    assert (new.received, new.recovered, new.relent) == (300 * MILLION, None, None)
    assert (new.approved, new.disbursed) == (177 * MILLION, 177 * MILLION)
    assert (new.available, new.remaining) == (123 * MILLION, 38 * BILLION - 177 * MILLION)
    recovered = row_of(year, "provincial", "recovered")
    assert (recovered.received, recovered.carried) == (None, 50 * MILLION)
    assert (recovered.recovered, recovered.relent) == (30 * MILLION, 20 * MILLION)
    assert (recovered.approved, recovered.available) == (0, 70 * MILLION)
    central = row_of(year, "central", "new")
    assert (central.received, central.available, central.disbursed) == (BILLION, BILLION, 0)
    table = budget_table(year.plan)
    support = table.others[0]
    assert (support.received, support.disbursed, support.available) == (400 * MILLION, 90 * MILLION, 310 * MILLION)
    assert support.remaining == 406 * MILLION
    assert table.loans.disbursed == 177 * MILLION
    assert table.total.disbursed == 267 * MILLION


def test_available_is_carried_plus_received_or_relent_less_approved(year: Loans) -> None:
    for row in budget_table(year.plan).rows:
        if row.source:
            came = (row.carried or 0) + (row.received or 0) + (row.relent or 0)
            assert row.available == came - (row.approved or 0)
            assert row.available == balance(available(row.source, row.pool))


def test_the_entries_behind_a_figure_sum_to_it(year: Loans) -> None:
    for row in budget_table(year.plan).rows:
        for name in (*FLOWS, "carried", "available"):
            figure = getattr(row, name, None)
            if row.source is None or figure is None:
                continue
            entries = entries_behind(name, plan=year.plan, source=row.source, pool=row.pool)
            assert net_of(name, entries) == figure, name
    line = BudgetLine.objects.get(kind="initial_support")
    assert net_of("spent", entries_behind("spent", plan=year.plan, line=line)) == 90 * MILLION


def test_a_reversed_disbursement_comes_off(year: Loans, personas: Personas) -> None:
    voucher = year.disburse(year.signed(10 * MILLION, year.checked()), 10 * MILLION, "GN9").voucher
    assert row_of(year, "provincial", "new").disbursed == 187 * MILLION
    reverse_voucher(voucher=voucher, by=personas.controller, reason="Chuyển nhầm")
    row = row_of(year, "provincial", "new")
    assert (row.approved, row.disbursed) == (187 * MILLION, 177 * MILLION)


def test_as_of_and_as_known(year: Loans) -> None:
    before = business_now()
    contract = year.signed(10 * MILLION, year.checked())
    with business_time(date(2024, 10, 20)):
        year.disburse(contract, 10 * MILLION, "GN9", value_date=date(2024, 10, 20))
        assert row_of(year, "provincial", "new").disbursed == 187 * MILLION
        assert row_of(year, "provincial", "new", as_of=date(2024, 10, 19)).disbursed == 177 * MILLION
        known = before + timedelta(hours=1)
        assert row_of(year, "provincial", "new", as_of=date(2024, 10, 20), known_at=known).disbursed == 177 * MILLION


def test_last_years_money_opens_the_next_year(year: Loans) -> None:
    plan = type(year.plan).objects.create(year=2025, title="Kế hoạch 2025", target_people=1, total_amount=1)
    with business_time(date(2025, 1, 6)):
        table = budget_table(plan)
    new = next(row for row in table.rows if row.source and (row.source.code, row.pool) == ("provincial", "new"))
    assert (new.carried, new.received, new.approved, new.available) == (123 * MILLION, 0, 0, 123 * MILLION)


@pytest.mark.parametrize(("planned", "level"), [(118, 95), (117, 100), (147, 0), (146, 80), (100, 100)])
def test_warnings(loans: Loans, planned: int, level: int) -> None:
    loans.fund(300 * MILLION)
    loans.approved(117 * MILLION)
    BudgetLine.objects.filter(source__code="provincial", pool="new").update(amount=planned * MILLION)
    assert row_of(loans, "provincial", "new").warning == level
    assert bool(level) == any(row.pool == "new" for row in budget_table(loans.plan).warnings)


def test_the_number_of_queries_does_not_grow(year: Loans, django_assert_num_queries) -> None:
    plan = year.plan
    with django_assert_num_queries(3):
        budget_table(plan)
    year.fund(500 * MILLION)
    year.disbursed(10 * MILLION)
    year.disbursed(20 * MILLION)
    with django_assert_num_queries(3):
        budget_table(plan)


# --- the page


def open_page(client: Client, user, **query):
    client.force_login(user)
    return client.get(reverse("lending:budget"), query)


def test_page_and_workbook_show_the_same(year: Loans, personas: Personas, client: Client) -> None:
    page = open_page(client, personas.labour_leader)
    assert page.status_code == 200
    html = page.content.decode()
    for text in ("69.221.000.000", "67.500.000.000", "177.000.000", "123.000.000", "08/10/2024"):
        assert text in html

    book = openpyxl.load_workbook(BytesIO(client.get(reverse("lending:budget_xlsx")).content))
    cells = {cell.value for row in book.active.iter_rows() for cell in row}
    table = budget_table(year.plan)
    for row in [*table.rows, *(block.subtotal for block in table.blocks), table.total]:
        assert {row.planned, row.disbursed, row.available, row.remaining} <= cells


def test_each_number_opens_its_entries(year: Loans, personas: Personas, client: Client) -> None:
    page = open_page(client, personas.branch_director)
    block, rows, _ = page.context["blocks"][1]
    new, links = rows[0]
    journal = client.get(links["disbursed"])
    assert journal.context["net"] == new.disbursed == 177 * MILLION
    approved = client.get(links["approved"])
    assert (approved.context["net"], approved.context["page"].paginator.count) == (new.approved, 3)
    assert "177.000.000 đồng" in approved.content.decode()


def test_who_may_not_read_the_journal_gets_numbers_without_links(
    year: Loans, personas: Personas, client: Client
) -> None:
    page = open_page(client, personas.district_officer)
    assert "177.000.000" in page.content.decode()
    assert reverse("lending:journal") not in page.content.decode()
    assert client.get(reverse("lending:journal")).status_code == 403


@pytest.mark.parametrize(
    ("person", "code"), [("commune_officer", 403), ("commune_admin", 403), ("province_reader", 200)]
)
def test_who_reads_the_budget(personas: Personas, client: Client, person: str, code: int) -> None:
    assert open_page(client, getattr(personas, person)).status_code == code


@pytest.mark.parametrize("day", ["31/02/2024", "09/10/2024"])
def test_a_day_that_cannot_be_is_said(personas: Personas, client: Client, day: str) -> None:
    page = open_page(client, personas.labour_leader, ngay=day)
    assert page.status_code == 200
    assert page.context["form"].errors["ngay"]
    assert day in page.content.decode()
    assert page.context["table"].as_of == TODAY


def test_another_day(year: Loans, personas: Personas, client: Client) -> None:
    page = open_page(client, personas.labour_leader, ngay="07/10/2024")
    assert page.context["table"].total.disbursed == 0
    assert LedgerEntry.objects.exists()


def test_a_year_without_a_plan_is_404(personas: Personas, client: Client) -> None:
    assert open_page(client, personas.labour_leader, nam="2019").status_code == 404
