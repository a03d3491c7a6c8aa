"""The budget of a plan year (section IV, Phụ lục II) against the ledger: the one query behind page, XLSX and reports.

A figure is the net flow between two kinds of accounts, so reversals and cancellations come off by themselves, and the
journal can show exactly the entries that make it (`entries_behind`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, When

from registrations.models import Plan
from soctrang_loans.organisation.clock import business_date, business_now

from .models import BudgetLine, FundingSource, Pool
from .models.ledger import PRINCIPAL_KINDS, AccountKind, LedgerAccount, LedgerEntry

Kind = AccountKind
WARNING_LEVELS = (100, 95, 80)
# name → (kinds of account that the money goes to, kinds that it comes from)
FLOWS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "opening": ((Kind.AVAILABLE,), (Kind.CAPITAL_OPENING,)),
    "received": ((Kind.AVAILABLE,), (Kind.CAPITAL_NEW, Kind.CAPITAL_SUPPLEMENT)),
    "recovered": ((Kind.RECOVERED_WAITING,), (*PRINCIPAL_KINDS, Kind.CAPITAL_LOSS)),
    "relent": ((Kind.AVAILABLE,), (Kind.RECOVERED_WAITING,)),
    "approved": ((Kind.COMMITTED,), (Kind.AVAILABLE,)),
    "disbursed": ((Kind.PRINCIPAL_CURRENT,), (Kind.COMMITTED,)),
    "allotted": ((Kind.LINE_AVAILABLE,), (Kind.LINE_ALLOTTED,)),
    "spent": ((Kind.LINE_SPENT,), (Kind.LINE_AVAILABLE,)),
}
FLOW_LABELS = {
    "carried": "Số dư năm trước chuyển sang",
    "received": "Đã cấp",
    "recovered": "Đã thu về",
    "relent": "Đã đưa vào cho vay lại",
    "approved": "Đã phê duyệt (trừ hủy)",
    "disbursed": "Đã giải ngân",
    "available": "Còn được duyệt",
    "allotted": "Kinh phí đã giao",
    "spent": "Kinh phí đã sử dụng",
    "line_available": "Kinh phí còn được sử dụng",
}


@dataclass
class Figures:
    """Amounts in đồng of one row; None where the figure does not exist for it."""

    planned: int = 0
    carried: int | None = None
    received: int | None = None
    recovered: int | None = None
    relent: int | None = None
    approved: int | None = None
    disbursed: int = 0
    available: int = 0

    @property
    def remaining(self) -> int:
        """Còn lại kế hoạch: planned less disbursed, in đồng; negative beyond the plan."""
        return self.planned - self.disbursed

    @property
    def used(self) -> int:
        """What counts against the plan's ceiling: approved where there are loans, else spent, in đồng."""
        return self.disbursed if self.approved is None else self.approved

    @property
    def used_percent(self) -> Decimal | None:
        """`used` in % of the plan."""
        return Decimal(100 * self.used) / self.planned if self.planned else None

    @property
    def disbursed_percent(self) -> Decimal | None:
        """Disbursed in % of the plan."""
        return Decimal(100 * self.disbursed) / self.planned if self.planned else None

    @property
    def warning(self) -> int:
        """The highest of 80, 95 and 100 % that is reached; 0 below them, 100 for money without a plan."""
        if not self.planned:
            return 100 if self.used > 0 else 0
        return next((level for level in WARNING_LEVELS if 100 * self.used >= level * self.planned), 0)

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the row."""
        return not any(getattr(self, each.name) for each in fields(Figures))


@dataclass
class BudgetRow(Figures):
    """One line of the table: a source's pool, a line without loans, a sub-total or the total."""

    number: str = ""
    name: str = ""
    line: BudgetLine | None = None
    source: FundingSource | None = None
    pool: str = ""


@dataclass
class SourceBlock:
    """One source's pools with their sub-total."""

    source: FundingSource
    rows: list[BudgetRow]
    subtotal: BudgetRow


