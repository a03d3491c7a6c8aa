"""Papers of every kind in three territories, and who ought to see them, in words.

The territories are own (xã An Mỹ), sister (thị trấn Kế Sách, the same district) and other (thị trấn Trần Đề, another
district).
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from lending.actions.capital import confirm_capital, record_capital
from lending.actions.collection import collect_principal, release_recovered
from lending.actions.contract import sign_contract
from lending.actions.decision import approve
from lending.actions.disbursement import disburse
from lending.actions.dossier import appraise, check, open_dossier
from lending.ledger.months import reconcile_month
from lending.models import CapitalNotice, Dossier, FundingSource, LedgerMonth, LoanContract, Voucher
from lending.papers import papers_for
from registrations.actions.journey import record_contract, record_selection
from registrations.actions.monthly_list import certify, open_list, prepare, receive, submit_list
from registrations.actions.registration import register, return_to_commune
from registrations.models import MonthlyList, Plan, Provider, Registration
from reporting.actions.obligations import open_due_obligations
from reporting.demo.personas import PERSONAS
from reporting.models import DutyKind, Obligation, ProvincialReport
from soctrang_loans.organisation.actions.accounts import grant_cover
from soctrang_loans.organisation.clock import business_now, business_time
from soctrang_loans.organisation.models import AgencyKind, Posting, User
from tests.personas import Personas
from tests.registrations.lists import SEPTEMBER, office
from tests.registrations.papers import accepted, commune, declaration, submitted

TERRITORIES = ("own", "sister", "other")
# The family name of a territory's people: wherever it can be read, somebody of that territory can be read.
FAMILY = {"own": "Âu Dương", "sister": "Tôn Thất", "other": "Công Tằng"}
# One registration in each state, by given name; `lent`, `candidate` and `applicant` are accepted and on a list.
STATES = {
    "lent": "Bạch",
    "candidate": "Hồng",
    "applicant": "Lam",
    "waiting": "Tía",
    "returned": "Vàng",
    "draft": "Xanh",
}
DISTRICT_OF = {"own": "943", "sister": "943", "other": "951"}
PLACES = {
    "own": ("Xã An Mỹ", "Huyện Kế Sách"),
    "sister": ("Thị trấn Kế Sách", "Huyện Kế Sách"),
    "other": ("Thị trấn Trần Đề", "Huyện Trần Đề"),
}

# --- Who is who -----------------------------------------------------------------------------------------------------

KE_SACH = "district_officer district_leader"
TRAN_DE = "other_district_officer other_district_leader"
KE_SACH_COMMITTEE = "committee_officer committee_leader"
CENTRE = "centre_officer centre_leader"
LABOUR = "labour_officer labour_leader"
EDUCATION = "education_officer education_leader"
FINANCE = "finance_officer finance_leader"
PGD_KE_SACH = "credit_officer controller office_director"
PGD_TRAN_DE = "other_credit_officer other_controller other_office_director"
BRANCH = "branch_officer branch_controller branch_director"
BRANCH_DECIDERS = "branch_controller branch_director"
CREDIT_OFFICERS = "credit_officer other_credit_officer"
CONTROLLERS = "controller other_controller"
DIRECTORS = "office_director other_office_director"
COMMUNES = "commune_officer sister_commune_officer commune_officer_other"
DISTRICTS = f"{KE_SACH} {TRAN_DE}"
EVERYBODY = " ".join(PERSONAS)

# --- Who sees the papers of which territory: o own, s sister, x other; whoever is not named sees none ----------------

OF_THE_PEOPLE = {
    "o··": "commune_officer",
    "·s·": "sister_commune_officer",
    "··x": f"commune_officer_other {TRAN_DE}",
    "os·": f"{KE_SACH} {KE_SACH_COMMITTEE}",
    "osx": f"{CENTRE} {LABOUR}",
}
# The bank sees a registration from its acceptance on.
WITH_THE_BANK = OF_THE_PEOPLE | {
    "os·": f"{OF_THE_PEOPLE['os·']} {PGD_KE_SACH}",
    "··x": f"{OF_THE_PEOPLE['··x']} {PGD_TRAN_DE}",
    "osx": f"{OF_THE_PEOPLE['osx']} {BRANCH}",
}
# Drafts are for those who enter them: commune, district and centre.
OF_THE_ENTERING = OF_THE_PEOPLE | {"os·": KE_SACH, "osx": CENTRE}
OF_THE_ACCOUNTS = {"o··": "commune_admin", "osx": "labour_admin"}
OF_THE_LEADERS = {"os·": "office_director", "··x": "other_office_director", "osx": "labour_admin"}

SEES: dict[str, dict[str, str]] = {
    "lent": WITH_THE_BANK,
    "candidate": WITH_THE_BANK,
    "waiting": OF_THE_PEOPLE,
    "returned": OF_THE_PEOPLE,
    "draft": OF_THE_ENTERING,
    "monthly_list": {"os·": f"{KE_SACH} {KE_SACH_COMMITTEE}", "··x": TRAN_DE, "osx": f"{CENTRE} {LABOUR}"},
    "dossier": WITH_THE_BANK,
    "open_dossier": WITH_THE_BANK,
    "contract": WITH_THE_BANK,
    "voucher": WITH_THE_BANK,
    "list_duty": {
        "os·": f"{KE_SACH} {KE_SACH_COMMITTEE}",
        "··x": TRAN_DE,
        "osx": f"{CENTRE} {LABOUR} province_reader",
    },
    "return_duty": {"os·": f"{KE_SACH} {KE_SACH_COMMITTEE}", "··x": TRAN_DE, "osx": f"{LABOUR} province_reader"},
    "bank_return": {"osx": f"{BRANCH} {LABOUR} province_reader"},
    "school_return": {"osx": f"{EDUCATION} {LABOUR} province_reader"},
    "account": OF_THE_ACCOUNTS,
    "commune_agency": OF_THE_ACCOUNTS,
    "commune_posting": OF_THE_ACCOUNTS,
    "bank_posting": OF_THE_LEADERS,
    "cover": OF_THE_LEADERS,
    # Money and reference papers name no person: whoever may open the page sees them.
    "notice": {"osx": f"{FINANCE} {LABOUR} province_reader {BRANCH} {PGD_KE_SACH} {PGD_TRAN_DE}"},
    "release": {"osx": BRANCH_DECIDERS},
    "ledger_month": {"osx": BRANCH},
    "report_pdf": {"osx": f"{LABOUR} province_reader"},
    "report_xlsx": {"osx": f"{LABOUR} province_reader"},
    "provider": {"osx": CENTRE},
}


def seen(subject: str, persona: str) -> set[str]:
    """The territories whose papers of that kind the persona sees."""
    letters = {"o": "own", "s": "sister", "x": "other"}
    found = [pattern for pattern, people in SEES[subject].items() if persona in people.split()]
    assert len(found) < 2, f"{persona} stands twice under {subject}"
    return {letters[letter] for letter in "".join(found) if letter in letters}


# --- The papers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class District:
    """Who works for one district, at its labour office and at the bank's office."""

    officer: User
    leader: User
    credit_officer: User
    controller: User
    director: User


