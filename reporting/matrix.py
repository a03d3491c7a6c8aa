"""Ai chưa báo cáo: agencies × months, each cell a word, a symbol and a tone; a handful of queries for any size."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from registrations.models import Plan
from registrations.periods import days_late, is_late
from soctrang_loans.organisation.clock import business_now
from soctrang_loans.organisation.models import Agency, User

from .models import DutyKind, Obligation

S = Obligation.Status
SOON = 3
TONE_OF_STATE = {S.SUBMITTED: "info", S.RETURNED: "bad", S.ACCEPTED: "good", S.LOCKED: "good"}


@dataclass(frozen=True)
class Standing:
    """How one obligation stands: a word, a note beneath it, the tone (symbol and colour), and what counts."""

    code: str
    word: str
    note: str
    tone: str
    sent: bool
    late: bool
    late_days: int
    counts: bool  # due already or sent: part of complete % and on-time %

    @property
    def on_time(self) -> bool:
        return self.sent and not self.late


def standing_of(obligation: Obligation, now: datetime) -> Standing:
    """The standing at that moment; lateness goes by the end of the effective or extended due day in Vietnam."""
    state, first = obligation.state, obligation.first_sent_at
    late = is_late(obligation.due, first, now)
    days = days_late(obligation.due, first, now)
    sent = not obligation.is_wanted
    if sent:
        note = f"trễ {days} ngày" if late else ""
        tone = "waiting" if late and state is S.SUBMITTED else TONE_OF_STATE[state]
        return Standing(state.value, state.label, note, tone, True, late, days, True)
    if state is S.RETURNED:
        return Standing(state.value, "Trả lại", f"quá hạn {days} ngày" if late else "", "bad", False, late, days, True)
    if late:
        return Standing("overdue", f"Quá hạn {days} ngày", "", "bad", False, True, days, True)
    left = (obligation.due - now.date()).days
    if left <= SOON:
        word = "Đến hạn hôm nay" if left == 0 else f"Đến hạn {obligation.due:%d/%m}"
        return Standing("due", word, "", "waiting", False, False, 0, False)
    return Standing("not_due", "Chưa đến hạn", "", "neutral", False, False, 0, False)


@dataclass(frozen=True)
class Cell:
    obligation: Obligation
    standing: Standing


@dataclass
class Share:
    """Of what had to be in: how much is in, and how much came in time, in %; None where nothing had to be in yet."""

    wanted: int = 0
    sent: int = 0
    in_time: int = 0

    def count(self, standing: Standing) -> None:
        """Take one standing into the share."""
        self.wanted += standing.counts
        self.sent += standing.sent
        self.in_time += standing.on_time

    @property
    def complete_percent(self) -> float | None:
        return 100 * self.sent / self.wanted if self.wanted else None

    @property
    def in_time_percent(self) -> float | None:
        return 100 * self.in_time / self.wanted if self.wanted else None


@dataclass
class Row:
    agency: Agency
    kind: DutyKind
    cells: list[Cell | None]
    share: Share = field(default_factory=Share)


@dataclass
class Matrix:
    """`months` are those of the plan year that have opened, newest first; a row's cells stand under them in order."""

    months: list[int]
    rows: list[Row]
    by_month: list[Share]
    total: Share


def obligation_matrix(plan: Plan, user: User, *, kind: str = "", now: datetime | None = None) -> Matrix:
    """What the user may see of the plan year's obligations; `kind` narrows to lists, returns or annual ones."""
    now = now or business_now()
    seen = Obligation.objects.visible_to(user).for_display().filter(duty__plan=plan)
    if kind:
        seen = seen.filter(kind=kind)
    return build_matrix(seen.order_by("kind", "agency__sort_order", "agency_id", "month"), now)


def build_matrix(obligations: Iterable[Obligation], now: datetime) -> Matrix:
    """Lay obligations of one year out; no query of its own beyond reading them."""
    found: dict[tuple[str, int], dict[int, Cell]] = {}
    agencies: dict[int, Agency] = {}
    for obligation in obligations:
        agencies[obligation.agency_id] = obligation.agency
        cell = Cell(obligation, standing_of(obligation, now))
        found.setdefault((obligation.kind, obligation.agency_id), {})[obligation.month] = cell
    months = sorted({month for cells in found.values() for month in cells}, reverse=True)
    by_month = {month: Share() for month in months}
    total = Share()
    rows = []
    # Returns first, as the plan names them, then the lists, then the year's.
    order = [DutyKind.RETURN, DutyKind.LIST, DutyKind.ANNUAL]
    for (kind, agency_id), cells in sorted(found.items(), key=lambda each: order.index(DutyKind(each[0][0]))):
        row = Row(agencies[agency_id], DutyKind(kind), [cells.get(month) for month in months])
        for month, cell in cells.items():
            for share in (row.share, by_month[month], total):
                share.count(cell.standing)
        rows.append(row)
    return Matrix(months, rows, [by_month[month] for month in months], total)
