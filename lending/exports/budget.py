"""The budget table as a workbook in statutory layout; figures are those of the page."""

from lending.budget import BudgetRow, BudgetTable
from soctrang_loans.layout import Column, Group
from soctrang_loans.organisation.clock import VIETNAM
from soctrang_loans.workbooks.statutory import StatutorySheet, write_workbook

COLUMNS = (
    Column("number", "Mục", 8, centred=True),
    Column("name", "Nội dung", 34),
    Column("planned", "Kế hoạch", 18, "dong"),
    Column("carried", "Số dư năm trước chuyển sang", 18, "dong"),
    Column("received", "Đã cấp", 18, "dong"),
    Column("recovered", "Đã thu về", 18, "dong", band="Vốn thu hồi"),
    Column("relent", "Đã đưa vào cho vay lại", 18, "dong", band="Vốn thu hồi"),
    Column("approved", "Đã phê duyệt", 18, "dong"),
    Column("disbursed", "Đã giải ngân, sử dụng", 18, "dong"),
    Column("available", "Còn được duyệt", 18, "dong"),
    Column("remaining", "Còn lại kế hoạch", 18, "dong"),
)
FIGURES = tuple(column.key for column in COLUMNS[2:])


def _figures(row: BudgetRow) -> dict[str, object]:
    return {key: getattr(row, key) for key in FIGURES if getattr(row, key) is not None}


def _cells(row: BudgetRow) -> dict[str, object]:
    return {"number": row.number, "name": row.name, **_figures(row)}


def budget_workbook(table: BudgetTable) -> bytes:
    """XLSX of the table, amounts in đồng as whole numbers."""
    groups = [
        Group(block.source.name, [_cells(row) for row in block.rows], _figures(block.subtotal))
        for block in table.blocks
    ]
    groups.append(Group("", [_cells(row) for row in table.others]))
    known = table.known_at.astimezone(VIETNAM)
    sheet = StatutorySheet(
        name=f"Kinh phí {table.plan.year}",
        superior_agency="ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
        issuing_agency="SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        title="TÌNH HÌNH THỰC HIỆN KINH PHÍ",
        subtitle=(
            f"Kế hoạch năm {table.plan.year}, số liệu đến ngày {table.as_of:%d/%m/%Y}",
            f"(ghi sổ đến {known:%H:%M} ngày {known:%d/%m/%Y})",
        ),
        unit_note="Đơn vị tính: đồng",
        columns=COLUMNS,
        groups=groups,
        total=_figures(table.total),
        draft=table.plan.is_draft,
    )
    return write_workbook([sheet])
