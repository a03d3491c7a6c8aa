"""Giấy đăng ký (Phụ lục III, mẫu tái lập; domain §3.1) on at most two A4 pages; gaps are left for the pen."""

from datetime import date
from html import escape

from soctrang_loans.documents.body import check, checks, field, field_row, paragraph, section
from soctrang_loans.documents.frame import OfficialDocument, Signature, render_html
from soctrang_loans.layout import dated_line
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import AdministrativeUnit, Agency, AgencyKind
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import amount_in_words, format_dong
from soctrang_loans.vietnam.names import upper_name

from ..actions.completeness import is_minor
from ..consent import PROCESSING, TRUTH
from ..models import BeneficiaryGroup, Registration
from ..waiting import district_office_name

# Short enough for one line.
KIND_LABELS = (
    (Registration.Kind.WORKER, "Đi làm việc theo hợp đồng"),
    (Registration.Kind.STUDENT, "Du học sinh vừa học, vừa làm"),
)
PEN = "……………………"
# Twenty-nine rows and two pairs of signatures on two pages: tighter than a document of running text.
COMPACT = """<style>
main { font-size: 11pt; line-height: 1.22; margin-top: 4pt; }
h2 { font-size: 11.5pt; margin-top: 6pt; }
table.fields, .checks { margin-top: 2.5pt; }
table.to { margin: 6pt auto 2pt; font-size: 12pt; line-height: 1.25; }
.title { margin-top: 8pt; }
.subject { line-height: 1.2; }
table.signing { margin-top: 6pt; font-size: 12pt; line-height: 1.2; }
.signing td.room { height: 18mm; }
main p { margin-top: 2.5pt; }
</style>"""


def registration_form_html(registration: Registration) -> str:
    """The whole page as HTML for `documents.pdf.render_pdf`."""
    return render_html(registration_document(registration))


def registration_document(registration: Registration) -> OfficialDocument:
    """The paper with what was entered; the signatures and what is not yet known stay open."""
    committee = _name_of(AgencyKind.COMMUNE_COMMITTEE, registration.commune) or f"UBND {registration.commune}"
    return OfficialDocument(
        issuing_agency=committee,
        title="GIẤY ĐĂNG KÝ",
        subject=(
            "Đi làm việc ở nước ngoài theo hợp đồng /\n"
            f"tham gia chương trình du học sinh vừa học, vừa làm năm {registration.plan.year}"
        ),
        citizen_form=True,
        reconstructed=True,
        addressees=(
            committee,
            district_office_name(registration),
            _name_of(AgencyKind.EMPLOYMENT_CENTRE) or "Trung tâm Dịch vụ việc làm tỉnh Sóc Trăng",
        ),
        body_html=(
            COMPACT
            + _person(registration)
            + _residence(registration)
            + _family(registration)
            + _learning(registration)
            + _wish(registration)
            + _loan(registration)
            + _groups(registration)
            + _commitments(registration)
            + _applicant(registration)
            + _confirmation(registration)
        ),
        signatures=(
            Signature(
                "TM. ỦY BAN NHÂN DÂN",
                note="Ký, ghi rõ họ tên, chức vụ, đóng dấu",
                name=registration.confirmation_signer,
                dated=dated_line(place_of(registration.commune), registration.confirmation_date),
            ),
            Signature(
                "NGƯỜI TIẾP NHẬN",
                note="Ký, ghi rõ họ tên",
                name=registration.entered_by.full_name if registration.number else "",
                dated=dated_line("", registration.received_on),
            ),
        ),
    )


def place_of(commune: AdministrativeUnit) -> str:
    """The place in a paper's date line: "An Mỹ" of Xã An Mỹ, but "Phường 1" whole (NĐ 30/2020/NĐ-CP)."""
    bare = commune.name.removeprefix(commune.type_label).strip()
    return commune.name if bare.isdigit() else bare


