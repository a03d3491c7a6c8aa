"""Whatever SQL anybody sends, the database keeps the ledger's rules. Every attack is tried on a correct line first."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lending.ledger import accounts
from lending.ledger.errors import RULES, SENTENCES, refusal, rule_of
from lending.ledger.posting import Leg, reverse
from lending.ledger.rules import FOLDER
from lending.ledger.seals import seal_due_days
from lending.models import EntryKind, LedgerAccount, LedgerEntry, LedgerMonth, LedgerSeal, LoanContract
from soctrang_loans.organisation.clock import VIETNAM, at, business_time
from tests.lending.ledger_world import (
    account,
    approve,
    book,
    contract,
    disburse,
    execute,
    insert,
    line_values,
    receive,
    sources,
    user,
)

pytestmark = pytest.mark.django_db
SQLITE = connection.vendor == "sqlite"


class Books:
    """Two accounts of a source with 1.000 đồng, and a contract with 300 of them committed."""

    def __init__(self) -> None:
        self.source = sources()[0]
        receive(self.source, 1_000, event="vốn")
        self.debit = account(accounts.available(self.source, "new"))
        self.credit = account(accounts.capital(self.source, "new"))
        self.loan: LoanContract = contract(self.source)
        approve(self.loan, 300, event="duyệt")
        self.committed = account(accounts.committed(self.loan, "new"))

    def line(self, **changes: Any) -> dict[str, Any]:
        """A correct line, as changed."""
        return line_values(self.debit, self.credit, **changes)

    def state(self) -> tuple[list, list]:
        """Everything that an attack might have moved."""
        entries = list(LedgerEntry.objects.order_by("pk").values_list())
        return entries, list(LedgerAccount.objects.order_by("pk").values_list())


@pytest.fixture
def books(db: None) -> Books:
    """The books before an attack."""
    return Books()


def refused(attack: Callable[[], object], books: Books | None = None) -> str | None:
    """The rule that refuses the attack, which has to leave everything as it was."""
    before = books.state() if books else None
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        attack()
    if books:
        assert books.state() == before
    return rule_of(error.value)


def test_a_correct_line_is_taken(books: Books) -> None:
    insert(books.line())
    books.debit.refresh_from_db()
    assert books.debit.balance == 710
    assert account(accounts.capital(books.source, "new")).balance == 1_010


TODAY = date(2024, 10, 8)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"amount": 0}, "ledger_entry_amount"),
        ({"amount": -5}, "ledger_entry_amount"),
        ({"amount": 10**15 + 1}, "ledger_entry_amount"),
        ({"event": ""}, "ledger_entry_event_named"),
        ({"line": 0}, "ledger_entry_event_named"),
        ({"line": 2}, "ledger_entry_lines"),
        ({"event": "vốn"}, "ledger_entry_event_line_unique"),
        ({"event": "vốn", "line": 2}, "ledger_entry_lines"),
        ({"value_date": "2024-10-09"}, "ledger_entry_value_date"),
        ({"booked_on": "2024-10-09"}, "ledger_entry_dates"),
        ({"booked_on": "2024-10-07", "value_date": "2024-10-07"}, "ledger_entry_dates"),
        ({"reason": "không đảo gì"}, "ledger_entry_reversal_reason"),
        ({"event": "reversal:vốn"}, "ledger_entry_mirror"),
        ({"debit_id": 10**9}, "ledger_entry_accounts_exist"),
        ({"id": 0}, "ledger_entry_id" if SQLITE else "ledger_entry_dates"),
    ],
    ids=str,
)
@pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE", "INSERT OR FAIL"] * SQLITE)])
def test_a_wrong_line_is_refused(books: Books, verb: str, change: dict, rule: str) -> None:
    assert refused(lambda: insert(books.line(**change), verb=verb), books) == rule


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 10, 8, 0, 0, tzinfo=VIETNAM),
        datetime(2024, 10, 8, 23, 59, 59, 999_999, tzinfo=VIETNAM),
    ],
)
def test_the_day_of_booking_is_vietnams(books: Books, moment: datetime) -> None:
    insert(books.line(moment=moment))
    for wrong in (-1, 1):
        day = (moment.date() + timedelta(days=wrong)).isoformat()
        attack = books.line(moment=moment, booked_on=day, value_date="2024-10-01")
        assert refused(lambda attack=attack: insert(attack), books) == "ledger_entry_dates"


@pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE", "INSERT OR FAIL"] * SQLITE)])
class TestSides:
    """Debit and credit."""

    def test_one_account_on_both_sides(self, books: Books, verb: str) -> None:
        line = books.line(credit_id=books.debit.pk)
        assert refused(lambda: insert(line, verb=verb), books) == "ledger_entry_two_accounts"

    def test_an_overdrawn_account(self, books: Books, verb: str) -> None:
        line = books.line(debit_id=books.committed.pk, credit_id=books.debit.pk, amount=701)
        assert refused(lambda: insert(line, verb=verb), books) == "available_not_negative"
        insert(line | {"amount": 700}, verb=verb)

    def test_a_credit_account_below_zero(self, books: Books, verb: str) -> None:
        other = account(accounts.capital(books.source, "supplement"))
        line = books.line(debit_id=other.pk, credit_id=books.debit.pk, amount=1)
        assert refused(lambda: insert(line, verb=verb), books) == "capital_supplement_not_negative"

    def test_two_sources(self, books: Books, verb: str) -> None:
        other = account(accounts.capital(sources()[1], "new"))
        line = books.line(credit_id=other.pk)
        assert refused(lambda: insert(line, verb=verb), books) == "ledger_entry_one_source"


def test_every_floor_holds(books: Books) -> None:
    refs = [
        accounts.recovered_waiting(books.source),
        accounts.committed(books.loan, "recovered"),
        accounts.principal_current(books.loan),
        accounts.principal_overdue(books.loan),
        accounts.principal_frozen(books.loan),
        accounts.interest_due(books.loan),
        accounts.clearing(books.loan),
        accounts.interest_held(books.source),
        accounts.reserve_cash(books.source),
    ]
    for ref in refs:
        line = books.line(credit_id=account(ref).pk)
        assert refused(lambda line=line: insert(line), books) == f"{ref.kind.value}_not_negative"
    for ref in (
        accounts.capital(books.source, "opening"),
        accounts.risk_reserve(books.source),
        accounts.unapplied(books.loan),
    ):
        line = books.line(debit_id=account(ref).pk, credit_id=books.debit.pk)
        assert refused(lambda line=line: insert(line), books) == f"{ref.kind.value}_not_negative"
    for ref in (accounts.capital_loss(books.source), accounts.interest_out(books.source, "bank")):
        insert(books.line(credit_id=account(ref).pk))
    insert(books.line(debit_id=account(accounts.interest_income(books.source)).pk, credit_id=books.debit.pk))
    assert accounts.balance(accounts.interest_income(books.source)) == -10


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE lending_ledgerentry SET amount = 1",
        "UPDATE lending_ledgerentry SET value_date = booked_on",
        "UPDATE lending_ledgerentry SET reason = 'khác' WHERE event = 'vốn'",
        "DELETE FROM lending_ledgerentry WHERE event = 'vốn'",
        "DELETE FROM lending_ledgerentry",
        *(
            [
                "UPDATE OR REPLACE lending_ledgerentry SET line = 1",
                "UPDATE OR IGNORE lending_ledgerentry SET amount = 0",
            ]
            if SQLITE
            else ["TRUNCATE lending_ledgerentry CASCADE"]
        ),
    ],
)
def test_a_posted_line_is_neither_changed_nor_deleted(books: Books, attack: str) -> None:
    assert refused(lambda: execute(attack), books) == "ledger_entry_insert_only"


def test_the_model_refuses_too(books: Books) -> None:
    entry = LedgerEntry.objects.order_by("pk")[0]
    for row in (entry, books.debit):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_an_upsert_changes_nothing(books: Books) -> None:
    before = books.state()
    ending = "ON CONFLICT (event, line) DO UPDATE SET amount = 1"
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        insert(books.line(event="vốn"), ending=ending)
    assert rule_of(error.value) in ("ledger_entry_event_line_unique", "ledger_entry_insert_only")
    assert books.state() == before


class TestBalances:
    """A balance is moved by an entry, and by nothing else."""

    @pytest.mark.parametrize(
        "assignment",
        [
            "balance = 999999",
            "balance = balance + 1, moved_by = (SELECT max(id) FROM lending_ledgerentry)",
            "balance = balance + 10, moved_by = (SELECT max(id) + 1 FROM lending_ledgerentry)",
            "moved_by = NULL",
            "kind = 'capital_loss'",
            "key = 'khác'",
            "sign = -sign",
            "source_id = NULL",
            "pool = 'recovered'",
        ],
    )
    @pytest.mark.parametrize("verb", ["UPDATE", *(["UPDATE OR IGNORE", "UPDATE OR REPLACE"] * SQLITE)])
    def test_set_by_hand(self, books: Books, verb: str, assignment: str) -> None:
        attack = f"{verb} lending_ledgeraccount SET {assignment} WHERE id = {books.debit.pk}"
        assert refused(lambda: execute(attack), books) == "ledger_account_moved_by_entries"

    def test_moved_again_by_the_entry_that_moved_it(self, books: Books) -> None:
        insert(books.line())
        last = LedgerEntry.objects.latest("pk").pk
        attack = (
            f"UPDATE lending_ledgeraccount SET balance = balance + 10, moved_by = {last} WHERE id = {books.debit.pk}"
        )
        assert refused(lambda: execute(attack), books) == "ledger_account_moved_by_entries"

    @pytest.mark.parametrize(
        "attack", ["DELETE FROM lending_ledgeraccount", *([] if SQLITE else ["TRUNCATE lending_ledgeraccount CASCADE"])]
    )
    def test_deleted(self, books: Books, attack: str) -> None:
        assert refused(lambda: execute(attack), books) == "ledger_account_kept"

    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ({"balance": 5}, "ledger_account_opens_empty"),
            ({"moved_by": 1}, "ledger_account_opens_empty"),
            ({"key": "available:khác"}, "ledger_account_key"),
            ({"sign": -1}, "ledger_account_sign"),
            ({"pool": "", "key": "available:{source}"}, "ledger_account_pool"),
            ({"source_id": None, "budget_line_id": 1, "key": "available:1:supplement"}, "ledger_account_owner"),
            ({"pool": "new", "key": "available:{source}:new"}, "ledger_account_key_unique"),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE"] * SQLITE)])
    def test_opened_wrongly(self, books: Books, verb: str, change: dict, rule: str) -> None:
        values = {
            "key": f"available:{books.source.pk}:supplement",
            "kind": "available",
            "sign": 1,
            "source_id": books.source.pk,
            "pool": "supplement",
            "contract_id": None,
            "budget_line_id": None,
            "balance": 0,
            "moved_by": None,
        }
        change = {k: v.format(source=books.source.pk) if isinstance(v, str) else v for k, v in change.items()}
        table = LedgerAccount._meta.db_table
        assert refused(lambda: insert(values | change, verb=verb, table=table), books) == rule
        insert(values, verb=verb, table=table)


class TestReversals:
    """A reversal is the exact mirror of an original, once."""

    @pytest.fixture
    def mirror(self, books: Books) -> dict[str, Any]:
        """The correct mirror of the approval."""
        original = LedgerEntry.objects.get(event="duyệt")
        return books.line(
            event="reversal:duyệt",
            kind=original.kind,
            debit_id=original.credit_id,
            credit_id=original.debit_id,
            amount=original.amount,
            reverses_id=original.pk,
            reason="Nhầm",
        )

    def test_a_correct_one_is_taken_once(self, books: Books, mirror: dict) -> None:
        insert(mirror)
        assert refused(lambda: insert(mirror), books) == "ledger_entry_event_line_unique"
        again = mirror | {"event": "reversal:lần hai"}
        assert refused(lambda: insert(again), books) == "ledger_entry_reversed_once"

    @pytest.mark.parametrize(
        "change",
        [
            {"amount": 299},
            {"kind": "disbursement"},
            {"value_date": "2024-10-07"},
            {"event": "reversal:khác"},
            {"event": "khác"},
            {"reverses_id": 10**9},
            {"plan_id": 1},
            {"debit_id": "credit_id", "credit_id": "debit_id"},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE"] * SQLITE)])
    def test_a_wrong_mirror(self, books: Books, mirror: dict, verb: str, change: dict) -> None:
        change = {k: mirror.get(v, v) if isinstance(v, str) else v for k, v in change.items()}
        assert refused(lambda: insert(mirror | change, verb=verb), books) == "ledger_entry_mirror"

    def test_without_a_reason(self, books: Books, mirror: dict) -> None:
        assert refused(lambda: insert(mirror | {"reason": ""}), books) == "ledger_entry_reversal_reason"

    def test_a_reversal_of_a_reversal(self, books: Books, mirror: dict) -> None:
        insert(mirror)
        first = LedgerEntry.objects.latest("pk")
        again = mirror | {
            "event": "reversal:reversal:duyệt",
            "debit_id": first.credit_id,
            "credit_id": first.debit_id,
            "reverses_id": first.pk,
        }
        assert refused(lambda: insert(again), books) == "ledger_entry_reversal_not_reversed"


class TestSealedDays:
    """A sealed day takes no line, and a seal is the count of its day in its place of the chain."""

    TOMORROW = at(date(2024, 10, 9))

    @pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE"] * SQLITE)])
    @pytest.mark.parametrize("day", [8, 7])
    def test_a_line_into_it_or_before_it(self, books: Books, verb: str, day: int) -> None:
        line = books.line(moment=at(date(2024, 10, day), 15))
        with business_time(self.TOMORROW):
            assert len(seal_due_days()) == 1
        assert refused(lambda: insert(line, verb=verb), books) == "ledger_entry_sealed_day"
        with business_time(self.TOMORROW):
            approve(books.loan, 1, value_date=date(2024, 10, 7))

    @pytest.mark.parametrize(
        "attack",
        [
            "UPDATE lending_ledgerseal SET digest = previous",
            "UPDATE lending_ledgerseal SET day = '2024-10-01'",
            "DELETE FROM lending_ledgerseal",
            *([] if SQLITE else ["TRUNCATE lending_ledgerseal"]),
        ],
    )
    def test_a_seal_changed_or_deleted(self, books: Books, attack: str) -> None:
        with business_time(self.TOMORROW):
            seal_due_days()
        assert refused(lambda: execute(attack), books) == "ledger_seal_insert_only"

    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ({}, None),
            ({"entry_count": 3}, "ledger_seal_count"),
            ({"last_entry_id": 1}, "ledger_seal_count"),
            ({"previous": "f" * 64}, "ledger_seal_chain"),
            ({"digest": "f"}, "ledger_seal_chain"),
            ({"day": "2024-10-10"}, "ledger_seal_order"),
            ({"day": "2024-10-07"}, "ledger_seal_count"),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE"] * SQLITE)])
    def test_a_seal_made_by_hand(self, books: Books, verb: str, change: dict, rule: str | None) -> None:
        values = {
            "day": "2024-10-08",
            "previous": "0" * 64,
            "digest": "a" * 64,
            "entry_count": LedgerEntry.objects.count(),
            "last_entry_id": LedgerEntry.objects.latest("pk").pk,
            "sealed_at": "2024-10-09 01:00:00+00:00",
        } | change
        table = LedgerSeal._meta.db_table
        if rule is None:
            insert(values, verb=verb, table=table)
            assert refused(lambda: insert(values, verb=verb, table=table)) == "ledger_seal_day_unique"
        else:
            assert refused(lambda: insert(values, verb=verb, table=table)) == rule


class TestMonths:
    """A locked month takes no line and stays locked."""

    @pytest.fixture
    def locked(self, books: Books) -> LedgerMonth:
        """October, locked."""
        month = LedgerMonth.objects.create(year=2024, month=10)
        execute("UPDATE lending_ledgermonth SET state = 'reconciling'")
        execute("UPDATE lending_ledgermonth SET state = 'locked', locked_at = '2024-11-02 01:00:00+00:00'")
        return month

    @pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE"] * SQLITE)])
    def test_a_line_into_it(self, books: Books, locked: LedgerMonth, verb: str) -> None:
        for day in (date(2024, 10, 1), date(2024, 10, 31)):
            line = books.line(moment=at(day))
            assert refused(lambda line=line: insert(line, verb=verb), books) == "ledger_entry_locked_month"
        for day in (date(2024, 9, 30), date(2024, 11, 1), date(2023, 10, 8)):
            insert(books.line(moment=at(day)), verb=verb)

    @pytest.mark.parametrize(
        ("attack", "rule"),
        [
            ("UPDATE lending_ledgermonth SET state = 'open', locked_at = NULL", "ledger_month_locked"),
            ("UPDATE lending_ledgermonth SET month = 9", "ledger_month_locked"),
            ("DELETE FROM lending_ledgermonth", "ledger_month_kept"),
            *([] if SQLITE else [("TRUNCATE lending_ledgermonth CASCADE", "ledger_month_kept")]),
        ],
    )
    def test_it_is_not_unlocked(self, books: Books, locked: LedgerMonth, attack: str, rule: str) -> None:
        assert refused(lambda: execute(attack)) == rule

    @pytest.mark.parametrize(
        ("attack", "rule"),
        [
            (
                "state = 'locked', locked_at = '2024-11-02 01:00:00'",
                "ledger_month_steps",
            ),
            ("year = 2023", "ledger_month_steps"),
            ("state = 'xong'", "ledger_month_steps"),
        ],
    )
    def test_its_steps_are_in_order(self, db: None, attack: str, rule: str) -> None:
        LedgerMonth.objects.create(year=2024, month=10)
        assert refused(lambda: execute(f"UPDATE lending_ledgermonth SET {attack}")) == rule

    @pytest.mark.parametrize("verb", ["INSERT", *(["INSERT OR IGNORE", "INSERT OR REPLACE"] * SQLITE)])
    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ({"state": "locked", "locked_at": "2024-11-02 01:00:00+00:00"}, "ledger_month_steps"),
            ({"month": 13}, "ledger_month_range"),
            ({"month": 9}, "ledger_month_unique"),
        ],
    )
    def test_it_begins_open(self, db: None, verb: str, change: dict, rule: str) -> None:
        LedgerMonth.objects.create(year=2024, month=9)
        values = {"year": 2024, "month": 10, "state": "open", "locked_at": None} | change
        assert refused(lambda: insert(values, verb=verb, table=LedgerMonth._meta.db_table)) == rule


# What only one of the databases could be made to take. (Half a reversal: SQLite sees one line at a time, and
# verify_ledger names it.)
if SQLITE:

    @pytest.mark.parametrize("verb", ["INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE"])
    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ({"amount": 1.5}, "ledger_entry_amount"),
            ({"amount": "mười"}, "ledger_entry_amount"),
            ({"amount": None}, "ledger_entry_amount"),
            ({"value_date": "2024-02-30"}, "ledger_entry_dates"),
            ({"value_date": "08/10/2024"}, "ledger_entry_dates"),
            ({"value_date": None}, "ledger_entry_dates"),
            ({"booked_at": "hôm nay"}, "ledger_entry_dates"),
            ({"line": "một"}, "ledger_entry_event_named"),
            ({"event": None}, "ledger_entry_event_named"),
            ({"debit_id": None}, "ledger_entry_accounts_exist"),
        ],
        ids=str,
    )
    def test_sqlite_takes_no_value_of_another_type(books: Books, verb: str, change: dict, rule: str) -> None:
        assert refused(lambda: insert(books.line(**change), verb=verb), books) == rule

    @pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "INSERT OR IGNORE", "REPLACE"])
    def test_a_line_is_not_replaced_by_its_id(books: Books, verb: str) -> None:
        entry = LedgerEntry.objects.order_by("pk")[0]
        assert refused(lambda: insert(books.line(id=entry.pk), verb=verb), books) == "ledger_entry_insert_only"

else:

    @pytest.mark.parametrize("change", [{"amount": "mười"}, {"value_date": "2024-02-30"}, {"amount": None}])
    def test_postgresql_takes_no_value_of_another_type(books: Books, change: dict) -> None:
        before = books.state()
        with pytest.raises(DatabaseError), transaction.atomic():
            insert(books.line(**change))
        assert books.state() == before

    def test_half_a_reversal(books: Books) -> None:
        leg = Leg(accounts.committed(books.loan, "new"), accounts.available(books.source, "new"), 5)
        posted = book(EntryKind.APPROVAL, leg, leg, event="hai")
        half = books.line(
            event="reversal:hai",
            kind="approval",
            debit_id=posted.lines[0].credit_id,
            credit_id=posted.lines[0].debit_id,
            amount=5,
            reverses_id=posted.lines[0].pk,
            reason="Nhầm",
        )
        assert refused(lambda: insert(half), books) == "ledger_entry_mirror"


def test_many_correct_lines_in_one_statement(books: Books) -> None:
    lines = [books.line(event="nhiều", line=number) for number in range(1, 21)]
    marks = "(" + ", ".join(["%s"] * len(lines[0])) + ")"
    sql = f"INSERT INTO lending_ledgerentry ({', '.join(lines[0])}) VALUES {', '.join([marks] * 20)}"
    execute(sql, [value for line in lines for value in line.values()])
    assert accounts.balance(accounts.available(books.source, "new")) == 900
    if not SQLITE:
        mixed = [value for line in lines for value in (line | {"event": "khác", "value_date": "2024-10-07"}).values()]
        mixed[list(lines[0]).index("value_date")] = "2024-10-06"
        assert refused(lambda: execute(sql, mixed), books) == "ledger_entry_lines"


def test_every_refusal_has_its_sentence(books: Books) -> None:
    for rule in RULES:
        error = IntegrityError(rule)
        said = refusal(error)
        assert said is not None
        assert said.rule == rule
        assert said.message.count(". ") == 1
        assert said.message.endswith(".")
    assert refusal(IntegrityError("FOREIGN KEY constraint failed")) is None


def test_every_rule_that_the_database_can_name_is_known() -> None:
    named = set()
    for path in FOLDER.glob("*/*.sql"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"RAISE\(ABORT, '(\w+)'\)", text))
        named |= set(re.findall(r"(?:refuse|never)\('(\w+)'\)", text))
    constraints = {
        constraint.name
        for model in (LedgerEntry, LedgerAccount, LedgerMonth, LedgerSeal)
        for constraint in model._meta.constraints
    }
    assert named | constraints == RULES
    assert set(SENTENCES) <= RULES


def test_reversing_by_the_front_door_passes_the_guards(books: Books) -> None:
    disburse(books.loan, 100, event="giải ngân")
    with transaction.atomic():
        reverse(event="giải ngân", reason="Trả lại trước khi sử dụng", by=user())
    assert accounts.balance(accounts.committed(books.loan, "new")) == 300