@dataclass
class BudgetTable:
    """The whole table, as of value date `as_of`, as known at `known_at`."""

    plan: Plan
    as_of: date
    known_at: datetime
    blocks: list[SourceBlock]
    others: list[BudgetRow]
    loans: BudgetRow
    total: BudgetRow
    rows: list[BudgetRow] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [row for block in self.blocks for row in block.rows] + self.others

    @property
    def warnings(self) -> list[BudgetRow]:
        """Lines and sub-totals that have reached a warning level, the furthest first."""
        every = [*self.rows, *(block.subtotal for block in self.blocks), self.loans, self.total]
        return sorted((row for row in every if row.warning), key=lambda row: -(row.used_percent or 1000))


def sum_rows(rows: Iterable[Figures], *, number: str, name: str) -> BudgetRow:
    """The sum of rows; a column that none of them has stays empty."""
    total = BudgetRow(number=number, name=name)
    rows = list(rows)
    for each in fields(Figures):
        parts = [value for row in rows if (value := getattr(row, each.name)) is not None]
        setattr(total, each.name, sum(parts) if parts else getattr(total, each.name))
    return total


def budget_table(plan: Plan, *, as_of: date | None = None, known_at: datetime | None = None) -> BudgetTable:
    """The plan's budget against the ledger as of a value date (today), as known at a moment (now).

    Three queries, however many entries and contracts there are.
    """
    as_of = as_of or business_date()
    pools, lines = _sums(plan, as_of, known_at)
    budget_lines = list(plan.budget_lines.select_related("source", "executing_agency").order_by("sort_order", "pk"))
    by_pool = {(line.source_id, line.pool): line for line in budget_lines if line.kind == BudgetLine.Kind.LOAN}
    blocks = []
    for source in FundingSource.objects.order_by("sort_order", "pk"):
        rows = []
        for pool in Pool:
            row = _pool_row(source, pool, by_pool.get((source.pk, pool)), pools[source.pk, pool.value])
            if row.line is not None or not row.empty:
                rows.append(row)
        if rows:
            blocks.append(SourceBlock(source, rows, sum_rows(rows, number="", name=f"Cộng {source.name.lower()}")))
    others = [_other_row(line, lines[line.pk]) for line in budget_lines if line.kind != BudgetLine.Kind.LOAN]
    loans = sum_rows((block.subtotal for block in blocks), number="1", name="Kinh phí hỗ trợ vay vốn")
    return BudgetTable(
        plan=plan,
        as_of=as_of,
        known_at=known_at or business_now(),
        blocks=blocks,
        others=others,
        loans=loans,
        total=sum_rows([loans, *others], number="", name="Tổng cộng"),
    )


def _pool_row(source: FundingSource, pool: Pool, line: BudgetLine | None, sums: dict[str, int]) -> BudgetRow:
    recovered = pool == Pool.RECOVERED
    return BudgetRow(
        planned=line.amount if line else 0,
        carried=sums["carried"],
        received=None if recovered else sums["received"],
        recovered=sums["recovered"] if recovered else None,
        relent=sums["relent"] if recovered else None,
        approved=sums["approved"],
        disbursed=sums["disbursed"],
        available=sums["available"],
        number=line.number if line else "",
        name=pool.label if line else f"{pool.label} (ngoài kế hoạch)",
        line=line,
        source=source,
        pool=pool.value,
    )


def _other_row(line: BudgetLine, sums: dict[str, int]) -> BudgetRow:
    return BudgetRow(
        planned=line.amount,
        received=sums["allotted"],
        disbursed=sums["spent"],
        available=sums["line_available"],
        number=line.number,
        name=line.name,
        line=line,
    )


def _carried_into(plan: Plan) -> Q:
    """Entries that a plan year opens with: what moved before it, and the opening balances entered for it."""
    opening = Q(debit__kind=Kind.CAPITAL_OPENING) | Q(credit__kind=Kind.CAPITAL_OPENING)
    return Q(value_date__lt=date(plan.year, 1, 1)) | (opening & Q(plan=plan))


