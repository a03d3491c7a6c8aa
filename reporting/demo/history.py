"""A believable 2024 up to the morning of 08/10: registrations, lists, departures, capital, loans, returns.

Everything goes through the actions that the buttons call, at its own moment of the business clock, in one transaction:
a demo is there whole or not at all. The same seed makes the same year.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random

from django.db import transaction

from lending.actions.capital import confirm_capital, record_capital, record_opening
from lending.actions.collection import collect_principal, release_recovered
from lending.actions.contract import outstanding, sign_contract
from lending.actions.decision import approve, cancel_approval, refuse
from lending.actions.disbursement import disburse
from lending.actions.dossier import appraise, check, open_dossier
from lending.ledger.accounts import balance, recovered_waiting
from lending.models import Dossier, FundingSource, LoanContract
from lending.papers import papers_for
from lending.policy_terms import terms_of
from registrations.actions.journey import record_contract, record_departure, record_selection
from registrations.actions.monthly_list import certify, open_list, prepare, receive, submit_list
from registrations.actions.providers import save_provider
from registrations.actions.registration import accept, register, return_to_commune, submit, withdraw
from registrations.models import MonthlyList, Plan, Registration
from reporting.actions.daily_round import run_daily_round
from reporting.actions.obligations import Narrative, accept_return, submit_return
from reporting.models import Obligation
from soctrang_loans.organisation.calendar import working_calendar
from soctrang_loans.organisation.clock import at, business_date, business_time, set_demo_clock
from soctrang_loans.organisation.models import AdministrativeUnit, UnitLevel, User
from soctrang_loans.organisation.refusal import Refused

from .agenda import Agenda
from .first_morning import FirstMorning
from .personas import make_personas
from .residents import INVENTED_PROVIDERS, Vocabulary, declare
from .staff import DistrictStaff, staff_districts

START = date(2024, 1, 2)
NOW = at(date(2024, 10, 8), 8)
SEED = 2024
# Registrations a month, January to October (to the 7th).
PER_MONTH = (34, 26, 52, 48, 50, 46, 44, 42, 46, 12)
# What Sở Tài chính sent in the year: day, source, kind, document, million đồng. The last still waits for the bank.
CAPITAL = (
    (date(2024, 2, 19), "central", "announcement", "41/TB-NHCS", 6_000),
    (date(2024, 2, 26), "provincial", "transfer", "112/STC-QLNS", 12_000),
    (date(2024, 5, 6), "central", "announcement", "97/TB-NHCS", 7_000),
    (date(2024, 6, 10), "provincial", "transfer", "385/STC-QLNS", 11_000),
    (date(2024, 8, 12), "provincial", "transfer", "561/STC-QLNS", 8_000),
    (date(2024, 10, 7), "provincial", "transfer", "744/STC-QLNS", 7_000),
)
OPENING = (("central", 2_450), ("provincial", 1_980))
# Lists that came late or not at all: (district, month) → days after the due day, None for missing.
LATE_LISTS = {("944", 3): 2, ("945", 5): 4, ("948", 6): 1, ("950", 7): 3, ("951", 8): None, ("949", 8): 6}
LATE_RETURNS = {("942", 4): 3, ("946", 6): 2, ("951", 7): None, ("945", 8): None, ("so-gddt", 5): 1}
DIFFICULTIES = (
    "Một số người đăng ký chưa đạt yêu cầu ngoại ngữ.",
    "Người lao động ở xã vùng sâu ngại đi xa, gia đình còn cân nhắc.",
    "Thời gian làm hộ chiếu và khám sức khỏe kéo dài, có trường hợp lỡ đợt phỏng vấn.",
    "Một số hộ chưa rõ điều kiện vay và giấy tờ phải chuẩn bị.",
    "Đơn hàng trong tháng ít, người trúng tuyển phải chờ lịch bay.",
)
NEXT_TASKS = (
    "Tiếp tục tư vấn tại xã, phường, thị trấn; hoàn thiện hồ sơ còn thiếu.",
    "Phối hợp Trung tâm Dịch vụ việc làm mở phiên giao dịch việc làm lưu động.",
    "Rà soát người đã đăng ký nhưng chưa trúng tuyển, tư vấn lại thị trường phù hợp.",
    "Phối hợp phòng giao dịch ngân hàng hướng dẫn hồ sơ vay ngay tại điểm giao dịch xã.",
)


class DemoYear:
    """The people and papers of the year while it is being played."""

    def __init__(self) -> None:
        self.random = Random(SEED)  # noqa: S311 — a believable year, not a secret
        self.agenda = Agenda(until=NOW)
        with business_time(START):
            self.users = make_personas()
            self.plan = Plan.objects.get(year=2024)
            districts = AdministrativeUnit.objects.on(NOW.date()).filter(level=UnitLevel.DISTRICT).order_by("code")
            self.staff = staff_districts(self.users, [unit.code for unit in districts], self.random)
            for kind, name, licence in INVENTED_PROVIDERS:
                save_provider(by=self.users["centre_officer"], kind=kind, name=name, licence_number=licence)
        self.words = Vocabulary.read()
        self.sources = {source.code: source for source in FundingSource.objects.all()}
        self.calendar = working_calendar()
        self.morning = FirstMorning(self.agenda, self.users, self.staff, self.words, self.plan)
        self.khe_uoc = 0
        self.serial = 0
        self.loans = 0

    def play(self) -> int:
        """Plan the year and live through it; returns the number of steps."""
        self._plan_capital()
        self._plan_registrations()
        for month in range(1, 11):
            self.agenda.put(date(2024, month, 1), self._open_day, hour=6)
        for month in range(1, 10):
            self._plan_papers_of(month)
        self.agenda.put(date(2024, 9, 16), self._relend, hour=10)
        self.morning.put()
        self.agenda.put(NOW.date() - timedelta(days=1), self._open_day, hour=23)
        return self.agenda.run()

    def _open_day(self) -> None:
        run_daily_round(business_date())

    # Capital

    def _plan_capital(self) -> None:
        for code, million in OPENING:
            self.agenda.put(date(2024, 1, 15), partial(self._opening, code, million))
        for day, code, kind, number, million in CAPITAL:
            self.agenda.put(day, partial(self._capital, day, code, kind, number, million))

    def _opening(self, code: str, million: int) -> None:
        notice = record_opening(
            by=self.users["branch_officer"],
            plan=self.plan,
            source=self.sources[code],
            pool="recovered",
            document_number=f"01/BC-{code.upper()[:2]}",
            document_date=business_date(),
            amount=million * 1_000_000,
            value_date=business_date(),
            note="Vốn thu hồi các năm trước chuyển sang",
        )
        confirm_capital(notice=notice, by=self.users["branch_controller"], received_on=business_date())

    def _capital(self, day: date, code: str, kind: str, number: str, million: int) -> None:
        notice = record_capital(
            by=self.users["finance_officer"],
            plan=self.plan,
            source=self.sources[code],
            kind=kind,
            document_number=number,
            document_date=day,
            amount=million * 1_000_000,
            transferred_on=day,
        )
        self.agenda.put(
            day + timedelta(days=2),
            lambda: confirm_capital(
                notice=notice, by=self.users["branch_director"], received_on=day + timedelta(days=1)
            ),
        )

    # Registrations and the way abroad

    def _plan_registrations(self) -> None:
        for month, count in enumerate(PER_MONTH, start=1):
            last = 7 if month == 10 else 27
            days = sorted(self.random.randint(2, last) for _ in range(count))
            for position, day in enumerate(days):
                self.agenda.put(
                    self.calendar.next_working_day(date(2024, month, day)), self._register, 8, position % 60
                )

    def _register(self) -> None:
        self.serial += 1
        today = business_date()
        code = self.random.choices(list(self.staff), [self._weight(code) for code in self.staff])[0]
        staff = self.staff[code]
        communes = AdministrativeUnit.objects.on(today).filter(level=UnitLevel.COMMUNE, parent__code=code)
        commune = self.random.choice(list(communes.select_related("parent").order_by("code")))
        entrant = self._entrant(commune.code, staff)
        data = declare(self.random, self.serial, commune=commune, received_on=today, words=self.words)
        registration = register(by=entrant, data=data)
        if today > date(2024, 10, 4) and self.random.random() < 0.25:
            return  # still a draft
        submit(registration=registration, by=entrant)
        reviewer = staff.leader if entrant == staff.officer else staff.officer
        roll = self.random.random()
        if today >= date(2024, 10, 3) and roll < 0.6:
            return  # still in the district's queue
        review_on = self.calendar.next_working_day(today + timedelta(days=self.random.randint(0, 2)))
        if roll > 0.96:
            self.agenda.put(
                review_on,
                lambda: return_to_commune(
                    registration=registration, by=reviewer, reason="Bổ sung bản sao giấy xác nhận đối tượng."
                ),
                10,
            )
            if roll < 0.985:
                again = self.calendar.next_working_day(review_on + timedelta(days=2))
                self.agenda.put(again, lambda: submit(registration=registration, by=entrant), 9)
                self.agenda.put(again, lambda: accept(registration=registration, by=reviewer), 15)
            else:
                self.agenda.put(
                    review_on + timedelta(days=3),
                    lambda: withdraw(registration=registration, by=entrant, reason="Người đăng ký thôi không đi."),
                    9,
                )
            return
        self.agenda.put(review_on, lambda: accept(registration=registration, by=reviewer), 14)

    def _weight(self, code: str) -> int:
        return {"941": 55, "943": 62, "950": 60, "945": 26}.get(code, 42)

    def _entrant(self, commune: str, staff: DistrictStaff) -> User:
        local = {"31564": "commune_officer", "31528": "sister_commune_officer", "31673": "commune_officer_other"}
        return self.users[local[commune]] if commune in local else staff.officer

    def _staff_of(self, registration: Registration) -> DistrictStaff:
        district = registration.commune.parent
        assert district  # a commune lies in a district until 2025
        return self.staff[district.code]

    def _after_list(self, registration: Registration) -> None:
        """Once listed, most are selected, contracted and leave; those who want a loan apply on the way."""
        if registration.pk in self.morning.kept:
            return
        if self.random.random() > 0.78:
            return
        selected_on = self._later(7, 25)
        signed_on = self._later(8, 22, selected_on)
        leaves_on = self._later(18, 50, signed_on)
        market, months = registration.market_first, registration.intended_months
        assert market is not None  # what was submitted is complete
        assert months is not None
        provider = self.random.choice(self.words.providers(registration.kind))
        costs = self._costs(registration)
        by = self.users["centre_officer"]
        self.agenda.put(
            selected_on,
            lambda: record_selection(
                registration=registration,
                by=by,
                provider=provider,
                market=market,
                programme=registration.programme,
                selected_on=selected_on,
                trade=registration.trade,
            ),
            9,
        )
        if self.random.random() > 0.93:
            return
        self.agenda.put(
            signed_on,
            lambda: record_contract(
                registration=registration,
                by=by,
                number=f"{registration.pk:03d}/HĐ",
                signed_on=signed_on,
                months=months,
                planned_departure=leaves_on,
                costs=costs,
            ),
            10,
        )
        if registration.wants_loan:
            self.agenda.put(self._later(1, 6, signed_on), lambda: self._open_dossier(registration, leaves_on), 9)
        if self.random.random() < 0.93:
            self.agenda.put(
                leaves_on,
                lambda: record_departure(
                    registration=registration, by=by, departed_on=leaves_on, note="Sân bay Tân Sơn Nhất"
                ),
                20,
            )

    def _costs(self, registration: Registration) -> dict[str, int]:
        total = (registration.loan_amount or self.random.randint(60, 120) * 1_000_000) + 5_000_000
        parts = {"papers": 2_500_000, "health": 1_200_000, "travel": 11_000_000}
        main = "tuition" if registration.kind == "student" else "service_fee"
        return {main: total - sum(parts.values()), **parts}

    def _later(self, low: int, high: int, day: date | None = None) -> date:
        start = day or business_date()
        return self.calendar.next_working_day(start + timedelta(days=self.random.randint(low, high)))

    # Lists and returns

    def _plan_papers_of(self, month: int) -> None:
        due = self.calendar.next_working_day(date(2024, month + 1, 10))
        for code, staff in self.staff.items():
            late = LATE_LISTS.get((code, month), 0)
            if month == 9:
                if code not in ("941", "942", "946", "947"):
                    continue  # still at work on it on 8 October
                sent = date(2024, 10, 4 if code != "947" else 7)
            elif late is None:
                continue
            else:
                sent = due + timedelta(days=late) if late else due - timedelta(days=self.random.randint(1, 5))
            sent = self.calendar.next_working_day(sent) if late else sent
            self.agenda.put(sent, partial(self._send_list, staff, month), 14)
            self._plan_return(code, month, sent)
        for code in ("so-gddt", "bank"):
            if month < 9:
                self._plan_return(code, month, due - timedelta(days=self.random.randint(0, 3)))

    def _plan_return(self, code: str, month: int, sent: date) -> None:
        late = LATE_RETURNS.get((code, month), 0)
        if late is None:
            return
        day = self.calendar.next_working_day(sent + timedelta(days=late))
        self.agenda.put(day, lambda: self._send_return(code, month), 16)

    def _send_list(self, staff: DistrictStaff, month: int) -> None:
        paper = open_list(agency=staff.office, year=2024, month=month)
        prepare(monthly_list=paper, by=staff.officer)
        certify(monthly_list=paper, by=staff.leader)
        paper = submit_list(
            monthly_list=paper,
            by=staff.officer,
            cover_number=f"{month + 20}/LĐTBXH",
            cover_date=business_date(),
        )
        received = self.calendar.next_working_day(business_date() + timedelta(days=1))
        self.agenda.put(received, lambda: self._receive_list(paper), 9)

    def _receive_list(self, paper: MonthlyList) -> None:
        receive(monthly_list=paper, by=self.users["centre_officer"])
        for entry in paper.entries.select_related("registration__market_first", "registration__programme"):
            self._after_list(entry.registration)

    def _send_return(self, code: str, month: int) -> None:
        wanted = Obligation.objects.filter(year=2024, month=month, kind="return")
        if code == "bank":
            obligation, by = wanted.get(agency__kind="bank_branch"), self.users["branch_director"]
        elif code == "so-gddt":
            obligation, by = wanted.get(agency__kind="education_department"), self.users["education_leader"]
        else:
            obligation, by = wanted.get(agency__unit__code=code), self.staff[code].committee_leader
        submit_return(
            obligation=obligation,
            by=by,
            narrative=Narrative(
                direction="Chỉ đạo các đơn vị triển khai Kế hoạch năm 2024, phân công theo dõi từng địa bàn.",
                results="Tuyên truyền, tư vấn; tiếp nhận đăng ký, phối hợp lập hồ sơ vay theo số liệu kèm theo.",
                difficulties=DIFFICULTIES[(obligation.agency_id + month) % len(DIFFICULTIES)],
                next_tasks=NEXT_TASKS[(obligation.agency_id + month) % len(NEXT_TASKS)],
                proposals="",
            ),
        )
        if self.random.random() < 0.9 or business_date() < date(2024, 9, 1):
            self.agenda.put(
                self.calendar.next_working_day(business_date() + timedelta(days=2)),
                lambda: accept_return(obligation=obligation, by=self.users["labour_officer"]),
                11,
            )

    # Loans

    def _open_dossier(self, registration: Registration, leaves_on: date) -> None:
        staff = self._staff_of(registration)
        dossier = open_dossier(
            by=staff.credit_officer,
            registration=registration,
            papers=[paper.code for paper in papers_for(registration) if paper.code != "collateral"],
        )
        appraised = self._later(1, 3)
        self.agenda.put(appraised, lambda: self._appraise(staff, dossier), 9)
        checked = self._later(1, 2, appraised)
        self.agenda.put(
            checked, lambda: self._if_open(dossier, "appraised", lambda: check(dossier=dossier, by=staff.controller)), 9
        )
        decided = self._later(1, 2, checked)
        self.agenda.put(decided, lambda: self._decide(staff, dossier, leaves_on), 15)

    def _amount(self, dossier: Dossier) -> int:
        terms = terms_of(dossier.policy)
        limits = [dossier.requested_amount]
        if terms.unsecured_limit is not None:
            limits.append(terms.unsecured_limit // 1_000_000 * 1_000_000)
        return min(limits)

    def _appraise(self, staff: DistrictStaff, dossier: Dossier) -> None:
        appraise(
            dossier=dossier,
            by=staff.credit_officer,
            amount=self._amount(dossier),
            months=dossier.requested_months,
            opinion="Hồ sơ đầy đủ, mục đích vay phù hợp, gia đình có khả năng trả nợ theo kỳ.",
        )

    def _if_open(self, dossier: Dossier, status: str, step: Callable[[], object]) -> None:
        dossier.refresh_from_db()
        if dossier.status == status:
            step()

    def _decide(self, staff: DistrictStaff, dossier: Dossier, leaves_on: date) -> None:
        dossier.refresh_from_db()
        if dossier.status != "checked":
            return
        if self.random.random() < 0.03:
            refuse(dossier=dossier, by=staff.director, reason="Chưa chứng minh được nhu cầu vốn còn thiếu.")
            return
        try:
            contract = approve(
                dossier=dossier, by=staff.director, amount=self._amount(dossier), months=dossier.requested_months
            )
        except Refused:
            # Capital of the source is short: the dossier waits, as it would.
            return
        if self.random.random() < 0.03:
            self.agenda.put(
                self._later(3, 8),
                lambda: cancel_approval(contract=contract, by=staff.director, reason="Người vay không còn nhu cầu."),
                9,
            )
            return
        signed = self._later(1, 4)
        self.agenda.put(signed, lambda: self._sign(staff, contract), 9)
        paid = max(signed, min(self._later(1, 5, signed), leaves_on - timedelta(days=2)))
        self.agenda.put(self.calendar.next_working_day(paid), lambda: self._pay_out(staff, contract), 15)

    def _sign(self, staff: DistrictStaff, contract: LoanContract) -> None:
        self.khe_uoc += 1
        sign_contract(
            contract=contract,
            by=staff.credit_officer,
            number=f"66{staff.code}24{self.khe_uoc:05d}",
            customer_code=f"94{self.khe_uoc:07d}",
            signed_on=business_date(),
        )

    def _pay_out(self, staff: DistrictStaff, contract: LoanContract) -> None:
        self.loans += 1
        registration = contract.dossier.registration
        parts = 2 if self.loans % 9 == 0 else 1
        first = contract.approved_amount if parts == 1 else contract.approved_amount // 2_000_000 * 1_000_000
        self._disburse(staff, contract, first, registration)
        if parts == 2:
            rest = contract.approved_amount - first
            self.agenda.put(self._later(12, 25), lambda: self._disburse(staff, contract, rest, registration), 15)
        instalment = max(contract.approved_amount // max(contract.months // 6, 1) // 100_000 * 100_000, 100_000)
        self.agenda.put(self._later(150, 178), lambda: self._collect(staff, contract, instalment), 9)
        if self.loans % 23 == 5 and parts == 1:
            self.agenda.put(self._later(60, 100), lambda: self._collect(staff, contract, None), 9)

    def _disburse(self, staff: DistrictStaff, contract: LoanContract, amount: int, registration: Registration) -> None:
        provider = registration.overseas_contract.provider
        disburse(
            contract=contract,
            by=staff.credit_officer,
            voucher_number=f"GN{business_date():%m%d}-{contract.pk:04d}",
            value_date=business_date(),
            amount=amount,
            payee_kind="enterprise" if registration.kind == "worker" else "borrower",
            payee_name=provider.name if registration.kind == "worker" else registration.person.full_name,
            payee_account="",
        )

    def _collect(self, staff: DistrictStaff, contract: LoanContract, amount: int | None) -> None:
        owed = outstanding(contract)
        if owed:
            collect_principal(
                contract=contract,
                by=staff.credit_officer,
                voucher_number=f"TN{business_date():%m%d}-{contract.pk:04d}",
                value_date=business_date(),
                amount=min(amount or owed, owed),
            )

    def _relend(self) -> None:
        for source in self.sources.values():
            waiting = balance(recovered_waiting(source)) // 1_000_000 * 1_000_000
            if waiting:
                release_recovered(
                    by=self.users["branch_director"],
                    source=source,
                    amount=waiting,
                    decision="88/QĐ-NHCS",
                    decided_on=business_date(),
                )


def load_demo() -> int:
    """Play the year into an empty portal and set the demo's clock; returns the number of steps taken."""
    with transaction.atomic():
        steps = DemoYear().play()
        set_demo_clock(NOW)
    return steps
