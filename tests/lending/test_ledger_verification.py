"""`verify_ledger`: with the guards off, whatever was altered is named, and the command leaves with 1."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from lending.ledger import accounts
from lending.ledger.posting import Leg, reverse
from lending.ledger.seals import seal_due_days
from lending.ledger.verification import verify
from lending.models import EntryKind, LoanContract, Voucher
from soctrang_loans.organisation.clock import at, business_now, business_time
from tests.lending.ledger_world import (
    account,
    approve,
    book,
    collect,
    contract,
    disburse,
    execute,
    guards_off,
    insert,
    line_values,
    receive,
    sources,
    user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan() -> LoanContract:
    """A ledger with a bit of everything: two sources, two sealed days, an unsealed one, a reversal, a voucher."""
    source, other = sources()[:2]
    with business_time(at(date(2024, 10, 1))):
        receive(source, 1_000, event="vốn")
        receive(other, 500)
        loan = contract(source, 300)
        approve(loan, 300, event="duyệt")
    with business_time(at(date(2024, 10, 3))):
        disburse(loan, 200, event="giải ngân")
        disburse(loan, 50, event="nhầm")
        with transaction.atomic():
            reverse(event="nhầm", reason="Nhập trùng", by=user())
        Voucher.objects.create(
            event="giải ngân",
            kind=Voucher.Kind.DISBURSEMENT,
            contract=loan,
            number="GN 01",
            value_date=date(2024, 10, 3),
            amount=200,
            by=user(),
            booked_at=business_now(),
        )
    seal_due_days()
    collect(loan, 80, event="thu nợ")
    legs = [
        Leg(accounts.available(source, "recovered"), accounts.recovered_waiting(source), 30),
        Leg(accounts.available(source, "recovered"), accounts.recovered_waiting(source), 20),
    ]
    book(EntryKind.RELEASED_FOR_LENDING, *legs, event="cho vay lại")
    return loan


def run() -> tuple[int, str]:
    """The command's exit code and what it printed."""
    out = StringIO()
    try:
        call_command("verify_ledger", stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_true_ledger_passes(loan: LoanContract) -> None:
    code, text = run()
    assert code == 0, text
    assert "Sổ cái khớp." in text
    assert "Niêm phong ngày                       2         0" in text


def test_an_empty_ledger_passes(db: None) -> None:
    assert run()[0] == 0


ALTERATIONS: dict[str, tuple[str, list[str]]] = {
    "a posting's amount": (
        "UPDATE lending_ledgerentry SET amount = 90 WHERE event = 'thu nợ'",
        ["Tài khoản recovered_waiting", "Tài khoản principal_current", "Cân đối từng nguồn vốn"],
    ),
    "a sealed posting's value date": (
        "UPDATE lending_ledgerentry SET value_date = '2024-09-01' WHERE event = 'vốn'",
        ["Niêm phong ngày 01/10/2024: mã niêm phong không khớp"],
    ),
    "a posting's day of booking": (
        "UPDATE lending_ledgerentry SET booked_on = '2024-10-09' WHERE event = 'thu nợ'",
        ["thu nợ/1", "khác thời điểm ghi sổ"],
    ),
    "a posting's kind": (
        "UPDATE lending_ledgerentry SET kind = 'approval' WHERE event = 'thu nợ'",
        ["nghiệp vụ approval không nối", "Cân đối từng khế ước"],
    ),
    "a posting deleted": (
        "DELETE FROM lending_ledgerentry WHERE event = 'thu nợ'",
        ["Tài khoản recovered_waiting"],
    ),
    "one line of an event deleted": (
        "DELETE FROM lending_ledgerentry WHERE event = 'cho vay lại' AND line = 1",
        ["Bút toán cho vay lại: các dòng không liền nhau"],
    ),
    "a balance": (
        "UPDATE lending_ledgeraccount SET balance = balance + 1 WHERE key = '{available}'",
        ["Tài khoản {available}: số dư ghi 701 đồng, tính từ bút toán 700 đồng, chênh 1 đồng"],
    ),
    "both balances of a pair": (
        "UPDATE lending_ledgeraccount SET balance = balance + 7 WHERE key IN ('{available}', '{capital}')",
        ["Tài khoản {available}", "Tài khoản {capital}", "Cân đối từng nguồn vốn"],
    ),
    "a seal's digest": (
        "UPDATE lending_ledgerseal SET digest = previous WHERE day = '2024-10-01'",
        ["Niêm phong ngày 01/10/2024: mã niêm phong", "Niêm phong ngày 03/10/2024: không nối tiếp"],
    ),
    "a seal's count": (
        "UPDATE lending_ledgerseal SET entry_count = 9 WHERE day = '2024-10-03'",
        ["Niêm phong ngày 03/10/2024: ghi 9 bút toán", "sổ có 3"],
    ),
    "a seal deleted": (
        "DELETE FROM lending_ledgerseal WHERE day = '2024-10-01'",
        ["Niêm phong ngày 03/10/2024: không nối tiếp", "Ngày 01/10/2024: có bút toán nhưng không có niêm phong"],
    ),
    "the link of a reversal": (
        "UPDATE lending_ledgerentry SET reverses_id = (SELECT id FROM lending_ledgerentry WHERE event = 'giải ngân') "
        "WHERE event = 'reversal:nhầm'",
        ["reversal:nhầm/1: không ngược đúng bút toán gốc giải ngân/1"],
    ),
    "the link of a reversal removed": (
        "UPDATE lending_ledgerentry SET reverses_id = NULL, reason = '' WHERE event = 'reversal:nhầm'",
        ["reversal:nhầm/1: không trỏ tới bút toán gốc"],
    ),
    "the link of a line to its account": (
        "UPDATE lending_ledgerentry SET debit_id = (SELECT id FROM lending_ledgeraccount WHERE key = '{other}') "
        "WHERE event = 'vốn'",
        ["vốn/1", "nối hai nguồn vốn", "Tài khoản {other}", "Niêm phong ngày 01/10/2024"],
    ),
    "the link of an account to its contract's source": (
        "UPDATE lending_loancontract SET source_id = {other_source} WHERE id = {loan}",
        ["nguồn vốn khác nguồn của khế ước", "Cân đối toàn tỉnh"],
    ),
    "the link of an account to its last entry": (
        "UPDATE lending_ledgeraccount SET moved_by = (SELECT min(id) FROM lending_ledgerentry) "
        "WHERE key = '{principal}'",
        ["Tài khoản {principal}: bút toán gần nhất"],
    ),
    "an account's floor": (
        "UPDATE lending_ledgeraccount SET sign = 1, kind = 'capital_loss' WHERE key = '{capital}'",
        ["Tài khoản {capital}: mã không khớp"],
    ),
    "the link of a voucher": (
        "UPDATE lending_voucher SET event = 'vốn'",
        ["Chứng từ Giải ngân GN 01", "không có bút toán vốn"],
    ),
    "a voucher's contract": (
        "UPDATE lending_voucher SET contract_id = {other_loan}",
        ["Chứng từ Giải ngân GN 01", "không thuộc khế ước"],
    ),
    "a voucher's amount": (
        "UPDATE lending_voucher SET amount = 201",
        ["ghi 201 đồng, sổ cái ghi 200 đồng"],
    ),
    "an approved amount": (
        "UPDATE lending_loancontract SET approved_amount = 301 WHERE id = {loan}",
        ["mức phê duyệt 301 đồng, tính từ bút toán 300 đồng"],
    ),
    "a month locked over its entries": (
        "INSERT INTO lending_ledgermonth (year, month, state, locked_at) "
        "VALUES (2024, 10, 'locked', '2024-10-02 00:00:00+00:00')",
        ["giải ngân/1", "ghi vào Tháng 10/2024 sau khi khóa"],
    ),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_with_the_guards_off_what_was_altered_is_named(loan: LoanContract, name: str) -> None:
    attack, said = ALTERATIONS[name]
    words = {
        "available": accounts.available(loan.source, "new").key,
        "capital": accounts.capital(loan.source, "new").key,
        "principal": accounts.principal_current(loan).key,
        "other": accounts.available(sources()[1], "new").key,
        "other_source": sources()[1].pk,
        "other_loan": contract(loan.source).pk,
        "loan": loan.pk,
    }
    guards_off()
    assert execute(attack.format(**words)) > 0
    code, text = run()
    assert code == 1
    for each in said:
        assert each.format(**words) in text


def entry_past_the_rules(change: Callable[[LoanContract], dict]) -> Callable[[LoanContract], None]:
    """An attack that writes a line which moves no balance."""

    def attack(loan: LoanContract) -> None:
        debit = account(accounts.available(loan.source, "new"))
        credit = account(accounts.capital(loan.source, "new"))
        guards_off()
        insert(line_values(debit, credit) | change(loan))

    return attack


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        (entry_past_the_rules(lambda loan: {}), "chênh -10 đồng"),
        (entry_past_the_rules(lambda loan: {"line": 2}), "các dòng không liền nhau"),
        (
            entry_past_the_rules(lambda loan: {"booked_on": "2024-10-02", "value_date": "2024-10-02"}),
            "Ngày 02/10/2024: có bút toán nhưng không có niêm phong",
        ),
    ],
)
def test_with_the_guards_off_a_line_slipped_in_is_named(
    loan: LoanContract, attack: Callable[[LoanContract], None], said: str
) -> None:
    attack(loan)
    code, text = run()
    assert code == 1
    assert said in text