Sums = defaultdict[tuple[int, str], dict[str, int]]


def _sums(plan: Plan, as_of: date, known_at: datetime | None) -> tuple[Sums, defaultdict[int, dict[str, int]]]:
    """Net flows per source and pool, and per budget line, in one query over the entries."""
    groups = (
        LedgerEntry.objects.until(as_of)
        .known_at(known_at)
        .order_by()
        .values_list(
            "debit__kind",
            "credit__kind",
            "debit__source",
            "debit__pool",
            "credit__pool",
            "debit__budget_line",
        )
        .annotate(
            total=Sum("amount", default=0),
            of_plan=Sum("amount", filter=Q(plan=plan), default=0),
            carried=Sum("amount", filter=_carried_into(plan), default=0),
        )
    )
    pools: Sums = defaultdict(lambda: defaultdict(int))
    lines: defaultdict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for debit, credit, source, debit_pool, credit_pool, line, total, of_plan, carried in groups:
        # Recovered capital has no pool until it is released; it is shown where it will go.
        pool = debit_pool or credit_pool or Pool.RECOVERED.value
        row = lines[line] if line is not None else pools[source, pool]
        for name, (to, out_of) in FLOWS.items():
            if debit in to and credit in out_of:
                row[name] += of_plan
            elif debit in out_of and credit in to:
                row[name] -= of_plan
        for kind, name in ((Kind.AVAILABLE, "available"), (Kind.LINE_AVAILABLE, "line_available")):
            for side, sign in ((debit, 1), (credit, -1)):
                if side == kind:
                    row[name] += sign * total
                    row["carried"] += sign * carried
    return pools, lines


def available_now(source: FundingSource) -> int:
    """What the source may still be approved for, in đồng, over all its pools."""
    accounts = LedgerAccount.objects.filter(kind=Kind.AVAILABLE, source=source)
    return int(accounts.aggregate(left=Sum("balance", default=0))["left"])


def entries_behind(
    flow: str,
    *,
    plan: Plan | None = None,
    source: FundingSource | None = None,
    pool: str = "",
    line: BudgetLine | None = None,
) -> QuerySet[LedgerEntry]:
    """The entries that make a figure of the table; `net_of` them is the figure. Raises KeyError for another name."""
    if flow in ("available", "line_available", "carried"):
        kind = Kind.LINE_AVAILABLE if flow == "line_available" else Kind.AVAILABLE
        entries = LedgerEntry.objects.filter(Q(debit__kind=kind) | Q(credit__kind=kind))
        if flow == "carried" and plan is not None:
            entries = entries.filter(_carried_into(plan))
    else:
        to, out_of = FLOWS[flow]
        entries = LedgerEntry.objects.filter(
            Q(debit__kind__in=to, credit__kind__in=out_of) | Q(debit__kind__in=out_of, credit__kind__in=to)
        )
        if plan is not None:
            entries = entries.filter(plan=plan)
    if source is not None:
        entries = entries.filter(debit__source=source)
    if pool and flow != "recovered":
        entries = entries.filter(Q(debit__pool=pool) | Q(credit__pool=pool))
    if line is not None:
        entries = entries.filter(debit__budget_line=line)
    return entries


def net_of(flow: str, entries: QuerySet[LedgerEntry]) -> int:
    """The figure that entries make, in đồng: what flows its way less what flows back."""
    forward = {"available": (Kind.AVAILABLE,), "carried": (Kind.AVAILABLE,), "line_available": (Kind.LINE_AVAILABLE,)}
    to = forward.get(flow) or FLOWS[flow][0]
    signed = Case(When(debit__kind__in=to, then=F("amount")), default=-F("amount"))
    return int(entries.order_by().aggregate(net=Sum(signed, default=0))["net"])
