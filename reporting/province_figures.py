"""The province's figures, put together once: dashboard, report, XLSX and PDF all show this and nothing else.

People come from `registrations.figures`, money from `lending.budget`; what is added here is only which of them.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Sum, When

from lending.budget import BudgetRow, BudgetTable, Figures, budget_table, entries_behind
from lending.models.ledger import AccountKind
from registrations.figures import DistrictFigures, district_figures, province_totals, target_revision
from registrations.models import Plan


@dataclass
class Loans:
    """Net of reversals: people to whom money was paid out, and how much, in đồng."""

    borrowers: int = 0
    disbursed: int = 0


@dataclass
class DistrictRow:
    """One district: from the start of the plan year to the end of the period, and within the period."""

    name: str
    unit_id: int | None
    so_far: DistrictFigures
    inside: DistrictFigures
    loans: Loans

    @property
    def departed_percent(self) -> float | None:
        return self.so_far.departed_percent


@dataclass
class ProvinceFigures:
    """Everything of one plan from `since` to `until`; `provisional` where no Phụ lục I confirms the targets."""

    plan: Plan
    since: date
    until: date
    provisional: bool
    rows: list[DistrictRow]
    total: DistrictRow
    budget: BudgetTable


def province_figures(plan: Plan, *, since: date, until: date) -> ProvinceFigures:
    """Count people and money to the end of `until`; "inside" means from `since` on. A fixed number of queries."""
    so_far = district_figures(plan, until=until)
    inside = {row.unit: row for row in district_figures(plan, since=since, until=until)}
    loans = loans_by_district(plan, until)
    rows = [
        DistrictRow(
            name=str(row.unit),
            unit_id=row.unit.pk if row.unit else None,
            so_far=row,
            inside=inside.get(row.unit, DistrictFigures(unit=row.unit)),
            loans=loans.get(row.unit.pk, Loans()) if row.unit else Loans(),
        )
        for row in so_far
    ]
    total = DistrictRow(
        name="Toàn tỉnh",
        unit_id=None,
        so_far=province_totals(row.so_far for row in rows),
        inside=province_totals(row.inside for row in rows),
        loans=Loans(sum(each.borrowers for each in loans.values()), sum(each.disbursed for each in loans.values())),
    )
    revision = target_revision(plan, until)
    return ProvinceFigures(
        plan=plan,
        since=since,
        until=until,
        provisional=revision is None or revision.provisional,
        rows=rows,
        total=total,
        budget=budget_table(plan, as_of=until),
    )


def loans_by_district(plan: Plan, until: date) -> dict[int, Loans]:
    """Disbursed money by the borrower's district (unit id): the entries behind the budget's figure, one query."""
    signed = Case(When(debit__kind=AccountKind.PRINCIPAL_CURRENT, then=F("amount")), default=-F("amount"))
    registration = "debit__contract__dossier__registration"
    sums = (
        entries_behind("disbursed", plan=plan)
        .filter(value_date__lte=until)
        .order_by()
        .values_list(f"{registration}__commune__parent_id", f"{registration}_id")
        .annotate(paid=Sum(signed))
    )
    found: dict[int, Loans] = {}
    for district, _, paid in sums:
        loans = found.setdefault(district, Loans())
        loans.disbursed += paid
        loans.borrowers += paid > 0
    return found


def as_json(figures: ProvinceFigures) -> dict[str, Any]:
    """The snapshot that a report keeps: plain numbers by name, dates as ISO text."""
    return {
        "plan": figures.plan.year,
        "since": figures.since.isoformat(),
        "until": figures.until.isoformat(),
        "provisional": figures.provisional,
        "districts": [_row_json(row) for row in figures.rows],
        "total": _row_json(figures.total),
        "budget": [_money_json(row) for row in figures.budget.rows],
        "budget_total": _money_json(figures.budget.total),
        "loans_total": _money_json(figures.budget.loans),
    }


def _row_json(row: DistrictRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "so_far": _people_json(row.so_far),
        "inside": _people_json(row.inside),
        "loans": asdict(row.loans),
    }


def _people_json(figures: DistrictFigures) -> dict[str, Any]:
    return {name: value for name, value in vars(figures).items() if name != "unit"}


def _money_json(row: BudgetRow) -> dict[str, Any]:
    figures = {name: getattr(row, name) for name in Figures.__dataclass_fields__}
    return {"number": row.number, "name": row.name, "source": str(row.source or ""), **figures}
