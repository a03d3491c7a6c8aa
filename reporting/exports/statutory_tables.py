"""Biểu 05 and Biểu 06 (domain §7, reconstructed): columns and rows, the same for workbook and paper."""

from dataclasses import dataclass
from typing import Any

from lending.budget import BudgetRow
from soctrang_loans.layout import Column, Group
from soctrang_loans.vietnam.money import format_percent

from ..province_figures import DistrictRow, ProvinceFigures

REGISTERED, OF_THEM, LOANS, DEPARTED = "Đăng ký", "Trong số đăng ký", "Đã vay vốn", "Xuất cảnh"
PEOPLE_COLUMNS = (
    Column("position", "STT", 5, "int", centred=True),
    Column("name", "Đơn vị", 24),
    Column("target", "Chỉ tiêu năm", 9, "int"),
    Column("registered_inside", "Trong tháng", 8, "int", REGISTERED),
    Column("registered", "Lũy kế", 8, "int", REGISTERED),
    Column("women", "Nữ", 7, "int", OF_THEM),
    Column("minority", "Dân tộc thiểu số", 8, "int", OF_THEM),
    Column("poor", "Hộ nghèo", 8, "int", OF_THEM),
    Column("near_poor", "Hộ cận nghèo", 8, "int", OF_THEM),
    Column("students", "Du học sinh", 8, "int", OF_THEM),
    Column("listed", "Đã lập danh sách", 9, "int"),
    Column("selected", "Trúng tuyển", 9, "int"),
    Column("contracted", "Ký hợp đồng", 9, "int"),
    Column("borrowers", "Số người", 8, "int", LOANS),
    Column("disbursed", "Số tiền (đồng)", 18, "dong", LOANS),
    Column("departed_inside", "Trong tháng", 8, "int", DEPARTED),
    Column("departed", "Lũy kế", 8, "int", DEPARTED),
    Column("percent", "Đạt % chỉ tiêu", 9, centred=True),
)
SO_FAR = ("target", "registered", "women", "minority", "poor", "near_poor", "students", "listed", "selected")
MONEY_COLUMNS = (
    Column("number", "Mục", 8, centred=True),
    Column("name", "Nội dung", 30),
    Column("planned", "Kế hoạch", 18, "dong"),
    Column("carried", "Số dư năm trước chuyển sang", 17, "dong"),
    Column("received", "Đã cấp", 18, "dong"),
    Column("recovered", "Đã thu về", 17, "dong", "Vốn thu hồi"),
    Column("relent", "Đã đưa vào cho vay lại", 17, "dong", "Vốn thu hồi"),
    Column("approved", "Đã phê duyệt", 18, "dong"),
    Column("disbursed", "Đã giải ngân, sử dụng", 18, "dong"),
    Column("available", "Còn được duyệt, sử dụng", 18, "dong"),
    Column("remaining", "Còn lại kế hoạch", 18, "dong"),
    Column("percent", "Đạt % kế hoạch", 9, centred=True),
)


@dataclass(frozen=True)
class Table:
    """One Biểu: its columns, its groups of rows and its last row."""

    columns: tuple[Column, ...]
    groups: list[Group]
    total: dict[str, Any]


def people_table(figures: ProvinceFigures) -> Table:
    """Biểu 05: people by district, to the end of the month and within it."""
    rows = [{"position": at, "name": row.name, **_people(row)} for at, row in enumerate(figures.rows, start=1)]
    return Table(PEOPLE_COLUMNS, [Group("", rows)], _people(figures.total))


def money_table(figures: ProvinceFigures) -> Table:
    """Biểu 06: the budget lines with their sub-totals by source, to the end of the month."""
    groups = [
        Group(block.source.name, [_money(row) for row in block.rows], _sums(block.subtotal))
        for block in figures.budget.blocks
    ]
    groups.append(Group("Kinh phí không cho vay", [_money(row) for row in figures.budget.others]))
    return Table(MONEY_COLUMNS, groups, _sums(figures.budget.total))


def _people(row: DistrictRow) -> dict[str, Any]:
    return {
        **{name: getattr(row.so_far, name) for name in (*SO_FAR, "contracted", "departed")},
        "registered_inside": row.inside.registered,
        "departed_inside": row.inside.departed,
        "borrowers": row.loans.borrowers,
        "disbursed": row.loans.disbursed,
        "percent": "" if row.departed_percent is None else format_percent(row.departed_percent, 1),
    }


def _sums(row: BudgetRow) -> dict[str, Any]:
    names = ("planned", "carried", "received", "recovered", "relent", "approved", "disbursed", "available", "remaining")
    percent = row.disbursed_percent
    return {
        **{name: getattr(row, name) for name in names},
        "percent": "" if percent is None else format_percent(percent, 1),
    }


def _money(row: BudgetRow) -> dict[str, Any]:
    return {"number": row.number, "name": row.name, **_sums(row)}
