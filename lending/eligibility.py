"""Whether a registration fits a policy, condition by condition, each explaining itself on the dossier page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registrations.declaration import age_on
from registrations.models import OverseasContract, Registration
from soctrang_loans.organisation.models import AdministrativeUnit
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong, format_percent

from .models import LoanContract
from .papers import COLLATERAL
from .policy_terms import PolicyTerms


@dataclass(frozen=True)
class Condition:
    """One condition: what was found, what is required, on which basis, and whether anybody verified that basis.

    `met` is None where it cannot be judged yet; then approval goes on, and what depends on it is asked again when
    money is to leave. `mend` says what would help.
    """

    code: str
    name: str
    found: str
    required: str
    met: bool | None
    basis: str
    verified: bool
    mend: str


RUNNING = (LoanContract.Status.APPROVED, LoanContract.Status.SIGNED, LoanContract.Status.ACTIVE)


def overseas_contract_of(registration: Registration) -> OverseasContract | None:
    """The contract abroad (or admission) on file once it carries number and day; None for a mere selection."""
    contract = OverseasContract.objects.filter(registration=registration).prefetch_related("costs").first()
    return contract if contract and contract.number and contract.signed_on else None


def cost_limit(contract: OverseasContract | None, terms: PolicyTerms) -> int | None:
    """The most that the contract's costs allow, in đồng rounded down; None without a contract or its costs.

    What the state budget already paid is left out where the policy says so.
    """
    if contract is None or not contract.costs.all():
        return None
    base = sum(
        cost.amount for cost in contract.costs.all() if not (terms.deduct_subsidised_costs and cost.paid_by_budget)
    )
    return int(base * terms.cost_percent / Decimal(100))


def lent_elsewhere(registration: Registration, *, besides: LoanContract | None = None) -> int:
    """What other contracts of the same registration were approved for, in đồng (ledger design, rule 5)."""
    others = LoanContract.objects.filter(dossier__registration=registration).exclude(
        status=LoanContract.Status.CANCELLED
    )
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return sum(others.values_list("approved_amount", flat=True))


def check_eligibility(
    registration: Registration,
    terms: PolicyTerms,
    *,
    amount: int,
    months: int,
    on: date,
    besides: LoanContract | None = None,
    papers: Collection[str] = (),
) -> list[Condition]:
    """Every condition of the policy for a loan of that amount (đồng) and term (months), judged as of a day.

    `besides` is the contract that the amount already became, so that it does not count against itself; `papers` are
    the codes of what lies in the dossier.
    """
    return list(_Judge(registration, terms, amount, months, on, besides, papers).conditions())


def most_lendable(registration: Registration, terms: PolicyTerms, papers: Collection[str] = ()) -> int | None:
    """The most that cap, costs and security leave to lend, in đồng; None where none of them sets a limit yet."""
    elsewhere = lent_elsewhere(registration)
    given = (terms.absolute_cap, cost_limit(overseas_contract_of(registration), terms))
    caps = [cap - elsewhere for cap in given if cap is not None]
    if terms.unsecured_limit is not None and not security_of(registration, papers):
        caps.append(terms.unsecured_limit)
    return max(min(caps), 0) if caps else None


def security_of(registration: Registration, papers: Collection[str]) -> str:
    """What secures the loan: the collateral of the Giấy đăng ký, or the papers of one in the dossier; else nothing."""
    return registration.collateral or (COLLATERAL.name if COLLATERAL.code in papers else "")


def unmet(conditions: Iterable[Condition]) -> list[Condition]:
    """The conditions that stand against approval."""
    return [each for each in conditions if each.met is False]


class _Judge:
    def __init__(
        self,
        registration: Registration,
        terms: PolicyTerms,
        amount: int,
        months: int,
        on: date,
        besides: LoanContract | None,
        papers: Collection[str],
    ) -> None:
        self.registration = registration
        self.terms = terms
        self.amount = amount
        self.months = months
        self.on = on
        self.papers = papers
        self.contract = overseas_contract_of(registration)
        self.elsewhere = lent_elsewhere(registration, besides=besides)

    def conditions(self) -> Iterable[Condition]:
        yield self.age()
        yield self.residency()
        if self.terms.priority_group_required:
            yield self.priority_group()
        yield self.contract_on_file()
        if self.terms.absolute_cap is not None:
            yield self.cap(self.terms.absolute_cap)
        yield self.cost()
        if self.terms.unsecured_limit is not None:
            yield self.security(self.terms.unsecured_limit)
        yield self.term()
        yield self.one_at_a_time()

    def _condition(self, code: str, name: str, found: str, required: str, met: bool | None, mend: str) -> Condition:
        return Condition(code, name, found, required, met, self.terms.basis(code), self.terms.verified(code), mend)

    def _asked(self) -> str:
        text = format_dong(self.amount)
        return f"{text}, cùng {format_dong(self.elsewhere)} đã duyệt ở khế ước khác" if self.elsewhere else text

    def age(self) -> Condition:
        born = self.registration.person.date_of_birth
        age = age_on(born, self.on)
        return self._condition(
            "min_age",
            "Tuổi của người vay",
            f"{age} tuổi (sinh ngày {format_date(born)})",
            f"Từ đủ {self.terms.min_age} tuổi",
            age >= self.terms.min_age,
            "Hãy chờ đến khi đủ tuổi, hoặc để người đại diện theo pháp luật đứng vay theo quy định.",
        )

    def residency(self) -> Condition:
        unit: AdministrativeUnit | None = self.registration.commune
        territory = self.terms.policy.territory
        while unit is not None and unit.pk != territory.pk and unit.code != territory.code:
            unit = unit.parent
        number = self.registration.confirmation_number
        confirmed = f"UBND cấp xã xác nhận số {number}" if number else "chưa có số xác nhận của UBND cấp xã"
        met = unit is not None
        return self._condition(
            "residency",
            "Cư trú",
            f"{self.registration.home}; {confirmed}",
            f"{'Cư trú hợp pháp' if self.terms.residency == 'legal' else 'Thường trú'} tại {territory.name}",
            None if met and not number else met,
            "Hãy bổ sung xác nhận cư trú của UBND cấp xã trong tỉnh.",
        )

    def priority_group(self) -> Condition:
        groups = [each.group for each in self.registration.beneficiaries.select_related("group")]
        central = [group.short_name for group in groups if group.central_priority]
        return self._condition(
            "priority_group_required",
            "Đối tượng ưu tiên",
            ", ".join(central or [group.short_name for group in groups]) or "Không thuộc nhóm nào",
            "Thuộc đối tượng được vay vốn ngân sách trung ương (NĐ 74/2019/NĐ-CP)",
            bool(central),
            "Hãy chuyển hồ sơ sang nguồn ngân sách địa phương, hoặc bổ sung giấy tờ chứng minh đối tượng.",
        )

    def contract_on_file(self) -> Condition:
        contract = self.contract
        needed = self.terms.contract_required_before_disbursement
        return self._condition(
            "contract_required_before_disbursement",
            "Hợp đồng đi nước ngoài",
            f"Số {contract.number}, ký ngày {format_date(contract.signed_on)}"
            if contract and contract.signed_on
            else "Chưa có trong hồ sơ",
            "Phải có trước khi giải ngân" if needed else "Không bắt buộc trước khi giải ngân",
            True if contract or not needed else None,
            "Hãy chờ Trung tâm Dịch vụ việc làm ghi hợp đồng; chưa có hợp đồng thì không giải ngân được.",
        )

    def cap(self, cap: int) -> Condition:
        return self._condition(
            "absolute_cap",
            "Mức cho vay tối đa",
            self._asked(),
            f"Không quá {format_dong(cap)}",
            self.amount + self.elsewhere <= cap,
            f"Chỉ duyệt được tối đa {format_dong(max(cap - self.elsewhere, 0))}.",
        )

    def cost(self) -> Condition:
        limit = cost_limit(self.contract, self.terms)
        percent = format_percent(self.terms.cost_percent, trim=True)
        name = "Chi phí ghi trong hợp đồng"
        if limit is None:
            return self._condition(
                "cost_percent",
                name,
                "Chưa có chi phí trong hồ sơ",
                f"Không quá {percent} % chi phí",
                None,
                "Hãy chờ Trung tâm Dịch vụ việc làm ghi chi phí của hợp đồng.",
            )
        return self._condition(
            "cost_percent",
            name,
            self._asked(),
            f"Không quá {percent} % chi phí: {format_dong(limit)}",
            self.amount + self.elsewhere <= limit,
            f"Chỉ duyệt được tối đa {format_dong(max(limit - self.elsewhere, 0))}.",
        )

    def security(self, limit: int) -> Condition:
        collateral = security_of(self.registration, self.papers)
        return self._condition(
            "unsecured_limit",
            "Bảo đảm tiền vay",
            collateral or "Không có tài sản bảo đảm",
            f"Đến {format_dong(limit)} không phải bảo đảm; cao hơn phải có tài sản bảo đảm",
            self.amount <= limit or bool(collateral),
            f"Hãy giảm mức vay xuống không quá {format_dong(limit)}, hoặc nhận giấy tờ bảo đảm tiền vay và đánh dấu ở "
            "mục Giấy tờ của hồ sơ.",
        )

    def term(self) -> Condition:
        grace = self.terms.grace_months
        contract = self.contract
        source = contract.months if contract and contract.months else None
        limit = None if source is None else source + grace
        more = f" và {grace} tháng ân hạn" if grace else ""
        return self._condition(
            "max_term",
            "Thời hạn vay",
            f"{self.months} tháng",
            f"Không quá {limit} tháng (hợp đồng {source} tháng{more})" if limit else "Không quá thời hạn hợp đồng",
            None if limit is None else self.months <= limit,
            f"Hãy giảm thời hạn vay, tối đa {limit} tháng." if limit else "Hãy chờ hợp đồng được ghi thời hạn.",
        )

    def one_at_a_time(self) -> Condition:
        others = (
            LoanContract.objects.filter(dossier__registration__person=self.registration.person)
            .filter(status__in=RUNNING)
            .exclude(dossier__registration=self.registration)
            .count()
        )
        limit = self.terms.loans_per_person
        return self._condition(
            "loans_per_person",
            "Khoản vay khác trong chương trình",
            f"{others} khoản đang vay theo giấy đăng ký khác" if others else "Không có",
            f"Không quá {limit} khoản cùng lúc",
            others < limit,
            "Hãy để người vay tất toán khoản đang vay trước.",
        )
