"""Posting: what the one door does, answers and refuses."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lending.ledger import accounts, keys
from lending.ledger.posting import Leg, is_reversed, post, reverse
from lending.models import EntryKind, FundingSource, LedgerAccount, LedgerEntry, LoanContract
from soctrang_loans.organisation.clock import VIETNAM, at, business_time
from soctrang_loans.organisation.refusal import Refused
from tests.lending.ledger_world import approve, book, collect, contract, disburse, receive, sources, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> FundingSource:
    """A source with 1.000 đồng of new capital."""
    source = sources()[0]
    receive(source, 1_000)
    return source


@pytest.fixture
def loan(source: FundingSource) -> LoanContract:
    """A contract of that source."""
    return contract(source, 1_000)


def test_money_goes_round(source: FundingSource, loan: LoanContract) -> None:
    approve(loan, 600)
    disburse(loan, 400)
    collect(loan, 150)
    book(
        EntryKind.RELEASED_FOR_LENDING,
        Leg(accounts.available(source, "recovered"), accounts.recovered_waiting(source), 50),
    )
    book(EntryKind.APPROVAL_RELEASED, Leg(accounts.available(source, "new"), accounts.committed(loan, "new"), 200))
    refs = {
        accounts.available(source, "new"): 600,
        accounts.available(source, "recovered"): 50,
        accounts.recovered_waiting(source): 100,
        accounts.committed(loan, "new"): 0,
        accounts.principal_current(loan): 250,
        accounts.capital(source, "new"): 1_000,
        accounts.capital(source, "opening"): 0,
    }
    assert accounts.balances(list(refs)) == refs


def test_the_last_dong_and_one_more(source: FundingSource, loan: LoanContract) -> None:
    approve(loan, 1_000)
    with pytest.raises(Refused) as refused:
        approve(contract(source), 1)
    assert refused.value.rule == "available_not_negative"
    assert "chỉ còn 0 đồng, không đủ 1 đồng" in refused.value.message
    assert str(source) in refused.value.message
    assert accounts.balance(accounts.available(source, "new")) == 0


def test_a_refused_event_leaves_nothing(source: FundingSource, loan: LoanContract) -> None:
    other = contract(source)
    before = LedgerEntry.objects.count()
    with transaction.atomic(), pytest.raises(Refused):
        post(
            event="hai dòng",
            kind=EntryKind.APPROVAL,
            legs=[
                Leg(accounts.committed(loan, "new"), accounts.available(source, "new"), 1_000),
                Leg(accounts.committed(other, "new"), accounts.available(source, "new"), 1),
            ],
            value_date=date(2024, 10, 8),
            by=user(),
        )
    assert LedgerEntry.objects.count() == before
    assert accounts.balance(accounts.committed(loan, "new")) == 0


def test_the_same_event_answers_its_first_result(source: FundingSource, loan: LoanContract) -> None:
    first = approve(loan, 300, event="một lần")
    again = approve(loan, 300, event="một lần")
    assert not first.repeated
    assert again.repeated
    assert [line.pk for line in again.lines] == [line.pk for line in first.lines]
    assert accounts.balance(accounts.committed(loan, "new")) == 300


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 301},
        {"value_date": date(2024, 10, 7)},
        {"kind": EntryKind.DISBURSEMENT},
        {"legs": 2},
    ],
)
def test_the_same_voucher_with_other_content_is_refused(loan: LoanContract, change: dict) -> None:
    approve(loan, 900)
    event = keys.voucher_key("disbursement", "KU 1", "GN 01")
    disburse(loan, 300, event=event)
    leg = Leg(accounts.principal_current(loan), accounts.committed(loan, "new"), change.get("amount", 300))
    if change.get("kind"):
        leg = Leg(accounts.recovered_waiting(loan.source), accounts.principal_current(loan), 300)
        change = {"kind": EntryKind.PRINCIPAL_COLLECTED}
    with pytest.raises(Refused) as refused:
        book(
            change.get("kind", EntryKind.DISBURSEMENT),
            *[leg] * change.get("legs", 1),
            event=event,
            value_date=change.get("value_date"),
        )
    assert refused.value.rule == "event_differs"
    assert "300 đồng" in refused.value.message
    assert accounts.balance(accounts.principal_current(loan)) == 300


def test_disbursing_twice_with_one_voucher_moves_money_once(loan: LoanContract) -> None:
    approve(loan, 900)
    for number in ("GN 01", "gn01"):
        disburse(loan, 300, event=keys.voucher_key("disbursement", "KU-1", number))
    assert accounts.balance(accounts.principal_current(loan)) == 300


def test_a_reversal_mirrors_links_and_counts_once(source: FundingSource, loan: LoanContract) -> None:
    approve(loan, 300, event="duyệt", plan=loan.plan)
    with business_time(at(date(2024, 10, 9))), transaction.atomic():
        first = reverse(event="duyệt", reason="Nhầm số tiền", by=user())
        again = reverse(event="duyệt", reason="Bấm hai lần", by=user())
    (line,) = first.lines
    assert (line.event, line.reverses.event, line.value_date) == ("reversal:duyệt", "duyệt", date(2024, 10, 8))
    assert (line.booked_on, line.plan, line.kind) == (date(2024, 10, 9), loan.plan, "approval")
    assert again.repeated
    assert again.lines[0].pk == line.pk
    assert is_reversed("duyệt")
    assert accounts.balance(accounts.available(source, "new")) == 1_000
    assert LedgerEntry.objects.filter(kind=EntryKind.APPROVAL).net() == 0


def test_the_lines_of_a_reversal_run_backwards(source: FundingSource) -> None:
    loan = contract(source)
    pools = [("new", 400), ("recovered", 50)]
    receive(source, 50, pool="recovered")
    legs = [Leg(accounts.committed(loan, pool), accounts.available(source, pool), amount) for pool, amount in pools]
    posted = book(EntryKind.APPROVAL, *legs)
    with transaction.atomic():
        taken_back = reverse(event=posted.event, reason="Duyệt nhầm nguồn", by=user())
    assert [line.reverses_id for line in taken_back.lines] == [line.pk for line in reversed(posted.lines)]
    assert [line.line for line in taken_back.lines] == [1, 2]


@pytest.mark.parametrize(
    ("event", "reason", "rule"),
    [
        ("reversal:duyệt", "Đảo của đảo", "ledger_entry_reversal_not_reversed"),
        ("không có", "Nhầm", "event_unknown"),
        ("duyệt", "  ", "ledger_entry_reversal_reason"),
        ("duyệt", "x" * 301, "ledger_entry_reversal_reason"),
    ],
)
def test_what_cannot_be_reversed(loan: LoanContract, event: str, reason: str, rule: str) -> None:
    approve(loan, 300, event="duyệt")
    if event.startswith("reversal:"):
        with transaction.atomic():
            reverse(event="duyệt", reason="Nhầm", by=user())
    with transaction.atomic(), pytest.raises(Refused) as refused:
        reverse(event=event, reason=reason, by=user())
    assert refused.value.rule == rule


def test_capital_that_is_spent_cannot_be_taken_back(loan: LoanContract) -> None:
    receipt = LedgerEntry.objects.get(kind=EntryKind.CAPITAL_RECEIVED).event
    approve(loan, 1)
    with transaction.atomic(), pytest.raises(Refused) as refused:
        reverse(event=receipt, reason="Ngân hàng chưa nhận", by=user())
    assert refused.value.rule == "available_not_negative"
    assert "chỉ còn 999 đồng, không đủ 1.000 đồng" in refused.value.message


def test_a_reversed_event_is_not_posted_again(loan: LoanContract) -> None:
    approve(loan, 300, event="duyệt")
    with transaction.atomic():
        reverse(event="duyệt", reason="Nhầm", by=user())
    with pytest.raises(Refused) as refused:
        approve(loan, 300, event="duyệt")
    assert refused.value.rule == "event_reversed"


@pytest.mark.parametrize("amount", [1.0, "100", True, None])
def test_an_amount_is_a_whole_number(loan: LoanContract, amount: object) -> None:
    with pytest.raises(TypeError):
        approve(loan, amount)


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_an_amount_is_positive_and_possible(loan: LoanContract, amount: int) -> None:
    with pytest.raises(Refused) as refused:
        approve(loan, amount)
    assert refused.value.rule == "ledger_entry_amount"


def test_only_the_accounts_of_its_kind(source: FundingSource, loan: LoanContract) -> None:
    leg = Leg(accounts.principal_current(loan), accounts.available(source, "new"), 10)
    with pytest.raises(ValueError, match="disbursement does not join"):
        book(EntryKind.DISBURSEMENT, leg)


@pytest.mark.parametrize("event", ["", "x" * 151, "reversal:duyệt"])
def test_only_a_natural_key(loan: LoanContract, event: str) -> None:
    leg = Leg(accounts.committed(loan, "new"), accounts.available(loan.source, "new"), 10)
    with transaction.atomic(), pytest.raises(ValueError, match="natural key"):
        post(event=event, kind=EntryKind.APPROVAL, legs=[leg], value_date=date(2024, 10, 8), by=None)


@pytest.mark.parametrize("count", [0, 4_001])
def test_an_event_is_one_statement(loan: LoanContract, count: int) -> None:
    leg = Leg(accounts.committed(loan, "new"), accounts.available(loan.source, "new"), 1)
    with pytest.raises(ValueError, match="1 to 4000 legs"):
        book(EntryKind.APPROVAL, *[leg] * count)


def test_one_contract_is_fed_from_one_source(source: FundingSource) -> None:
    other = sources()[1]
    receive(other, 1_000)
    loan = contract(source)
    with pytest.raises(Refused) as refused:
        book(EntryKind.APPROVAL, Leg(accounts.committed(loan, "new"), accounts.available(other, "new"), 10))
    assert refused.value.rule == "ledger_entry_one_source"


def test_value_date_is_not_in_the_future(loan: LoanContract) -> None:
    with pytest.raises(Refused) as refused:
        approve(loan, 10, value_date=date(2024, 10, 9))
    assert refused.value.rule == "ledger_entry_value_date"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 10, 10, 23, 59, 59, 999_999, tzinfo=VIETNAM), date(2024, 10, 10)),
        (datetime(2024, 10, 11, 0, 0, tzinfo=VIETNAM), date(2024, 10, 11)),
        (datetime(2024, 12, 31, 23, 59, 59, 999_999, tzinfo=VIETNAM), date(2024, 12, 31)),
    ],
)
def test_the_day_of_booking_is_vietnams(loan: LoanContract, moment: datetime, day: date) -> None:
    with business_time(moment):
        (line,) = approve(loan, 10).lines
    line.refresh_from_db()
    assert line.booked_on == day
    assert line.booked_at == moment


def test_posting_needs_a_transaction(source: FundingSource, monkeypatch: pytest.MonkeyPatch) -> None:
    leg = Leg(accounts.available(source, "new"), accounts.capital(source, "new"), 10)
    kind, day = EntryKind.CAPITAL_RECEIVED, date(2024, 10, 8)
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    for work in (
        lambda: post(event="x", kind=kind, legs=[leg], value_date=day, by=None),
        lambda: reverse(event="x", reason="y", by=None),
        lambda: accounts.hold([leg.debit]),
    ):
        with pytest.raises(transaction.TransactionManagementError):
            work()


def test_hold_says_what_is_there_and_makes_what_is_not(source: FundingSource, loan: LoanContract) -> None:
    refs = [accounts.available(source, "new"), accounts.committed(loan, "new")]
    with transaction.atomic():
        assert accounts.hold(iter(refs)) == {refs[0]: 1_000, refs[1]: 0}
    assert LedgerAccount.objects.filter(key__in=[ref.key for ref in refs]).count() == 2


def test_commitments_keep_the_order_of_approval(source: FundingSource) -> None:
    loan = contract(source)
    receive(source, 50, pool="recovered")
    legs = [Leg(accounts.committed(loan, pool), accounts.available(source, pool), 50) for pool in ("recovered", "new")]
    book(EntryKind.APPROVAL, *legs)
    assert list(loan.accounts.order_by("pk").values_list("pool", flat=True)) == ["recovered", "new"]


def test_a_figure_as_of_a_day_and_as_known_at_a_moment(source: FundingSource, loan: LoanContract) -> None:
    approve(loan, 500)
    ref = accounts.principal_current(loan)
    with business_time(at(date(2024, 10, 20))):
        disburse(loan, 100, value_date=date(2024, 10, 15))
    with business_time(at(date(2024, 11, 5))):
        disburse(loan, 50, value_date=date(2024, 10, 12), event="muộn")
    known_then, known_later = at(date(2024, 10, 31)), at(date(2024, 11, 30))

    def figure(day: int, known_at: datetime | None = None) -> int:
        return accounts.balance_as_of(ref, value_date=date(2024, 10, day), known_at=known_at)

    assert [figure(11), figure(12), figure(15)] == [0, 50, 150]
    assert [figure(12, known_then), figure(15, known_then)] == [0, 100]
    with business_time(at(date(2024, 12, 1))), transaction.atomic():
        reverse(event="muộn", reason="Sai khế ước", by=user())
    assert [figure(12), figure(15)] == [0, 100]
    assert [figure(12, known_later), figure(15, known_later)] == [50, 150]
    capital = accounts.capital(source, "new")
    assert accounts.balance_as_of(capital, value_date=date(2024, 10, 8)) == 1_000


def test_a_long_event_asks_the_database_no_more_than_a_short_one(source: FundingSource, loan: LoanContract) -> None:
    leg = Leg(accounts.committed(loan, "new"), accounts.available(source, "new"), 1)
    by = user()
    book(EntryKind.APPROVAL, leg, by=by)
    asked = []
    for legs in (1, 40):
        with CaptureQueriesContext(connection) as captured:
            book(EntryKind.APPROVAL, *[leg] * legs, by=by)
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_natural_keys_know_the_same_event_again() -> None:
    same = {keys.voucher_key("disbursement", contract_number, "gn 01") for contract_number in ("KU:1", "ku: 1 ")}
    assert len(same) == 1
    assert keys.voucher_key("a", "1:2", "3") != keys.voucher_key("a", "1", "2:3")
    assert keys.voucher_key("disbursement", "KU1", "1") != keys.voucher_key("collection", "KU1", "1")
    day = date(2024, 10, 8)
    assert keys.plain_key("KU1", day, "collection", 5) == "plain:KU1:2024-10-08:collection:5:1"
    assert keys.plain_key("KU1", day, "collection", 5, 2) != keys.plain_key("KU1", day, "collection", 5)
    assert keys.plain_key("KU1", day + timedelta(days=1), "collection", 5) != keys.plain_key(
        "KU1", day, "collection", 5
    )


@pytest.mark.parametrize("number", ["", "  "])
def test_natural_keys_need_their_numbers(number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        keys.voucher_key("disbursement", "KU1", number)