def _name_of(kind: AgencyKind, unit: AdministrativeUnit | None = None) -> str:
    agencies = Agency.objects.on(business_date()).filter(kind=kind)
    agency = (agencies.filter(unit=unit) if unit else agencies).first()
    return agency.name if agency else ""


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _person(r: Registration) -> str:
    person = r.person
    return (
        section("I. Bản thân")
        + field("Họ và tên (chữ in hoa)", upper_name(person.full_name))
        + '<table class="fields"><tr><td class="label">Ngày sinh:</td>'
        f'<td class="value" style="width: 40%"><div>{_day(person.date_of_birth)}</div></td>'
        f'<td class="label" style="padding-left: 3mm">Giới tính:&ensp;{check("Nam", person.sex == "M")}'
        f"{check('Nữ', person.sex == 'F')}</td></tr></table>"
        + field_row(("Dân tộc", person.ethnic_group.name), ("Tôn giáo", r.religion))
        + field_row(("Số CCCD/Căn cước", person.cccd), ("Ngày cấp", _day(r.id_issued_on)))
        + field("Nơi cấp", r.id_issued_by)
        + field_row(
            ("Số hộ chiếu (nếu có)", r.passport_number),
            ("Ngày cấp", _day(r.passport_issued_on)),
            ("Hết hạn", _day(r.passport_expires_on)),
        )
    )


def _residence(r: Registration) -> str:
    return (
        field("Nơi thường trú", r.home)
        + field("Nơi ở hiện tại", r.current_address)
        + field_row(("Điện thoại", r.phone), ("Zalo", r.zalo), ("Email", r.email))
        + field_row(("Người liên hệ khi cần", r.contact_name), ("Quan hệ", r.contact_relation), ("ĐT", r.contact_phone))
    )


def _family(r: Registration) -> str:
    return field_row(
        ("Hôn nhân", r.get_marital_status_display()),
        ("Số con", _count(r.children)),
        ("Cao (cm)", _count(r.height_cm)),
        ("Nặng (kg)", _count(r.weight_kg)),
    ) + field_row(
        ("Tay thuận", r.get_dominant_hand_display().removeprefix("Tay ")),
        ("Thị lực", r.eyesight),
        ("Hình xăm", r.tattoo),
        ("Bệnh mãn tính", r.chronic_illness),
    )


def _learning(r: Registration) -> str:
    grade = f" (lớp {r.grade}/12)" if r.grade is not None else ""
    return (
        section("II. Trình độ, việc làm")
        + field_row(
            ("Học vấn", f"{r.get_schooling_display()}{grade}"),
            ("Chuyên môn kỹ thuật", r.get_qualification_display()),
        )
        + field_row(("Ngành nghề đã học", r.field_of_study), ("Trường", r.school))
        + field("Ngoại ngữ, trình độ, chứng chỉ", r.languages)
        + field_row(
            ("Việc làm hiện nay", r.occupation),
            ("Thu nhập một tháng", "" if r.monthly_income is None else format_dong(r.monthly_income)),
        )
        + field("Đã từng ra nước ngoài (nước, từ – đến)", r.been_abroad)
    )


def _wish(r: Registration) -> str:
    contract = " ".join(part for part in (r.provider_contract_number, _day(r.provider_contract_date)) if part)
    return (
        section("III. Nguyện vọng")
        + checks("Hình thức", [(label, r.kind == value) for value, label in KIND_LABELS])
        + field_row(("Thị trường 1", str(r.market_first or "")), ("Thị trường 2", str(r.market_second or "")))
        + field_row(("Chương trình", r.programme.name if r.programme else ""), ("Ngành nghề / ngành học", r.trade))
        + field_row(
            ("Thời hạn dự kiến (tháng)", _count(r.intended_months)),
            ("Thời điểm dự kiến đi", _day(r.intended_departure)),
        )
        + field_row(("Doanh nghiệp, đơn vị tư vấn (nếu đã chọn)", str(r.provider or "")), ("Số HĐ, ngày", contract))
        + checks(
            "Nhu cầu đào tạo",
            [
                ("Giáo dục định hướng", r.needs_orientation),
                ("Ngoại ngữ", r.needs_language),
                ("Nghề", r.needs_vocational),
            ],
        )
    )


