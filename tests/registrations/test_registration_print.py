"""The Giấy đăng ký on paper."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from registrations.actions.registration import BeneficiaryData, register
from registrations.models import BeneficiaryGroup, Programme, Provider, Registration
from registrations.printing.registration_form import place_of, registration_form_html
from registrations.views import registration as views
from soctrang_loans.audit.models import ReadRecord
from soctrang_loans.documents.pdf import PdfUnavailable, render_pdf
from soctrang_loans.layout import RECONSTRUCTED_NOTE
from tests.personas import Personas
from tests.registrations.papers import commune, declaration, submitted

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> tuple[int, str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).split())


def printed(registration: Registration) -> tuple[int, str]:
    return text_of(render_pdf(registration_form_html(registration)))


def test_the_paper_carries_what_was_entered(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    client = Client()
    client.force_login(personas.commune_officer)
    answer = client.get(reverse("registrations:pdf", args=[registration.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="giay-dang-ky-{registration.number}.pdf"'
    pages, text = text_of(answer.content)

    assert pages == 2
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "GIẤY ĐĂNG KÝ",
        "NGUYỄN VĂN THỬ",
        "094099000001",
        "117.000.000 đồng",
        "Một trăm mười bảy triệu đồng",
        "NGƯỜI ĐĂNG KÝ",
        "TM. ỦY BAN NHÂN DÂN",
        "NGƯỜI TIẾP NHẬN",
        "DK-94-2024-000001",
        "An Mỹ, ngày 04 tháng 10 năm 2024",
        RECONSTRUCTED_NOTE,
    ):
        assert part in text
    assert "GIÁM HỘ" not in text
    assert ReadRecord.objects.filter(subject_id=registration.pk, what__startswith="In giấy").exists()


def test_somebody_under_18_is_signed_for_too(personas: Personas) -> None:
    registration = submitted(
        personas.commune_officer,
        kind="student",
        programme=Programme.objects.get(code="JP-DH"),
        date_of_birth=date(2008, 1, 20),
        cccd="094208000001",
        guardian_name="Trần Văn Lớn",
        guardian_relation="Cha",
    )
    text = printed(registration)[1]

    assert "CHA, MẸ HOẶC NGƯỜI GIÁM HỘ" in text
    assert "Trần Văn Lớn" in text


def long_words(length: int) -> str:
    return ("Nguyễn Hoàng Phượng Uyên " * 20)[:length].strip()


def test_it_keeps_to_two_pages_with_every_field_filled(personas: Personas) -> None:
    groups = tuple(
        BeneficiaryData(
            group=group,
            evidence_kind="Giấy chứng nhận của UBND xã",
            evidence_number="12/GCN",
            evidence_date=date(2024, 1, 5),
        )
        for group in BeneficiaryGroup.objects.all()[:3]
    )
    filled: dict[str, Any] = {
        "full_name": long_words(48),
        "religion": "Phật giáo Nam tông",
        "passport_number": "C1234567",
        "passport_issued_on": date(2020, 1, 1),
        "passport_expires_on": date(2030, 1, 1),
        "permanent_address": "Số 1234/56, tổ 7, đường tỉnh 932",
        "zalo": "0912345678",
        "email": "nguoi.dang.ky.ten.dai@example.com",
        "marital_status": "divorced",
        "children": 2,
        "height_cm": 170,
        "weight_kg": 65,
        "dominant_hand": "right",
        "eyesight": "10/10",
        "tattoo": "Không có",
        "chronic_illness": "Không có",
        "qualification": "postgraduate",
        "field_of_study": "Công nghệ chế biến thủy sản",
        "school": "Trường Cao đẳng nghề Sóc Trăng",
        "languages": "Tiếng Nhật N5, tiếng Anh A1",
        "occupation": "Công nhân chế biến tôm đông lạnh",
        "monthly_income": 6_500_000,
        "been_abroad": "Malaysia, 2018–2020, hết hạn hợp đồng nên về nước",
        "trade": "Chế biến thủy sản, nông nghiệp công nghệ cao",
        "provider": Provider.objects.create(kind="enterprise", name="Công ty cổ phần mẫu hợp tác lao động quốc tế"),
        "provider_contract_number": "123/2024/HĐ-XKLĐ",
        "provider_contract_date": date(2024, 9, 30),
        "needs_orientation": True,
        "needs_vocational": True,
        "loan_purpose": "Chi phí dịch vụ, học ngoại ngữ, vé máy bay, ký quỹ",
        "collateral": "Quyền sử dụng đất của cha mẹ",
        "heard_from": "Tổ vay vốn, Đoàn Thanh niên xã",
        "guardian_name": "Nguyễn Thị Hoàng Oanh",
        "guardian_relation": "Mẹ",
        "beneficiaries": groups,
    }
    assert printed(register(by=personas.commune_officer, data=declaration(**filled)))[0] == 2


def test_an_empty_draft_is_a_form_for_the_pen(personas: Personas) -> None:
    data = declaration(market_first=None, programme=None, wants_loan=False, beneficiaries=(), id_issued_on=None)
    pages, text = printed(register(by=personas.commune_officer, data=data))

    assert pages == 2
    assert "None" not in text


def test_the_place_of_a_date_line(personas: Personas) -> None:
    assert place_of(commune("Xã An Mỹ")) == "An Mỹ"
    assert place_of(commune("Phường 6", "Thành phố Sóc Trăng")) == "Phường 6"


def test_a_machine_without_the_libraries_says_so(personas: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(html: str) -> bytes:
        raise PdfUnavailable

    monkeypatch.setattr(views, "render_pdf", refuse)
    registration = submitted(personas.commune_officer)
    client = Client()
    client.force_login(personas.commune_officer)
    answer = client.get(reverse("registrations:pdf", args=[registration.pk]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("registrations:detail", args=[registration.pk])
    assert "thiếu thư viện hệ thống" in answer.content.decode()