@dataclass
class Papers:
    """The papers of one territory; lists, duties and postings are those of its district."""

    registrations: dict[str, Registration]
    monthly_list: MonthlyList
    dossier: Dossier
    open_dossier: Dossier
    contract: LoanContract
    voucher: Voucher
    list_duty: Obligation
    return_duty: Obligation
    account: User
    bank_posting: Posting
    cover: Posting


@dataclass
class World:
    """Everything, and the papers that have no territory."""

    papers: dict[str, Papers]
    notice: CapitalNotice
    release: Voucher
    ledger_month: LedgerMonth
    bank_return: Obligation
    school_return: Obligation
    report: ProvincialReport
    provider: Provider
    plan: Plan


def make_world(personas: Personas) -> World:
    """Register, list, select, contract, fund, lend, release and report in all territories, autumn 2024."""
    plan = Plan.objects.get(year=2024)
    source = FundingSource.objects.get(code="provincial")
    entering = {
        "own": personas.commune_officer,
        "sister": personas.sister_commune_officer,
        "other": personas.commune_officer_other,
    }
    districts = {
        "943": District(
            personas.district_officer, personas.district_leader, personas.credit_officer, personas.controller,
            personas.office_director,
        ),
        "951": District(
            personas.other_district_officer, personas.other_district_leader, personas.other_credit_officer,
            personas.other_controller, personas.other_office_director,
        ),
    }  # fmt: skip
    numbers = count(1)
    with business_time(date(2024, 9, 20)):
        people = {
            territory: _accepted_people(territory, entering[territory], districts, numbers) for territory in TERRITORIES
        }
        notice = record_capital(
            by=personas.finance_officer, plan=plan, source=source, kind="transfer", document_number="1/STC",
            document_date=date(2024, 9, 19), amount=1_000_000_000, transferred_on=date(2024, 9, 19),
        )  # fmt: skip
        notice = confirm_capital(notice=notice, by=personas.branch_director, received_on=date(2024, 9, 20))
    with business_time(date(2024, 10, 2)):
        open_due_obligations(date(2024, 10, 2))
        lists = {code: _received_list(personas, code, district) for code, district in districts.items()}
    with business_time(date(2024, 10, 4)):
        provider, _ = Provider.objects.get_or_create(kind="enterprise", name="Công ty mẫu (hư cấu)")
        papers = {}
        for territory in TERRITORIES:
            code = DISTRICT_OF[territory]
            registrations = people[territory]
            for state in ("lent", "candidate", "applicant"):
                _abroad(personas, registrations[state], provider)
            dossier, contract, voucher = _loan(districts[code], registrations["lent"], len(papers) + 1)
            papers[territory] = Papers(
                registrations=registrations,
                monthly_list=lists[code],
                dossier=dossier,
                open_dossier=_opened(districts[code], registrations["applicant"]),
                contract=contract,
                voucher=voucher,
                list_duty=_duty(DutyKind.LIST, AgencyKind.DISTRICT_OFFICE, code),
                return_duty=_duty(DutyKind.RETURN, AgencyKind.DISTRICT_COMMITTEE, code),
                account=entering[territory],
                bank_posting=districts[code].controller.postings.get(),
                cover=_cover(districts[code]),
            )
        collect_principal(
            contract=papers["own"].contract, by=personas.credit_officer, voucher_number="TN1",
            value_date=date(2024, 10, 4), amount=5_000_000,
        )  # fmt: skip
        release = release_recovered(
            source=source, by=personas.branch_director, amount=2_000_000, decision="1/QĐ", decided_on=date(2024, 10, 4)
        ).voucher
    with business_time(date(2024, 10, 7)):
        for territory in TERRITORIES:
            added = _october_people(territory, entering[territory], districts, numbers)
            papers[territory].registrations |= added
        month = reconcile_month(year=2024, month=9, by=personas.branch_officer)
        report = _report(personas, plan)
    return World(
        papers=papers,
        notice=notice,
        release=release,
        ledger_month=month,
        bank_return=_duty(DutyKind.RETURN, AgencyKind.BANK_BRANCH),
        school_return=_duty(DutyKind.RETURN, AgencyKind.EDUCATION_DEPARTMENT),
        report=report,
        provider=provider,
        plan=plan,
    )


