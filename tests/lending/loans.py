"""Loans brought to a state, for the tests of lending. The people are those of PGD Kế Sách and of xã An Mỹ."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lending.actions import (
    appraise,
    approve,
    check,
    confirm_capital,
    disburse,
    open_dossier,
    record_capital,
    record_opening,
    sign_contract,
)
from lending.models import CapitalNotice, Dossier, FundingSource, LoanContract, PolicyParameter
from lending.papers import required_papers
from lending.vouchers import Booked
from registrations.models import BeneficiaryGroup, ContractCost, OverseasContract, Plan, Provider, Registration
from soctrang_loans.organisation.models import Posting, Role, User
from tests.personas import Personas
from tests.registrations.papers import accepted

TODAY = date(2024, 10, 8)
MILLION = 1_000_000


def source(code: str = "provincial") -> FundingSource:
    return FundingSource.objects.get(code=code)


def parameter(code: str, value: str, policy: str = "worker-provincial") -> None:
    """Set a policy parameter for the length of a test."""
    assert PolicyParameter.objects.filter(policy__code=policy, code=code).update(value=value) == 1


def go_abroad(registration: Registration, by: User, cost: int = 150 * MILLION, months: int = 36) -> OverseasContract:
    """Put a signed contract abroad with its costs into the file."""
    provider, _ = Provider.objects.get_or_create(
        kind="enterprise", name="Công ty Mẫu (hư cấu)", bank_account="1234567890"
    )
    contract = OverseasContract.objects.create(
        registration=registration,
        provider=provider,
        market=registration.market_first,
        selected_on=TODAY,
        number=f"{registration.pk}/HĐ",
        signed_on=TODAY,
        months=months,
        recorded_by=by,
    )
    ContractCost.objects.create(contract=contract, item="service_fee", amount=cost)
    return contract


@dataclass
class Loans:
    """Makes papers in a state; `number` counts the people."""

    personas: Personas
    number: int = field(default=0)

    @property
    def plan(self) -> Plan:
        return Plan.objects.get(year=2024)

    def fund(self, amount: int, code: str = "provincial", day: date = TODAY) -> CapitalNotice:
        """Confirmed new capital."""
        return confirm_capital(notice=self.notice(amount, code, day), by=self.personas.branch_director, received_on=day)

    def notice(self, amount: int, code: str = "provincial", day: date = TODAY) -> CapitalNotice:
        """Capital that is recorded and not yet confirmed."""
        self.number += 1
        return record_capital(
            by=self.personas.finance_officer,
            plan=self.plan,
            source=source(code),
            kind="transfer",
            document_number=f"{self.number}/STC",
            document_date=day,
            amount=amount,
            transferred_on=day,
        )

    def opening(self, amount: int, pool: str = "recovered", code: str = "provincial") -> CapitalNotice:
        """A confirmed opening balance of a pool."""
        self.number += 1
        notice = record_opening(
            by=self.personas.branch_officer,
            plan=self.plan,
            source=source(code),
            pool=pool,
            document_number=f"{self.number}/BB",
            document_date=TODAY,
            amount=amount,
            value_date=TODAY,
        )
        return confirm_capital(notice=notice, by=self.personas.branch_director, received_on=TODAY)

    def candidate(self, *, abroad: bool = True, cost: int = 150 * MILLION, **changes: Any) -> Registration:
        """An accepted registration of xã An Mỹ that wants 117.000.000 đồng, with its contract abroad."""
        self.number += 1
        registration = accepted(
            self.personas.commune_officer, self.personas.district_officer, 100 + self.number, **changes
        )
        if abroad:
            go_abroad(registration, self.personas.centre_officer, cost)
        return registration

    def opened(self, registration: Registration | None = None, **changes: Any) -> Dossier:
        registration = registration or self.candidate()
        arguments = {"papers": required_papers(registration), **changes}
        return open_dossier(by=self.personas.credit_officer, registration=registration, **arguments)

    def appraised(self, dossier: Dossier | None = None, amount: int | None = None) -> Dossier:
        dossier = dossier or self.opened()
        amount = amount or dossier.requested_amount
        return appraise(
            dossier=dossier, by=self.personas.credit_officer, amount=amount, months=36, opinion="Đủ điều kiện vay."
        )

    def checked(self, dossier: Dossier | None = None, amount: int | None = None) -> Dossier:
        return check(dossier=self.appraised(dossier, amount), by=self.personas.controller)

    def approved(self, amount: int = 117 * MILLION, dossier: Dossier | None = None) -> LoanContract:
        return approve(dossier=dossier or self.checked(), by=self.personas.office_director, amount=amount, months=36)

    def signed(self, amount: int = 117 * MILLION, dossier: Dossier | None = None) -> LoanContract:
        contract = self.approved(amount, dossier)
        return sign_contract(
            contract=contract,
            by=self.personas.credit_officer,
            number=f"6600-{contract.pk}",
            customer_code=f"94{contract.pk:06d}",
            signed_on=TODAY,
        )

    def disburse(self, contract: LoanContract, amount: int, voucher: str = "GN1", **changes: Any) -> Booked:
        arguments: dict[str, Any] = {
            "by": self.personas.credit_officer,
            "voucher_number": voucher,
            "value_date": TODAY,
            "payee_kind": "enterprise",
            "payee_name": "Công ty Mẫu (hư cấu)",
        }
        return disburse(contract=contract, amount=amount, **{**arguments, **changes})

    def disbursed(self, amount: int = 117 * MILLION) -> LoanContract:
        contract = self.signed(amount)
        self.disburse(contract, amount)
        contract.refresh_from_db()
        return contract


def second(role: Role, user: User, username: str) -> User:
    """Another person with that role in the same agency as the user."""
    agency = user.postings.get(covers=None).agency
    other = User.objects.create_user(username, full_name=f"Người thứ hai {username}")
    Posting.objects.create(user=other, agency=agency, role=role, valid_from=date(2024, 1, 1))
    return other


def poor() -> BeneficiaryGroup:
    """A central priority group."""
    return BeneficiaryGroup.objects.get(code="1")
