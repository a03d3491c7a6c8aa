"""One paper of every kind in three territories, for the access matrix: own (xã An Mỹ), sister (thị trấn Kế Sách, the
same district), other (thị trấn Trần Đề, another district)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lending.actions.capital import confirm_capital, record_capital
from lending.actions.contract import sign_contract
from lending.actions.decision import approve
from lending.actions.disbursement import disburse
from lending.actions.dossier import appraise, check, open_dossier
from lending.models import CapitalNotice, Dossier, FundingSource, LoanContract, Voucher
from lending.papers import papers_for
from registrations.actions.journey import record_contract, record_selection
from registrations.actions.monthly_list import certify, open_list, prepare, receive, submit_list
from registrations.models import MonthlyList, Plan, Provider, Registration
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import User
from tests.personas import Personas
from tests.registrations.lists import SEPTEMBER, office
from tests.registrations.papers import accepted, commune

TERRITORIES = ("own", "sister", "other")


@dataclass
class Papers:
    """The papers of one territory."""

    registration: Registration
    monthly_list: MonthlyList
    dossier: Dossier
    contract: LoanContract
    voucher: Voucher


@dataclass
class World:
    """Everything, and the capital notice that has no territory."""

    papers: dict[str, Papers]
    notice: CapitalNotice
    plan: Plan


def make_world(personas: Personas) -> World:
    """Register, list, select, contract, fund, lend in all three territories, in September and October 2024."""
    plan = Plan.objects.get(year=2024)
    source = FundingSource.objects.get(code="provincial")
    with business_time(date(2024, 9, 20)):
        people = {
            "own": _accepted(personas, 1, "Xã An Mỹ", personas.commune_officer),
            "sister": _accepted(personas, 2, "Thị trấn Kế Sách", personas.sister_commune_officer),
            "other": _accepted(
                personas, 3, "Thị trấn Trần Đề", personas.commune_officer_other, "Huyện Trần Đề",
                personas.other_district_officer,
            ),
        }  # fmt: skip
        notice = record_capital(
            by=personas.finance_officer, plan=plan, source=source, kind="transfer", document_number="1/STC",
            document_date=date(2024, 9, 19), amount=1_000_000_000, transferred_on=date(2024, 9, 19),
        )  # fmt: skip
        confirm_capital(notice=notice, by=personas.branch_director, received_on=date(2024, 9, 20))
    lists = {}
    with business_time(date(2024, 10, 2)):
        for code, officer, leader in (
            ("943", personas.district_officer, personas.district_leader),
            ("951", personas.other_district_officer, personas.other_district_leader),
        ):
            paper = prepare(monthly_list=open_list(agency=office(code), year=2024, month=9), by=officer)
            paper = certify(monthly_list=paper, by=leader)
            paper = submit_list(monthly_list=paper, by=officer, cover_number="4/CV", cover_date=date(2024, 10, 2))
            lists[code] = receive(monthly_list=paper, by=personas.centre_officer)
    with business_time(date(2024, 10, 4)):
        bank = {
            "943": (personas.credit_officer, personas.controller, personas.office_director),
            "951": (personas.other_credit_officer, personas.other_controller, personas.other_office_director),
        }
        papers = {}
        for number, (territory, registration) in enumerate(people.items(), start=1):
            district = "951" if territory == "other" else "943"
            _abroad(personas, registration)
            dossier, contract, voucher = _loan(bank[district], registration, number)
            papers[territory] = Papers(registration, lists[district], dossier, contract, voucher)
    return World(papers=papers, notice=notice, plan=plan)


def _accepted(
    personas: Personas, number: int, name: str, officer: User, district: str = "Huyện Kế Sách", by: User | None = None
) -> Registration:
    changes: dict[str, Any] = {"commune": commune(name, district), "loan_amount": 90_000_000}
    return accepted(officer, by or personas.district_officer, number, **SEPTEMBER | changes)


def _abroad(personas: Personas, registration: Registration) -> None:
    registration.refresh_from_db()
    provider, _ = Provider.objects.get_or_create(kind="enterprise", name="Công ty mẫu (hư cấu)")
    record_selection(
        registration=registration, by=personas.centre_officer, provider=provider, market=registration.market_first,
        programme=registration.programme, selected_on=date(2024, 10, 3),
    )  # fmt: skip
    record_contract(
        registration=registration, by=personas.centre_officer, number=f"{registration.pk}/HĐ",
        signed_on=date(2024, 10, 4), months=36, planned_departure=date(2024, 11, 20),
        costs={"service_fee": 95_000_000},
    )  # fmt: skip


def _loan(
    bank: tuple[User, User, User], registration: Registration, number: int
) -> tuple[Dossier, LoanContract, Voucher]:
    credit_officer, controller, director = bank
    registration.refresh_from_db()
    codes = [paper.code for paper in papers_for(registration)]
    dossier = open_dossier(by=credit_officer, registration=registration, papers=codes)
    appraise(dossier=dossier, by=credit_officer, amount=90_000_000, months=36, opinion="Đủ điều kiện.")
    check(dossier=dossier, by=controller)
    contract = approve(dossier=dossier, by=director, amount=90_000_000, months=36)
    contract = sign_contract(
        contract=contract,
        by=credit_officer,
        number=f"66{number}",
        customer_code=f"94{number}",
        signed_on=date(2024, 10, 4),
    )
    disburse(
        contract=contract, by=credit_officer, voucher_number=f"GN{number}", value_date=date(2024, 10, 4),
        amount=90_000_000, payee_kind="enterprise", payee_name="Công ty mẫu (hư cấu)",
    )  # fmt: skip
    contract.refresh_from_db()
    return dossier, contract, contract.vouchers.get()