def _declared(territory: str, state: str, **changes: Any) -> dict[str, Any]:
    place, district = PLACES[territory]
    name = f"{FAMILY[territory]} {STATES[state]}"
    return {"commune": commune(place, district), "full_name": name, "loan_amount": 90_000_000} | changes


def _accepted_people(
    territory: str, officer: User, districts: dict[str, District], numbers: "count[int]"
) -> dict[str, Registration]:
    return {
        state: accepted(
            officer,
            districts[DISTRICT_OF[territory]].officer,
            next(numbers),
            **_declared(territory, state, **SEPTEMBER),
        )
        for state in ("lent", "candidate", "applicant")
    }


def _october_people(
    territory: str, officer: User, districts: dict[str, District], numbers: "count[int]"
) -> dict[str, Registration]:
    returned = submitted(officer, next(numbers), **_declared(territory, "returned"))
    draft = declaration(next(numbers), **_declared(territory, "draft"))
    return {
        "waiting": submitted(officer, next(numbers), **_declared(territory, "waiting")),
        "returned": return_to_commune(
            registration=returned, by=districts[DISTRICT_OF[territory]].officer, reason="Thiếu giấy tờ."
        ),
        "draft": register(by=officer, data=draft),
    }


def _received_list(personas: Personas, code: str, district: District) -> MonthlyList:
    paper = prepare(monthly_list=open_list(agency=office(code), year=2024, month=9), by=district.officer)
    paper = certify(monthly_list=paper, by=district.leader)
    paper = submit_list(monthly_list=paper, by=district.officer, cover_number="4/CV", cover_date=date(2024, 10, 2))
    return receive(monthly_list=paper, by=personas.centre_officer)