def test_half_a_reversal_is_named(loan: LoanContract) -> None:
    first = account(accounts.recovered_waiting(loan.source))
    second = account(accounts.available(loan.source, "recovered"))
    original = first.credits.get(event="cho vay lại", line=2)
    if connection.vendor == "postgresql":
        guards_off()
    insert(
        line_values(
            first,
            second,
            event="reversal:cho vay lại",
            kind="released_for_lending",
            amount=20,
            reverses_id=original.pk,
            reason="Nhầm",
        )
    )
    code, text = run()
    assert code == 1
    assert "đảo 1 dòng, bút toán gốc có 2" in text


def test_the_missing_guards_are_named(loan: LoanContract) -> None:
    guards_off()
    code, text = run()
    assert code == 1
    assert "[Quy tắc trong cơ sở dữ liệu] trigger lending_ledgerentry_" in text


def test_the_whole_chart_balances(loan: LoanContract) -> None:
    """Every kind of entry of the design's table and its reversal, so that the identities know them all."""
    posted = []
    source, other = loan.source, contract(loan.source)
    a, e = accounts, EntryKind
    approve(other, 100)
    disburse(other, 100)
    for kind, *legs in (
        (e.OPENING, (a.available(source, "recovered"), a.capital(source, "opening"), 40)),
        (e.OPENING, (a.principal_overdue(loan), a.capital(source, "opening"), 60)),
        (e.OPENING, (a.interest_due(loan), a.interest_income(source), 6)),
        (e.CAPITAL_WITHDRAWN, (a.capital(source, "new"), a.available(source, "new"), 70)),
        (e.APPROVAL_RELEASED, (a.available(source, "new"), a.committed(loan, "new"), 25)),
        (e.INTEREST_ACCRUED, (a.interest_due(loan), a.interest_income(source), 30)),
        (e.INTEREST_COLLECTED, (a.interest_held(source), a.interest_due(loan), 30)),
        (e.OVERPAYMENT_HELD, (a.clearing(loan), a.unapplied(loan), 9)),
        (
            e.OVERPAYMENT_APPLIED,
            (a.unapplied(loan), a.clearing(loan), 5),
        ),
        (e.OVERPAYMENT_REFUNDED, (a.unapplied(loan), a.clearing(loan), 4)),
        (e.DEBT_RECLASSIFIED, (a.principal_overdue(loan), a.principal_current(loan), 20)),
        (e.INTEREST_WAIVED, (a.interest_income(source), a.interest_due(loan), 6)),
        (
            e.INTEREST_SPLIT,
            (a.reserve_cash(source), a.interest_held(source), 12),
            (a.interest_out(source, "use"), a.interest_held(source), 8),
            (a.available(source, "supplement"), a.interest_held(source), 5),
            (a.interest_income(source), a.risk_reserve(source), 12),
            (a.interest_income(source), a.capital(source, "supplement"), 5),
        ),
        (e.INTEREST_PASSED_ON, (a.interest_out(source, "bank"), a.interest_held(source), 5)),
        (
            e.PRINCIPAL_WRITTEN_OFF,
            (a.risk_reserve(source), a.principal_overdue(loan), 12),
            (a.capital_loss(source), a.principal_overdue(loan), 8),
        ),
        (e.RESERVE_COMPENSATION, (a.available(source, "recovered"), a.reserve_cash(source), 12)),
        (e.LATE_RECOVERY, (a.recovered_waiting(source), a.capital_loss(source), 3)),
        (e.COLLECTION_MOVED, (a.principal_current(other), a.principal_current(loan), 15)),
    ):
        posted.append(book(kind, *[Leg(*leg) for leg in legs]))
    assert [check for check in verify() if check.differences] == []
    for each in reversed(posted):
        with transaction.atomic():
            reverse(event=each.event, reason="Thử đảo", by=user())
    assert [check for check in verify() if check.differences] == []
