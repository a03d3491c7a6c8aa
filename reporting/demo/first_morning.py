"""What lies on the desks on the morning of 08/10/2024, so that each of the demo's people finds work of their own.

The year goes on by chance; these papers do not: each is brought as far as it says here, by the same actions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from random import Random

from lending.actions.capital import record_capital, reject_capital
from lending.actions.contract import sign_contract
from lending.actions.decision import approve
from lending.actions.dossier import appraise, check, open_dossier
from lending.models import Dossier, FundingSource, LoanContract
from lending.papers import papers_for
from registrations.actions.journey import record_contract, record_selection
from registrations.actions.monthly_list import open_list, prepare
from registrations.actions.registration import RegistrationData, accept, register, return_to_commune, submit
from registrations.models import Plan, Registration
from registrations.periods import Month
from reporting.actions.provincial_report import request_report
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import AdministrativeUnit, User

from .agenda import Agenda
from .residents import Vocabulary, declare
from .staff import DistrictStaff

# Away from the serials of the year's other residents.
FIRST_SERIAL = 901
RECEIVED, LISTED, SELECTED = date(2024, 7, 15), date(2024, 7, 18), date(2024, 8, 26)
OPENED, APPRAISED, CHECKED, APPROVED, SIGNED = (
    date(2024, 9, 26),
    date(2024, 9, 30),
    date(2024, 10, 1),
    date(2024, 10, 2),
    date(2024, 10, 4),
)
# Commune, million đồng, contract abroad signed, leaves, the last step that was taken.
BORROWERS = (
    ("31564", 92, date(2024, 9, 18), date(2024, 10, 22), "signed"),
    ("31528", 85, date(2024, 9, 19), date(2024, 10, 25), "approved"),
    ("31564", 96, date(2024, 9, 20), date(2024, 10, 28), "checked"),
    ("31528", 78, date(2024, 9, 20), date(2024, 10, 31), "appraised"),
    ("31564", 118, date(2024, 9, 23), date(2024, 11, 4), "appraised"),
    ("31528", 88, date(2024, 9, 23), date(2024, 11, 5), "received"),
    ("31564", 105, date(2024, 9, 24), date(2024, 11, 6), "received"),
    ("31528", 70, date(2024, 9, 24), date(2024, 11, 7), "candidate"),
    ("31564", 95, date(2024, 9, 25), date(2024, 11, 12), "candidate"),
    ("31673", 90, date(2024, 9, 19), date(2024, 10, 24), "signed"),
    ("31673", 84, date(2024, 9, 20), date(2024, 10, 29), "approved"),
    ("31673", 97, date(2024, 9, 23), date(2024, 11, 1), "checked"),
    ("31673", 80, date(2024, 9, 23), date(2024, 11, 4), "appraised"),
    ("31673", 76, date(2024, 9, 24), date(2024, 11, 6), "received"),
    ("31673", 93, date(2024, 9, 25), date(2024, 11, 8), "candidate"),
)
# Commune, day of receipt, how the Giấy đăng ký stands.
PAPERS = (
    ("31564", date(2024, 10, 7), "draft"),
    ("31564", date(2024, 10, 2), "returned"),
    ("31564", date(2024, 10, 4), "submitted"),
    ("31528", date(2024, 10, 7), "draft"),
    ("31528", date(2024, 10, 3), "returned"),
    ("31528", date(2024, 10, 7), "submitted"),
    ("31673", date(2024, 10, 7), "draft"),
    ("31673", date(2024, 10, 3), "returned"),
    ("31673", date(2024, 10, 4), "submitted"),
    ("31673", date(2024, 10, 7), "submitted"),
)
ENTRANTS = {"31564": "commune_officer", "31528": "sister_commune_officer", "31673": "commune_officer_other"}


@dataclass
class FirstMorning:
    """Puts the papers of the first morning on the agenda; `kept` are the registrations that chance must leave alone."""

    agenda: Agenda
    users: dict[str, User]
    staff: dict[str, DistrictStaff]
    words: Vocabulary
    plan: Plan
    kept: set[int] = field(default_factory=set)
    # Its own chance, so that the year's stays as it is.
    random: Random = field(default_factory=lambda: Random(908))  # noqa: S311 — a believable morning, not a secret
    serial: int = FIRST_SERIAL

    def put(self) -> None:
        """Plan everything."""
        for row in BORROWERS:
            self.agenda.put(RECEIVED, partial(self._borrower, *row), 15)
        for commune, day, state in PAPERS:
            self.agenda.put(day, partial(self._paper, commune, state), 15)
        self.agenda.put(date(2024, 9, 30), self._rejected_capital, 10)
        self.agenda.put(date(2024, 10, 7), self._prepared_list, 16)
        # The worker finds it waiting when the portal starts.
        self.agenda.put(date(2024, 10, 8), self._report, 7, 50)

    # Giấy đăng ký

    def _declared(self, commune_code: str) -> tuple[RegistrationData, User, DistrictStaff]:
        commune = AdministrativeUnit.objects.on(business_date()).select_related("parent").get(code=commune_code)
        assert commune.parent is not None
        data = declare(self.random, self.serial, commune=commune, received_on=business_date(), words=self.words)
        self.serial += 1
        return data, self.users[ENTRANTS[commune_code]], self.staff[commune.parent.code]

    def _paper(self, commune_code: str, state: str) -> None:
        data, entrant, staff = self._declared(commune_code)
        registration = register(by=entrant, data=data)
        if state == "draft":
            return
        submit(registration=registration, by=entrant)
        if state == "returned":
            self.agenda.put(
                business_date() + timedelta(days=1),
                lambda: return_to_commune(
                    registration=registration,
                    by=staff.officer,
                    reason="Số xác nhận cư trú không khớp với sổ của UBND xã; đề nghị kiểm tra, ghi lại.",
                ),
                10,
            )

    # Loans

    def _borrower(self, commune_code: str, million: int, signed_on: date, leaves_on: date, last: str) -> None:
        data, entrant, staff = self._declared(commune_code)
        programme = self.words.programmes["JP-TTS"]
        data = replace(
            data,
            kind="worker",
            market_first=self.words.markets["JP"],
            programme=programme,
            trade="Chế biến thực phẩm",
            intended_months=36,
            wants_loan=True,
            loan_amount=million * 1_000_000,
            loan_months=36,
            loan_purpose="Chi phí đi làm việc ở nước ngoài",
        )
        registration = register(by=entrant, data=data)
        self.kept.add(registration.pk)
        submit(registration=registration, by=entrant)
        self.agenda.put(LISTED, lambda: accept(registration=registration, by=staff.officer), 9)
        centre = self.users["centre_officer"]
        provider = self.random.choice(self.words.workers_providers[:3])
        self.agenda.put(
            SELECTED,
            lambda: record_selection(
                registration=registration,
                by=centre,
                provider=provider,
                market=self.words.markets["JP"],
                programme=programme,
                selected_on=SELECTED,
            ),
            9,
        )
        fee = (million - 12) * 1_000_000
        self.agenda.put(
            signed_on,
            lambda: record_contract(
                registration=registration,
                by=centre,
                number=f"{registration.pk:03d}/HĐ",
                signed_on=signed_on,
                months=36,
                planned_departure=leaves_on,
                costs={"service_fee": fee, "papers": 2_500_000, "health": 1_500_000, "travel": 11_000_000},
            ),
            14,
        )
        if last != "candidate":
            self.agenda.put(OPENED, lambda: self._dossier(registration, staff, last), 9)

    def _dossier(self, registration: Registration, staff: DistrictStaff, last: str) -> None:
        registration.refresh_from_db()
        dossier = open_dossier(
            by=staff.credit_officer,
            registration=registration,
            papers=[paper.code for paper in papers_for(registration) if paper.code != "collateral"],
        )
        steps: tuple[tuple[date, Callable[[], object]], ...] = (
            (APPRAISED, lambda: self._appraise(dossier, staff)),
            (CHECKED, lambda: check(dossier=dossier, by=staff.controller)),
            (APPROVED, lambda: self._approve(dossier, staff)),
            (SIGNED, lambda: self._sign(dossier, staff)),
        )
        for day, step in steps[: ("received", "appraised", "checked", "approved", "signed").index(last)]:
            self.agenda.put(day, step, 10)

    def _appraise(self, dossier: Dossier, staff: DistrictStaff) -> None:
        appraise(
            dossier=dossier,
            by=staff.credit_officer,
            amount=dossier.requested_amount,
            months=dossier.requested_months,
            opinion="Đã thẩm định tại nhà: mục đích vay phù hợp, người trả nợ thay có thu nhập ổn định.",
        )

    def _approve(self, dossier: Dossier, staff: DistrictStaff) -> None:
        approve(dossier=dossier, by=staff.director, amount=dossier.requested_amount, months=dossier.requested_months)

    def _sign(self, dossier: Dossier, staff: DistrictStaff) -> None:
        assert staff.office.unit is not None
        sign_contract(
            contract=LoanContract.objects.get(dossier=dossier),
            by=staff.credit_officer,
            number=f"66{staff.office.unit.code}24{90000 + dossier.pk:05d}",
            customer_code=f"949{dossier.pk:06d}",
            signed_on=business_date(),
        )

    # Capital, lists, reports

    def _rejected_capital(self) -> None:
        notice = record_capital(
            by=self.users["finance_officer"],
            plan=self.plan,
            source=FundingSource.objects.get(code="provincial"),
            kind="transfer",
            document_number="702/STC-QLNS",
            document_date=business_date(),
            amount=5_000_000_000,
            transferred_on=business_date(),
        )
        self.agenda.put(
            date(2024, 10, 2),
            lambda: reject_capital(
                notice=notice,
                by=self.users["branch_controller"],
                reason="Đến cuối ngày 02/10/2024 tài khoản nguồn vốn địa phương chưa nhận được tiền.",
            ),
            16,
        )

    def _prepared_list(self) -> None:
        staff = self.staff["951"]
        prepare(monthly_list=open_list(agency=staff.office, year=2024, month=9), by=staff.officer)

    def _report(self) -> None:
        request_report(by=self.users["labour_officer"], plan=self.plan, month=Month(2024, 8))