def _abroad(personas: Personas, registration: Registration, provider: Provider) -> None:
    registration.refresh_from_db()
    record_selection(
        registration=registration, by=personas.centre_officer, provider=provider, market=registration.market_first,
        programme=registration.programme, selected_on=date(2024, 10, 3),
    )  # fmt: skip
    record_contract(
        registration=registration, by=personas.centre_officer, number=f"{registration.pk}/HĐ",
        signed_on=date(2024, 10, 4), months=36, planned_departure=date(2024, 11, 2),
        costs={"service_fee": 95_000_000},
    )  # fmt: skip


def _opened(district: District, registration: Registration) -> Dossier:
    registration.refresh_from_db()
    codes = [paper.code for paper in papers_for(registration)]
    return open_dossier(by=district.credit_officer, registration=registration, papers=codes)


def _loan(district: District, registration: Registration, number: int) -> tuple[Dossier, LoanContract, Voucher]:
    dossier = _opened(district, registration)
    appraise(dossier=dossier, by=district.credit_officer, amount=90_000_000, months=36, opinion="Đủ điều kiện.")
    check(dossier=dossier, by=district.controller)
    contract = approve(dossier=dossier, by=district.director, amount=90_000_000, months=36)
    contract = sign_contract(
        contract=contract,
        by=district.credit_officer,
        number=f"66{number}",
        customer_code=f"94{number}",
        signed_on=date(2024, 10, 4),
    )
    disburse(
        contract=contract, by=district.credit_officer, voucher_number=f"GN{number}", value_date=date(2024, 10, 4),
        amount=90_000_000, payee_kind="enterprise", payee_name="Công ty mẫu (hư cấu)",
    )  # fmt: skip
    contract.refresh_from_db()
    return dossier, contract, contract.vouchers.get()


def _duty(kind: DutyKind, agency: AgencyKind, unit: str = "") -> Obligation:
    """The September obligation of that agency."""
    found = Obligation.objects.filter(kind=kind, year=2024, month=9, agency__kind=agency)
    return found.get(agency__unit__code=unit) if unit else found.get()


def _cover(district: District) -> Posting:
    """The credit officer stands in for the controller; granted once a district."""
    posting = district.controller.postings.get()
    present = Posting.objects.filter(covers=posting).first()
    return present or grant_cover(
        by=district.director, posting=posting, deputy=district.credit_officer, valid_from=date(2024, 10, 7),
        valid_to=date(2024, 10, 18), reason="Nghỉ phép năm.",
    )  # fmt: skip


def _report(personas: Personas, plan: Plan) -> ProvincialReport:
    """A finished report with its two files."""
    now = business_now()
    return ProvincialReport.objects.create(
        plan=plan, year=2024, month=9, status=ProvincialReport.Status.DONE, progress=100,
        requested_by=personas.labour_officer, requested_at=now, queued_at=now, finished_at=now,
        pdf=ContentFile(b"%PDF-1.7", "bao-cao.pdf"), xlsx=ContentFile(b"PK", "bao-cao.xlsx"),
    )  # fmt: skip