def _loan(r: Registration) -> str:
    figures = format_dong(r.loan_amount) if r.loan_amount else ""
    words = amount_in_words(r.loan_amount) if r.loan_amount else ""
    return (
        section("IV. Nhu cầu vay vốn")
        + checks("Vay vốn", [("Có", r.wants_loan), ("Không", not r.wants_loan)])
        + field_row(("Số tiền", figures), ("Thời hạn vay (tháng)", _count(r.loan_months)))
        + field("Bằng chữ", words)
        + field_row(("Mục đích vay", r.loan_purpose), ("Tài sản bảo đảm (nếu có)", r.collateral))
        + field_row(
            ("Người thân nhận ủy quyền trả nợ", r.payer_name), ("Quan hệ", r.payer_relation), ("ĐT", r.payer_phone)
        )
        + field("Nguồn biết thông tin", r.heard_from)
    )


def _groups(r: Registration) -> str:
    mine = {each.group_id: each for each in r.beneficiaries.select_related("group")}
    boxes = [(group.short_name, group.pk in mine) for group in BeneficiaryGroup.objects.all()]
    papers = "; ".join(
        " ".join(
            part
            for part in (
                each.evidence_kind,
                each.evidence_number and f"số {each.evidence_number}",
                each.evidence_date and f"ngày {_day(each.evidence_date)}",
            )
            if part
        )
        for each in mine.values()
        if each.evidence_kind or each.evidence_number
    )
    return section("V. Đối tượng") + checks("", boxes, columns=3) + field("Giấy tờ chứng minh (số, ngày)", papers)


def _commitments(r: Registration) -> str:
    ticked = (
        f'<table class="check-grid"><tr><td>{check(text, done)}</td></tr></table>'
        for text, done in ((TRUTH, r.declares_truth), (PROCESSING, r.consents_processing))
    )
    return section("VI. Cam kết") + "".join(ticked)


def _applicant(r: Registration) -> str:
    """Who signs for the declaration: the person, and for somebody under 18 a parent or guardian too."""
    blocks = [("NGƯỜI ĐĂNG KÝ", "Ký, ghi rõ họ tên", r.person.full_name)]
    if is_minor(r):
        note = f"{r.guardian_relation or 'Ghi rõ quan hệ'}; ký, ghi rõ họ tên"
        blocks.insert(0, ("CHA, MẸ HOẶC NGƯỜI GIÁM HỘ", note, r.guardian_name))
    else:
        blocks.insert(0, ("", "", ""))
    dated = dated_line(place_of(r.commune), r.paper_date)
    rows = (
        ("dated", ["", dated]),
        ("authority", [title for title, _, _ in blocks]),
        ("note", [f"({note})" if note else "" for _, note, _ in blocks]),
        ("room", ["", ""]),
        ("signer", [name for _, _, name in blocks]),
    )
    cells = (
        "<tr>" + "".join(f'<td class="{look}">{escape(text)}</td>' for text in texts) + "</tr>" for look, texts in rows
    )
    return f'<table class="signing">{"".join(cells)}</table>'


def _group_name(group: BeneficiaryGroup) -> str:
    """The group's name within a sentence, without its explanation in brackets."""
    name = group.name.split(" (")[0]
    return name[:1].lower() + name[1:]


def _confirmation(r: Registration) -> str:
    groups = "; ".join(_group_name(each.group) for each in r.beneficiaries.select_related("group"))
    title = "Ông" if r.person.sex == "M" else "Bà"
    return (
        section("VII. Xác nhận của UBND cấp xã và phần của cơ quan tiếp nhận")
        + paragraph(
            f"UBND {r.commune.in_sentence} xác nhận: {title} {r.person.full_name} thường trú tại {r.home}, "
            f"thuộc đối tượng: {groups or PEN}. Số xác nhận: {r.confirmation_number or PEN}.",
            indented=False,
        )
        + field_row(("Số tiếp nhận", r.number or ""), ("Ngày tiếp nhận", _day(r.received_on)))
    )
