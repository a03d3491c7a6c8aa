"""The figures that go with an agency's return: counted by the portal, shown before sending, frozen by it.

Each comes from the same named query as the dashboard's: `registrations.figures` and `lending.budget`.
"""

from typing import Any

from lending.budget import budget_table
from registrations.figures import DistrictFigures, district_figures, province_totals
from registrations.models import Plan
from registrations.periods import Month
from soctrang_loans.organisation.models import AgencyKind

from .models import DutyKind, Obligation

# Columns of Biểu 01 that exist so far (domain §7), in its order; people, but loan_amount in đồng.
DISTRICT_LINES = {
    "registered": "Số người đăng ký",
    "women": "Đăng ký: nữ",
    "minority": "Đăng ký: dân tộc thiểu số",
    "poor": "Đăng ký: hộ nghèo",
    "near_poor": "Đăng ký: hộ cận nghèo",
    "workers": "Đăng ký: lao động theo hợp đồng",
    "students": "Đăng ký: du học sinh vừa học, vừa làm",
    "listed": "Đã lập danh sách Phụ lục IV",
    "selected": "Trúng tuyển",
    "contracted": "Ký hợp đồng",
    "wants_loan": "Có nhu cầu vay vốn (người)",
    "loan_amount": "Nhu cầu vay vốn (đồng)",
    "departed": "Xuất cảnh",
}
BUDGET_COLUMNS = {
    "planned": "Kế hoạch",
    "received": "Đã nhận",
    "recovered": "Đã thu hồi",
    "approved": "Đã phê duyệt",
    "disbursed": "Đã giải ngân",
    "available": "Còn được duyệt",
}

FigureTable = dict[str, Any]


def figures_of(obligation: Obligation) -> FigureTable:
    """The figures of a return as of now: title, columns (key, title) and rows (label, then whole numbers by key).

    A monthly return tells its month and the year to its end; an annual one January to November (domain §7).
    """
    plan = obligation.duty.plan
    annual = obligation.kind == DutyKind.ANNUAL
    last = Month(obligation.year, 11 if annual else obligation.month)
    since = Month(obligation.year, 1) if annual else last
    match obligation.agency.kind:
        case AgencyKind.BANK_BRANCH:
            return _capital(plan, last)
        case AgencyKind.EDUCATION_DEPARTMENT:
            return _students(plan, since, last)
    return _district(obligation, plan, since, last)


def _district(obligation: Obligation, plan: Plan, since: Month, last: Month) -> FigureTable:
    def of_agency(rows: list[DistrictFigures]) -> DistrictFigures:
        return province_totals(row for row in rows if row.unit and row.unit.pk == obligation.agency.unit_id)

    inside = of_agency(district_figures(plan, since=since.first, until=last.last))
    so_far = of_agency(district_figures(plan, until=last.last))
    rows = [{"label": "Chỉ tiêu năm (người)", "so_far": so_far.target}]
    rows += [
        {"label": label, "inside": getattr(inside, name), "so_far": getattr(so_far, name)}
        for name, label in DISTRICT_LINES.items()
    ]
    return _table(f"{obligation.duty.form_code} – kết quả của huyện", "Chỉ tiêu", _two_periods(since, last), rows)


def _students(plan: Plan, since: Month, last: Month) -> FigureTable:
    inside = {row.unit: row.students for row in district_figures(plan, since=since.first, until=last.last)}
    so_far = {row.unit: row.students for row in district_figures(plan, until=last.last)}
    rows = [{"label": str(unit), "inside": inside.get(unit, 0), "so_far": people} for unit, people in so_far.items()]
    rows.append(
        {
            "label": "Tổng cộng",
            "inside": sum(inside.values()),
            "so_far": sum(so_far.values()),
        }
    )
    return _table("Biểu 03 – học sinh, sinh viên đăng ký du học", "Đơn vị", _two_periods(since, last), rows)


def _capital(plan: Plan, last: Month) -> FigureTable:
    table = budget_table(plan, as_of=last.last)
    rows = [
        {"label": f"{block.source} – {row.name}", **{key: getattr(row, key) for key in BUDGET_COLUMNS}}
        for block in table.blocks
        for row in block.rows
    ]
    rows.append({"label": "Tổng cộng", **{key: getattr(table.loans, key) for key in BUDGET_COLUMNS}})
    title = f"Biểu 02 – vốn cho vay đến hết ngày {last.last:%d/%m/%Y} (đồng)"
    return _table(title, "Nguồn vốn", list(BUDGET_COLUMNS.items()), rows)


def _two_periods(since: Month, last: Month) -> list[tuple[str, str]]:
    inside = f"Tháng {last}" if since == last else f"Từ tháng {since}"
    return [("inside", inside), ("so_far", f"Lũy kế đến {last.last:%d/%m/%Y}")]


def _table(title: str, label: str, columns: list[tuple[str, str]], rows: list[dict[str, Any]]) -> FigureTable:
    return {
        "title": title,
        "columns": [{"key": "label", "title": label}, *({"key": key, "title": name} for key, name in columns)],
        "rows": rows,
    }
