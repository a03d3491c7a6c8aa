"""Registrations for the tests: a complete declaration, and papers brought to a state."""

from dataclasses import replace
from datetime import date
from typing import Any

from registrations.actions.registration import BeneficiaryData, RegistrationData, accept, register, submit
from registrations.models import BeneficiaryGroup, EthnicGroup, Market, Programme, Registration
from soctrang_loans.organisation.models import AdministrativeUnit, UnitLevel, User


def commune(name: str, district: str = "Huyện Kế Sách", day: date = date(2024, 10, 8)) -> AdministrativeUnit:
    """The commune of that name on that day."""
    units = AdministrativeUnit.objects.on(day).filter(level=UnitLevel.COMMUNE)
    return units.get(name=name, parent__name=district)


def declaration(number: int = 1, **changes: Any) -> RegistrationData:
    """A complete declaration of an invented man of 1999 from xã An Mỹ outside the priority groups."""
    japan = Market.objects.get(code="JP")
    data = RegistrationData(
        cccd=f"094099000{number:03d}",
        full_name="Nguyễn Văn Thử",
        date_of_birth=date(1999, 5, 12),
        sex="M",
        ethnic_group=EthnicGroup.objects.get(code="01"),
        commune=commune("Xã An Mỹ"),
        kind=Registration.Kind.WORKER,
        paper_date=date(2024, 10, 3),
        received_on=date(2024, 10, 7),
        id_issued_on=date(2021, 4, 20),
        id_issued_by="Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        hamlet="Ấp Phú Ninh",
        permanent_address="Số 12",
        current_address="Số 12, ấp Phú Ninh, xã An Mỹ",
        phone="0912 345 678",
        contact_name="Nguyễn Văn Cha",
        contact_relation="Cha",
        contact_phone="0912345679",
        payer_name="Trần Thị Mẹ",
        payer_relation="Mẹ",
        payer_phone="0912345670",
        schooling=Registration.Schooling.UPPER_SECONDARY,
        grade=12,
        qualification=Registration.Qualification.NONE,
        languages="Tiếng Nhật N5",
        market_first=japan,
        programme=Programme.objects.filter(market=japan, for_students=False).first(),
        trade="Chế biến thủy sản",
        intended_months=36,
        intended_departure=date(2025, 3, 1),
        needs_language=True,
        wants_loan=True,
        loan_amount=117_000_000,
        loan_purpose="Chi phí đi làm việc theo hợp đồng",
        loan_months=36,
        declares_truth=True,
        consents_processing=True,
        confirmation_number="45/XN-UBND",
        confirmation_date=date(2024, 10, 4),
        confirmation_signer="Lê Văn Chủ",
        beneficiaries=(BeneficiaryData(group=BeneficiaryGroup.objects.get(code="14")),),
    )
    return replace(data, **changes)


def submitted(by: User, number: int = 1, **changes: Any) -> Registration:
    """A registration that waits for the district."""
    return submit(registration=register(by=by, data=declaration(number, **changes)), by=by)


def accepted(by: User, acceptor: User, number: int = 1, **changes: Any) -> Registration:
    """A registration that the district has taken on."""
    return accept(registration=submitted(by, number, **changes), by=acceptor)
