"""Lending policy read into plain terms: PolicyParameter rows → one typed, frozen value (domain §1.5).

A parameter that nobody has verified still governs, but every screen and paper that shows it says "chưa xác minh".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.money import format_dong

from .models import FundingSource, LendingPolicy, PolicyParameter, Pool, Voucher

YES = {"yes", "true", "1", "có", "co"}
NO = {"no", "false", "0", "không", "khong", ""}


class PolicyUnreadable(ValueError):
    """A parameter's text is not of its kind; the message names it in Vietnamese."""


@dataclass(frozen=True)
class PolicyTerms:
    """The terms of one policy. Amounts in đồng (None: not limited), rates in % per year, periods in months or days.

    The defaults are those of domain §1.5 and hold only where the policy carries no such parameter; they count as
    not verified.
    """

    policy: LendingPolicy
    min_age: int = 18
    residency: str = "permanent"
    priority_group_required: bool = False
    cost_percent: Decimal = Decimal(100)
    deduct_subsidised_costs: bool = True
    absolute_cap: int | None = None
    unsecured_limit: int | None = None
    annual_rate: Decimal = Decimal("6.60")
    overdue_multiplier: Decimal = Decimal("1.30")
    max_term: str = "contract"
    grace_months: int = 0
    principal_instalment_months: int = 6
    disburse_to: tuple[str, ...] = tuple(Voucher.Payee.values)
    contract_required_before_disbursement: bool = True
    appraisal_days: int = 10
    pool_order: tuple[str, ...] = (Pool.NEW, Pool.RECOVERED)
    relend_at_once: bool = False
    loans_per_person: int = 1
    rows: Mapping[str, PolicyParameter] = field(default_factory=dict, repr=False)

    def basis(self, code: str) -> str:
        """The legal basis of a parameter, as printed."""
        row = self.rows.get(code)
        return row.legal_basis if row else ""

    def verified(self, code: str) -> bool:
        """Whether somebody has verified the parameter against its legal basis."""
        row = self.rows.get(code)
        return row is not None and row.verified


def _whole(text: str) -> int:
    return int(text.replace(".", "").replace(" ", ""))


def _limit(text: str) -> int | None:
    return _whole(text) if text else None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _flag(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(";", ",").replace(" ", ",").split(",") if word)


def _payees(text: str) -> tuple[str, ...]:
    # Policies speak of the provider, vouchers of the enterprise.
    payees = tuple(Voucher.Payee.ENTERPRISE if word == "provider" else word for word in _words(text))
    if not set(payees) <= set(Voucher.Payee.values):
        raise ValueError(text)
    return payees


def _pools(text: str) -> tuple[str, ...]:
    pools = _words(text)
    if not set(pools) <= set(Pool.values):
        raise ValueError(text)
    return pools


READERS: dict[str, Callable[[str], Any]] = {
    "min_age": _whole,
    "residency": str,
    "priority_group_required": _flag,
    "cost_percent": _decimal,
    "deduct_subsidised_costs": _flag,
    "absolute_cap": _limit,
    "unsecured_limit": _limit,
    "annual_rate": _decimal,
    "overdue_multiplier": _decimal,
    "max_term": str,
    "grace_months": _whole,
    "principal_instalment_months": _whole,
    "disburse_to": _payees,
    "contract_required_before_disbursement": _flag,
    "appraisal_days": _whole,
    "pool_order": _pools,
    "relend_at_once": _flag,
    "loans_per_person": _whole,
}


def terms_of(policy: LendingPolicy) -> PolicyTerms:
    """Read the policy's parameters (one query). Raises PolicyUnreadable for a value that is not of its kind."""
    rows = {row.code: row for row in policy.parameters.all()}
    values = {}
    for code, read in READERS.items():
        row = rows.get(code)
        if row is None or (not row.value.strip() and read is not _limit):
            continue
        try:
            values[code] = read(row.value.strip())
        except (ValueError, InvalidOperation) as error:
            raise PolicyUnreadable(
                f"Tham số “{row.name}” của “{policy.name}” có giá trị không đọc được: “{row.value}”. "
                "Hãy sửa trong quản trị dữ liệu nền."
            ) from error
    return PolicyTerms(policy=policy, rows=rows, **values)


def find_policy(borrower_kind: str, source: FundingSource, on: date) -> LendingPolicy | None:
    """The policy that holds for that kind of borrower and source on that day, the newest if several."""
    policies = LendingPolicy.objects.on(on).filter(borrower_kind=borrower_kind, source=source)
    return policies.prefetch_related("parameters").order_by("-valid_from").first()


def policy_for(borrower_kind: str, source: FundingSource, on: date) -> PolicyTerms:
    """The terms for that kind of borrower, source and day. Raises Refused where no policy holds."""
    policy = find_policy(borrower_kind, source, on)
    if policy is None:
        kind = LendingPolicy.BorrowerKind(borrower_kind).label
        raise Refused(
            f"Không có chính sách cho vay {kind.lower()} từ {source.name} có hiệu lực ngày {on:%d/%m/%Y}. "
            "Hãy chọn nguồn vốn khác hoặc bổ sung chính sách.",
            rule="no_policy",
            field="source",
        )
    return terms_of(policy)


WORDS_OF_VALUES = {
    "yes": "Có",
    "no": "Không",
    "legal": "Cư trú hợp pháp",
    "permanent": "Thường trú",
    "contract": "Bằng thời hạn hợp đồng",
    "course": "Bằng thời hạn khóa học",
    "monthly": "Hằng tháng",
    "actual/365": "Số ngày thực tế / 365",
    "next_instalment": "Đến kỳ trả nợ kế tiếp",
    "provider": "Doanh nghiệp đưa đi",
    "school": "Trường, cơ sở đào tạo",
    "borrower": "Người vay",
    **{str(pool.value): str(pool.label) for pool in Pool},
}


def shown_value(parameter: PolicyParameter) -> str:
    """The parameter's value as a person reads it: words for codes, dots in amounts, the unit behind."""
    value = parameter.value.strip()
    if not value:
        return "Không quy định"
    if parameter.unit == "đồng":
        return format_dong(_whole(value)) if value.replace(".", "").isdigit() else value
    words = [WORDS_OF_VALUES.get(word) for word in _words(value)]
    if all(words):
        return ", ".join(word for word in words if word)
    return f"{value.replace('.', ',')} {parameter.unit}".strip()
