"""Which account: references by owner, their rows made on demand, and what they hold.

All amounts are whole đồng on the account's normal side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.db.models import Q, Sum

from lending.models import BudgetLine, FundingSource, LoanContract
from lending.models.ledger import AccountKind, LedgerAccount, LedgerEntry

CapitalKind = Literal["new", "opening", "supplement"]


@dataclass(frozen=True)
class AccountRef:
    """One account by kind and owner, whether or not its row exists yet. Made by the functions below."""

    kind: AccountKind
    source_id: int | None = None
    pool: str = ""
    contract_id: int | None = None
    budget_line_id: int | None = None

    @property
    def key(self) -> str:
        """The account's key: `<kind>:<owner id>[:<pool>]`."""
        owner = self.contract_id or self.budget_line_id or self.source_id
        return f"{self.kind.value}:{owner}" + (f":{self.pool}" if self.pool else "")


def _of_source(kind: AccountKind, source: FundingSource, pool: str = "") -> AccountRef:
    return AccountRef(kind, source_id=source.pk, pool=str(pool))


def _of_contract(kind: AccountKind, contract: LoanContract, pool: str = "") -> AccountRef:
    return AccountRef(kind, source_id=contract.source_id, contract_id=contract.pk, pool=str(pool))


def available(source: FundingSource, pool: str) -> AccountRef:
    """Vốn khả dụng of one pool."""
    return _of_source(AccountKind.AVAILABLE, source, pool)


def recovered_waiting(source: FundingSource) -> AccountRef:
    """Gốc đã thu, chưa đưa vào cho vay lại."""
    return _of_source(AccountKind.RECOVERED_WAITING, source)


def committed(contract: LoanContract, pool: str) -> AccountRef:
    """Đã phê duyệt, chưa giải ngân, of one pool."""
    return _of_contract(AccountKind.COMMITTED, contract, pool)


def principal_current(contract: LoanContract) -> AccountRef:
    """Dư nợ trong hạn."""
    return _of_contract(AccountKind.PRINCIPAL_CURRENT, contract)


def principal_overdue(contract: LoanContract) -> AccountRef:
    """Dư nợ quá hạn."""
    return _of_contract(AccountKind.PRINCIPAL_OVERDUE, contract)


def principal_frozen(contract: LoanContract) -> AccountRef:
    """Dư nợ khoanh."""
    return _of_contract(AccountKind.PRINCIPAL_FROZEN, contract)


def interest_due(contract: LoanContract) -> AccountRef:
    """Lãi đã tính, chưa thu (lãi tồn)."""
    return _of_contract(AccountKind.INTEREST_DUE, contract)


def clearing(contract: LoanContract) -> AccountRef:
    """Tiền thu thừa đã nhận; always equals `unapplied`."""
    return _of_contract(AccountKind.CLEARING, contract)


def unapplied(contract: LoanContract) -> AccountRef:
    """Tiền thu thừa chờ xử lý."""
    return _of_contract(AccountKind.UNAPPLIED, contract)


def capital(source: FundingSource, kind: CapitalKind | str) -> AccountRef:
    """Where the capital came from: "new", "opening" or "supplement". Raises ValueError for another kind."""
    return _of_source(AccountKind(f"capital_{kind}"), source)


def interest_held(source: FundingSource) -> AccountRef:
    """Lãi đã thu, chờ phân bổ."""
    return _of_source(AccountKind.INTEREST_HELD, source)


def interest_income(source: FundingSource) -> AccountRef:
    """Thu lãi cho vay."""
    return _of_source(AccountKind.INTEREST_INCOME, source)


def interest_out(source: FundingSource, to: Literal["use", "bank"]) -> AccountRef:
    """Interest that left: for use by the split of provincial capital, to the bank for central capital."""
    return _of_source(AccountKind(f"interest_out_{to}"), source)


def reserve_cash(source: FundingSource) -> AccountRef:
    """Tiền dự phòng rủi ro."""
    return _of_source(AccountKind.RESERVE_CASH, source)


def risk_reserve(source: FundingSource) -> AccountRef:
    """Dự phòng rủi ro."""
    return _of_source(AccountKind.RISK_RESERVE, source)


def capital_loss(source: FundingSource) -> AccountRef:
    """Tổn thất vốn."""
    return _of_source(AccountKind.CAPITAL_LOSS, source)


def line_available(line: BudgetLine) -> AccountRef:
    """Kinh phí còn được sử dụng of a budget line without loans."""
    return AccountRef(AccountKind.LINE_AVAILABLE, budget_line_id=line.pk)


def line_spent(line: BudgetLine) -> AccountRef:
    """Kinh phí đã sử dụng of a budget line without loans."""
    return AccountRef(AccountKind.LINE_SPENT, budget_line_id=line.pk)


def line_allotted(line: BudgetLine) -> AccountRef:
    """Kinh phí được giao of a budget line without loans."""
    return AccountRef(AccountKind.LINE_ALLOTTED, budget_line_id=line.pk)


def rows(refs: Iterable[AccountRef]) -> dict[str, LedgerAccount]:
    """The accounts by key; those that do not exist yet are made, two sessions making the same one included."""
    wanted = {ref.key: ref for ref in refs}
    found = {account.key: account for account in LedgerAccount.objects.filter(key__in=wanted)}
    # In one order for everybody, so that two sessions cannot wait for each other: shared accounts by key, then contract
    # by contract. A contract's own keep the order given, which for `committed` is the order of its approval.
    missing = [ref for key, ref in wanted.items() if key not in found]
    for ref in sorted(missing, key=lambda ref: (ref.contract_id or 0, "" if ref.contract_id else ref.key)):
        found[ref.key], _ = LedgerAccount.objects.get_or_create(
            key=ref.key,
            defaults={
                "kind": ref.kind,
                "sign": ref.kind.sign,
                "source_id": ref.source_id,
                "pool": ref.pool,
                "contract_id": ref.contract_id,
                "budget_line_id": ref.budget_line_id,
            },
        )
    return found


def hold(refs: Iterable[AccountRef]) -> dict[AccountRef, int]:
    """Lock the accounts until the transaction ends, all in one order, and say what each holds.

    For whoever reads a balance to decide what to post. A transaction that posts more than one event holds all the
    accounts of all of them first. On SQLite the writing transaction itself is the lock.
    Raises TransactionManagementError outside a transaction.
    """
    refs = list(refs)
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("hold() works inside transaction.atomic().")
    ids = [account.pk for account in rows(refs).values()]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT lending_ledger_hold_accounts(%s)", [ids])
    return balances(refs)


def balances(refs: Sequence[AccountRef]) -> dict[AccountRef, int]:
    """What the accounts hold now; 0 for one that was never used."""
    held = dict(LedgerAccount.objects.filter(key__in={ref.key for ref in refs}).values_list("key", "balance"))
    return {ref: held.get(ref.key, 0) for ref in refs}


def balance(ref: AccountRef) -> int:
    """What the account holds now; 0 for one that was never used."""
    return balances([ref])[ref]


def balance_as_of(ref: AccountRef, *, value_date: date, known_at: datetime | None = None) -> int:
    """What it held at the end of `value_date`, as far as the portal had booked by `known_at` (None: as known now)."""
    sums = (
        LedgerEntry.objects.until(value_date)
        .known_at(known_at)
        .filter(Q(debit__key=ref.key) | Q(credit__key=ref.key))
        .aggregate(
            debit=Sum("amount", filter=Q(debit__key=ref.key), default=0),
            credit=Sum("amount", filter=Q(credit__key=ref.key), default=0),
        )
    )
    return ref.kind.sign * int(sums["debit"] - sums["credit"])
