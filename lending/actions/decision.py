"""The director's decision: approve from one source's capital, refuse, or take an approval back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lending.constraints import refusing
from lending.eligibility import check_eligibility, unmet
from lending.ledger.accounts import available, balance, committed, hold
from lending.ledger.posting import Leg, post
from lending.models import Dossier, FundingSource, LoanContract, Pool
from lending.models.ledger import EntryKind
from lending.policy_terms import terms_of
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.money import format_dong

from .contract import CONTRACT, locked_contract, settle_if_paid
from .dossier import DOSSIER, locked


@dataclass(frozen=True)
class Draw:
    """What one pool gives, in đồng."""

    pool: str
    amount: int


def draws(source: FundingSource, amount: int, pool_order: Sequence[str]) -> list[Draw]:
    """Split an amount (đồng) over the source's pools in the policy's order, each as far as it goes.

    Holds the pools first, so that two approvals of the last đồng stand in line. Raises Refused where they do not
    hold enough together.
    """
    held = {ref.pool: left for ref, left in hold([available(source, pool) for pool in pool_order]).items()}
    left = sum(held.values())
    if left < amount:
        raise Refused(
            f"{source.name} chỉ còn được duyệt {format_dong(left)}, thiếu {format_dong(amount - left)}. "
            "Hãy giảm mức duyệt hoặc chờ vốn về.",
            rule="available_not_negative",
            field="amount",
        )
    split = []
    for pool in pool_order:
        part = min(held[pool], amount)
        if part > 0:
            split.append(Draw(pool, part))
            amount -= part
    return split


def refuse_same_person(dossier: Dossier, by: User) -> None:
    """Raise Refused where the decider appraised or checked the dossier (ledger design, rule 7)."""
    if dossier.appraised_by_id == by.pk:
        raise Refused(
            "Người phê duyệt phải khác người thẩm định. Hãy để người khác phê duyệt.",
            rule="dossier_approver_not_author",
        )
    if dossier.checked_by_id == by.pk:
        raise Refused(
            "Người phê duyệt phải khác người kiểm soát. Hãy để người khác phê duyệt.",
            rule="dossier_approver_not_checker",
        )


def approve(*, dossier: Dossier, by: User, amount: int, months: int) -> LoanContract:
    """The office's director approves an amount (đồng) and a term (months) under the dossier's policy.

    Opens the contract with the policy's rate, posts committed / available pool by pool with the plan year, and leaves
    event rows on dossier and contract. Raises NotAllowed, Refused (conditions not met, capital short, own paper).
    """
    require(by, people.OFFICE_DIRECTORS)
    today = business_date()
    with transaction.atomic(), refusing(Dossier, LoanContract):
        dossier = locked(dossier, by)
        refuse_same_person(dossier, by)
        if not 0 < amount <= dossier.requested_amount:
            raise Refused(
                f"Mức duyệt phải lớn hơn 0 và không quá mức đề nghị {format_dong(dossier.requested_amount)}. "
                "Hãy sửa mức duyệt.",
                rule="approved_amount",
                field="amount",
            )
        if not 0 < months <= 120:
            raise Refused("Thời hạn phải từ 1 đến 120 tháng. Hãy sửa thời hạn.", rule="months", field="months")
        dossier.decided_by = by
        dossier.decided_on = today
        DOSSIER.move(
            dossier,
            "approve",
            by=by,
            label=f"Phê duyệt {format_dong(amount)}, {months} tháng, nguồn {dossier.source}",
            update_fields=["decided_by", "decided_on"],
        )
        terms = terms_of(dossier.policy)
        against = unmet(
            check_eligibility(
                dossier.registration, terms, amount=amount, months=months, on=today, papers=dossier.papers
            )
        )
        if against:
            first = against[0]
            raise Refused(
                f"{first.name}: {first.found}; yêu cầu: {first.required}. {first.mend}",
                rule=first.code,
                field="months" if first.code == "max_term" else "amount",
            )
        contract = LoanContract.objects.create(
            dossier=dossier,
            plan=dossier.registration.plan,
            source=dossier.source,
            office=dossier.office,
            approved_amount=amount,
            months=months,
            annual_rate=terms.annual_rate,
            overdue_multiplier=terms.overdue_multiplier,
            approved_on=today,
        )
        post(
            event=f"approval/{dossier.number}",
            kind=EntryKind.APPROVAL,
            legs=[
                Leg(committed(contract, draw.pool), available(dossier.source, draw.pool), draw.amount)
                for draw in draws(dossier.source, amount, terms.pool_order)
            ],
            value_date=today,
            by=by,
            plan=contract.plan,
        )
        CONTRACT.record(
            contract,
            "approve",
            by=by,
            label=f"Phê duyệt {format_dong(amount)}",
            to_state=LoanContract.Status.APPROVED,
        )
    return contract


def refuse(*, dossier: Dossier, by: User, reason: str) -> Dossier:
    """The director refuses the loan; the reason goes into the timeline (Thông báo từ chối, 04a/LĐNN)."""
    require(by, people.OFFICE_DIRECTORS)
    with transaction.atomic(), refusing(Dossier):
        dossier = locked(dossier, by)
        refuse_same_person(dossier, by)
        dossier.decided_by = by
        dossier.decided_on = business_date()
        DOSSIER.move(dossier, "refuse", by=by, reason=reason, update_fields=["decided_by", "decided_on"])
    return dossier


def cancel_approval(*, contract: LoanContract, by: User, reason: str) -> LoanContract:
    """The director takes back what is not disbursed: each pool gets its own remainder.

    With nothing disbursed the contract is cancelled and its dossier withdrawn, so that the registration may apply
    again; otherwise the contract goes on with what was paid out. Posts available / committed, leaves event rows.
    Raises NotAllowed, Refused (nothing left to take back).
    """
    require(by, people.OFFICE_DIRECTORS)
    with transaction.atomic():
        contract = locked_contract(contract, by)
        remainders = [(pool, balance(committed(contract, pool))) for pool in Pool.values]
        legs = [
            Leg(available(contract.source, pool), committed(contract, pool), left) for pool, left in remainders if left
        ]
        if not legs:
            raise Refused(
                "Khế ước này không còn khoản chưa giải ngân để hủy. Hãy tải lại trang để xem số liệu mới nhất.",
                rule="nothing_committed",
            )
        left = sum(leg.amount for leg in legs)
        running = contract.status == LoanContract.Status.ACTIVE
        name = "cancel_remainder" if running else "cancel"
        CONTRACT.move(contract, name, by=by, reason=reason, label=f"Hủy phần chưa giải ngân {format_dong(left)}")
        ordinal = contract.events.filter(action__in=["cancel", "cancel_remainder"]).count()
        post(
            event=f"approval_released/{contract.dossier.number}/{ordinal}",
            kind=EntryKind.APPROVAL_RELEASED,
            legs=legs,
            value_date=business_date(),
            by=by,
            plan=contract.plan,
        )
        if not running:
            dossier = Dossier.objects.select_for_update().get(pk=contract.dossier_id)
            DOSSIER.move(dossier, "cancel_approval", by=by, reason=reason)
        else:
            settle_if_paid(contract)
    return contract
