"""Phụ lục IV on paper and in a workbook: the 18 columns of domain §3.2, reconstructed, by commune with sub-totals.

A certified list is drawn from its frozen rows, so that it comes out the same years later; before that it is a draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from soctrang_loans.documents.body import paragraph
from soctrang_loans.documents.frame import OfficialDocument, render_html
from soctrang_loans.documents.pdf import render_pdf
from soctrang_loans.documents.tables import grid
from soctrang_loans.layout import Column, Group, Signature
from soctrang_loans.vietnam.dates import long_date, period_label
from soctrang_loans.vietnam.money import format_dong
from soctrang_loans.workbooks.statutory import StatutorySheet, write_workbook

from ..actions.monthly_list import FROZEN, rows_of
from ..list_rows import CommuneGroup, ListCounts, ListRow, by_commune
from ..models import MonthlyList, MonthlyListEvent

COLUMNS = (
    Column("position", "STT", 5, "int", centred=True),
    Column("name", "Họ và tên", 22),
    Column("male", "Nam", 11, "date", band="Ngày, tháng, năm sinh"),
    Column("female", "Nữ", 11, "date", band="Ngày, tháng, năm sinh"),
    Column("ethnic", "Dân tộc", 10),
    Column("cccd", "Số CCCD", 14, "id"),
    Column("residence", "Nơi thường trú (ấp, xã)", 20),
    Column("phone", "Điện thoại", 12, "id"),
    Column("schooling", "Trình độ học vấn", 9),
    Column("skills", "Chuyên môn, ngoại ngữ", 16),
    Column("groups", "Đối tượng (mã)", 8, centred=True),
    Column("kind", "Hình thức (LĐ/DH)", 7, centred=True),
    Column("market", "Thị trường đăng ký", 11),
    Column("trade", "Ngành nghề", 14),
    Column("provider", "Doanh nghiệp", 16),
    Column("loan", "Nhu cầu vay (đồng)", 14, "dong"),
    Column("registered_on", "Ngày đăng ký", 11, "date"),
    Column("note", "Ghi chú", 12),
)
TITLE = "DANH SÁCH NGƯỜI LAO ĐỘNG, HỌC SINH, SINH VIÊN ĐĂNG KÝ"
SUBTITLE = "Đi làm việc ở nước ngoài theo hợp đồng hoặc tham gia chương trình du học sinh vừa học, vừa làm"
KINDS_NOTE = (
    "Hình thức: LĐ – đi làm việc theo hợp đồng; DH – du học sinh vừa học, vừa làm. "
    "Đối tượng ghi theo mã của danh mục đối tượng."
)


@dataclass(frozen=True)
class _Paper:
    """What both forms print, read once."""

    monthly_list: MonthlyList
    groups: Sequence[CommuneGroup]
    counts: ListCounts

    @classmethod
    def of(cls, monthly_list: MonthlyList) -> "_Paper":
        rows = rows_of(monthly_list)
        return cls(monthly_list, by_commune(rows), ListCounts.of(rows))

    @property
    def agency(self) -> str:
        """The office without its district, which the line above names."""
        agency = self.monthly_list.agency
        if agency.parent and agency.unit:
            return agency.name.removesuffix(f" {agency.unit.in_sentence}").upper()
        return agency.name.upper()

    @property
    def superior(self) -> str:
        parent = self.monthly_list.agency.parent
        return parent.name.upper() if parent else ""

    @property
    def place(self) -> str:
        """Where the office sits, as the dated line names it: Kế Sách, not Huyện Kế Sách."""
        unit = self.monthly_list.agency.unit
        return unit.name.removeprefix(f"{unit.type_label} ") if unit else ""

    @property
    def period(self) -> str:
        return period_label(self.monthly_list.year, self.monthly_list.month).capitalize()

    @property
    def attachment(self) -> str:
        number, day = self.monthly_list.cover_number, self.monthly_list.cover_date
        told = f"số {number} {long_date(day)}" if number and day else "số …… ngày …… tháng …… năm ……"
        return f"(Kèm theo Công văn {told} của {self.monthly_list.agency.name})"

    @property
    def tables(self) -> list[Group]:
        """The communes as the layouts take them."""
        return [
            Group(
                f"{group.name}: {group.counts.people} người",
                [cells_of(position, row) for position, row in group.numbered],
                {"loan": group.counts.loan_amount},
            )
            for group in self.groups
        ]

    @property
    def total(self) -> dict[str, object]:
        return {"loan": self.counts.loan_amount}

    @property
    def total_label(self) -> str:
        return f"TỔNG CỘNG: {self.counts.people} người"

    @property
    def footer(self) -> tuple[str, ...]:
        if not self.counts.people:
            return (f"{self.period} không có người đăng ký.",)
        return (told_counts(self.counts), KINDS_NOTE)

    @property
    def signatures(self) -> tuple[Signature, Signature]:
        prepared, certified = self.monthly_list.prepared_by, self.monthly_list.certified_by
        return (
            Signature("NGƯỜI LẬP BIỂU", note="Ký, ghi rõ họ tên", name=prepared.full_name if prepared else ""),
            Signature(
                _authority(self.monthly_list),
                note="Ký, đóng dấu, ghi rõ họ tên",
                name=certified.full_name if certified else "",
            ),
        )

    @property
    def is_draft(self) -> bool:
        return self.monthly_list.status not in FROZEN


def cells_of(position: int, row: ListRow) -> dict[str, object]:
    """One row by column; the day of birth stands under Nam or Nữ, as Vietnamese lists put it."""
    return {
        "position": position,
        "name": row.name,
        "female" if row.is_woman else "male": row.birth,
        "ethnic": row.ethnic,
        "cccd": row.cccd,
        "residence": row.residence,
        "phone": row.phone,
        "schooling": row.schooling,
        "skills": row.skills,
        "groups": row.groups,
        "kind": row.kind_short,
        "market": row.market,
        "trade": row.trade,
        "provider": row.provider,
        "loan": row.loan,
        "registered_on": row.registered_on,
        "note": row.note,
    }


def told_counts(counts: ListCounts) -> str:
    """The footer sentence of the list."""
    return (
        f"Tổng số {counts.people} người; trong đó: nữ {counts.women}, dân tộc thiểu số {counts.minority}, "
        f"hộ nghèo {counts.poor}, hộ cận nghèo {counts.near_poor}, đi làm việc theo hợp đồng (LĐ) {counts.workers}, "
        f"du học sinh (DH) {counts.students}; có nhu cầu vay {counts.wants_loan} người, "
        f"số tiền {format_dong(counts.loan_amount)}."
    )


def file_name(monthly_list: MonthlyList, extension: str) -> str:
    """ASCII name of the download, e.g. phu-luc-iv-943-2024-09.xlsx."""
    code = monthly_list.agency.unit.code if monthly_list.agency.unit else monthly_list.agency.pk
    return f"phu-luc-iv-{code}-{monthly_list.year}-{monthly_list.month:02d}.{extension}"


def monthly_list_xlsx(monthly_list: MonthlyList) -> bytes:
    """The statutory workbook: amounts in đồng as numbers, CCCD as text, real dates."""
    paper = _Paper.of(monthly_list)
    return write_workbook(
        [
            StatutorySheet(
                name=f"Phụ lục IV {monthly_list.month:02d}-{monthly_list.year}",
                superior_agency=paper.superior,
                issuing_agency=paper.agency,
                annex_label="Phụ lục IV",
                title=TITLE,
                subtitle=(SUBTITLE, paper.period),
                attachment_note=paper.attachment,
                unit_note="Đơn vị tính: đồng",
                columns=COLUMNS,
                groups=paper.tables,
                total=paper.total,
                total_label=paper.total_label,
                footer=paper.footer,
                signatures=paper.signatures,
                frozen_columns=2,
                draft=paper.is_draft,
                reconstructed=True,
            )
        ]
    )


def monthly_list_html(monthly_list: MonthlyList) -> str:
    """The printed page before it becomes a PDF."""
    paper = _Paper.of(monthly_list)
    table = grid(COLUMNS, paper.tables, total=paper.total, total_label=paper.total_label, compact=True)
    return render_html(
        OfficialDocument(
            superior_agency=paper.superior,
            issuing_agency=paper.agency,
            number=monthly_list.cover_number,
            place=paper.place,
            issued_on=monthly_list.cover_date,
            annex_label="Phụ lục IV",
            title=TITLE,
            subject=f"{SUBTITLE}\n{paper.period}",
            attachment_note=paper.attachment,
            body_html=table + "".join(paragraph(line, indented=False) for line in paper.footer),
            signatures=paper.signatures,
            landscape=True,
            draft=paper.is_draft,
            reconstructed=True,
        )
    )


def monthly_list_pdf(monthly_list: MonthlyList) -> bytes:
    """The list as a landscape A4 PDF. Raises PdfUnavailable without the system's libraries."""
    return render_pdf(monthly_list_html(monthly_list))


def _authority(monthly_list: MonthlyList) -> str:
    """The office in whose name the certifier signed: a deputy signs for the head ("KT.")."""
    head = "TRƯỞNG PHÒNG"
    event = (
        MonthlyListEvent.objects.filter(subject=monthly_list, action="certify", by=monthly_list.certified_by)
        .select_related("posting")
        .last()
    )
    title = event.posting.title.upper() if monthly_list.certified_by_id and event and event.posting else ""
    return f"KT. {head}\n{title}" if title.startswith("PHÓ") else head
