"""The province's monthly report: a BC in the frame of NĐ 30/2020/NĐ-CP with Biểu 05 and 06, and the same as XLSX."""

from html import escape

from registrations.periods import Month
from soctrang_loans.documents import body
from soctrang_loans.documents.frame import OfficialDocument, Signature, render_html
from soctrang_loans.documents.pdf import render_pdf
from soctrang_loans.documents.tables import grid
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import Agency, AgencyKind
from soctrang_loans.workbooks.statutory import StatutorySheet, write_workbook

from ..province_figures import ProvinceFigures
from ..report_text import Part
from .statutory_tables import Table, money_table, people_table

PLACE = "Sóc Trăng"
PEOPLE_TITLE = "KẾT QUẢ ĐƯA NGƯỜI LAO ĐỘNG, HỌC SINH, SINH VIÊN ĐI LÀM VIỆC, HỌC TẬP Ở NƯỚC NGOÀI"
MONEY_TITLE = "TÌNH HÌNH THỰC HIỆN KINH PHÍ"
PROVISIONAL = "Chỉ tiêu theo huyện là số tạm tính, chưa có Phụ lục I."
# The frame holds one orientation; the two Biểu follow the signature on landscape pages of their own.
ANNEX_STYLE = "<style>@page bieu { size: A4 landscape; } .bieu { page: bieu; break-before: page; }</style>"


def report_xlsx(month: Month, figures: ProvinceFigures) -> bytes:
    """A workbook with the sheets Biểu 05 and Biểu 06; people and đồng as numbers."""
    return write_workbook(
        [
            _sheet("Biểu 05", PEOPLE_TITLE, people_table(figures), month, figures, provisional=figures.provisional),
            _sheet("Biểu 06", MONEY_TITLE, money_table(figures), month, figures, unit_note="Đơn vị tính: đồng"),
        ]
    )


def report_pdf(month: Month, figures: ProvinceFigures, text: list[Part]) -> bytes:
    """The BC to the People's Committee with both Biểu. Raises PdfUnavailable without the system libraries."""
    return render_pdf(report_html(month, figures, text))


def report_html(month: Month, figures: ProvinceFigures, text: list[Part]) -> str:
    """The whole document as HTML, ready for the PDF."""
    department = _department()
    opening = (
        f"Thực hiện {figures.plan.title}, {department.name} báo cáo kết quả thực "
        f"hiện trong tháng {month} và lũy kế đến hết ngày {figures.until:%d/%m/%Y} như sau:"
    )
    parts = [body.paragraph(opening)]
    for part in text:
        parts.append(body.section(part.title))
        parts += [body.paragraph(paragraph) for paragraph in part.paragraphs]
    parts.append(body.paragraph("(Kèm theo Biểu 05, Biểu 06.)"))
    frame = OfficialDocument(
        superior_agency=(department.parent.name if department.parent else "").upper(),
        issuing_agency=department.name.removesuffix(f" tỉnh {PLACE}").upper().replace(" - ", " -\n"),
        number=f"……/BC-{department.symbol}",
        place=PLACE,
        issued_on=business_date(),
        title="BÁO CÁO",
        subject=f"Kết quả thực hiện Kế hoạch triển khai Nghị quyết số 02/2023/NQ-HĐND, {_in_words(month)}",
        body_html="".join(parts),
        addressees=(f"Ủy ban nhân dân tỉnh {PLACE}",),
        recipients=("Như trên", "Sở Tài chính; Chi nhánh Ngân hàng Chính sách xã hội tỉnh", "Lưu: VT"),
        signatures=(Signature("GIÁM ĐỐC"),),
        reconstructed=True,
        draft=True,
    )
    annexes = [
        _annex("Biểu 05", PEOPLE_TITLE, people_table(figures), month, figures, provisional=figures.provisional),
        _annex("Biểu 06", MONEY_TITLE, money_table(figures), month, figures, unit_note="Đơn vị tính: đồng"),
    ]
    end = "</body></html>"
    return render_html(frame).removesuffix(end) + ANNEX_STYLE + "".join(annexes) + end


def _sheet(
    name: str,
    title: str,
    table: Table,
    month: Month,
    figures: ProvinceFigures,
    *,
    unit_note: str = "",
    provisional: bool = False,
) -> StatutorySheet:
    department = _department()
    return StatutorySheet(
        name=name,
        superior_agency=(department.parent.name if department.parent else "").upper(),
        issuing_agency=department.name.removesuffix(f" tỉnh {PLACE}").upper(),
        annex_label=name,
        title=title,
        subtitle=[_period(month, figures)],
        unit_note=unit_note,
        columns=table.columns,
        groups=table.groups,
        total=table.total,
        footer=[PROVISIONAL] if provisional else [],
        place=PLACE,
        issued_on=business_date(),
        signatures=[Signature("NGƯỜI LẬP BIỂU", note="Ký, ghi rõ họ tên"), Signature("GIÁM ĐỐC")],
        frozen_columns=2,
        reconstructed=True,
        draft=True,
    )


def _annex(
    name: str,
    title: str,
    table: Table,
    month: Month,
    figures: ProvinceFigures,
    *,
    unit_note: str = "",
    provisional: bool = False,
) -> str:
    note = f'<p class="unit">{escape(unit_note)}</p>' if unit_note else ""
    foot = body.paragraph(PROVISIONAL, indented=False) if provisional else ""
    return (
        f'<section class="bieu"><div class="annex-label">{escape(name)}</div>'
        f'<div class="title">{escape(title)}</div><div class="attachment">{escape(_period(month, figures))}</div>'
        f"{note}{grid(table.columns, table.groups, total=table.total, compact=True)}{foot}</section>"
    )


def _period(month: Month, figures: ProvinceFigures) -> str:
    return f"Tháng {month}, lũy kế từ đầu năm đến hết ngày {figures.until:%d/%m/%Y}"


def _in_words(month: Month) -> str:
    return f"tháng {month.month:02d} năm {month.year}"


def _department() -> Agency:
    return Agency.objects.select_related("parent").get(kind=AgencyKind.LABOUR_DEPARTMENT)
