"""Ghi sổ: the one door through which money moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from lending.models.ledger import LARGEST_ENTRY, EntryKind, LedgerAccount, LedgerEntry
from registrations.models import Plan
from soctrang_loans.organisation.clock import VIETNAM, business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong

from . import accounts
from .accounts import AccountRef
from .chart import CHART
from .errors import FLOORS, SENTENCES, floor_sentence, refusal, rule_of
from .keys import reversal_key

# So that a voucher's 160 characters hold the key of the reversal too.
EVENT_LENGTH = 150
REASON_LENGTH = 300
# Django sends more in several statements, and an event is one.
MOST_LEGS = 4_000


@dataclass(frozen=True)
class Leg:
    """One simple bút toán: `amount` whole đồng from the credited account to the debited one.

    `kind` where the leg is of another kind than its event (interest brought up to date within a collection).
    """

    debit: AccountRef
    credit: AccountRef
    amount: int
    kind: EntryKind | None = None


@dataclass(frozen=True)
class Posted:
    """An event of the ledger and its lines; `repeated` when it was there already, with the same content."""

    event: str
    lines: list[LedgerEntry]
    repeated: bool = False


def post(
    *,
    event: str,
    kind: EntryKind,
    legs: Sequence[Leg],
    value_date: date,
    by: User | None,
    plan: Plan | None = None,
) -> Posted:
    """Post one event: its legs as lines 1, 2, 3 … in one statement, and the balances that the database moves by them.

    Receipts come before spending within an event, because SQLite moves balances line by line. The accounts are made on
    demand. Booked at business_now(). Works inside transaction.atomic(); a refusal undoes the event only. On PostgreSQL
    a transaction that posts several events holds their accounts first (`accounts.hold`).

    The same event with the same content answers with its first result, `repeated`. `by=None` is the portal itself.
    Raises Refused: event_differs, event_reversed, ledger_entry_value_date (in the future), ledger_entry_sealed_day,
    ledger_entry_locked_month, `<kind>_not_negative` naming what is left, ledger_entry_one_source.
    Raises TypeError or ValueError for legs that no event of that kind has, TransactionManagementError outside atomic().
    """
    _check_shape(event, kind, legs)
    _require_transaction()
    plan_id = plan.pk if plan else None
    known = _lines(event)
    if known:
        return _answer_repeat(event, known, kind, legs, value_date, plan_id)
    booked_at = business_now()
    booked_on = booked_at.astimezone(VIETNAM).date()
    if value_date > booked_on:
        raise Refused(SENTENCES["ledger_entry_value_date"], rule="ledger_entry_value_date", field="value_date")
    rows = accounts.rows(ref for leg in legs for ref in (leg.debit, leg.credit))
    entries = [
        LedgerEntry(
            event=event,
            line=line,
            kind=leg.kind or kind,
            debit=rows[leg.debit.key],
            credit=rows[leg.credit.key],
            amount=leg.amount,
            value_date=value_date,
            booked_at=booked_at,
            booked_on=booked_on,
            plan_id=plan_id,
            by=by,
        )
        for line, leg in enumerate(legs, start=1)
    ]
    if _write(entries):
        return Posted(event, entries)
    return _answer_repeat(event, _lines(event), kind, legs, value_date, plan_id)


def reverse(*, event: str, reason: str, by: User | None) -> Posted:
    """Take an event back whole: its lines mirrored, last first, each linked to its original, with its value date.

    Booked at business_now() under the key `reversal:<event>`. Asked again, answers with the first reversal, `repeated`.
    Raises Refused: event_unknown, ledger_entry_reversal_not_reversed, ledger_entry_reversal_reason,
    `<kind>_not_negative` (the money has been used since), ledger_entry_locked_month.
    """
    _require_transaction()
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise Refused(
            f"Lý do đảo phải có và không quá {REASON_LENGTH} ký tự. Hãy ghi lại lý do rồi gửi lại.",
            rule="ledger_entry_reversal_reason",
            field="reason",
        )
    originals = _lines(event)
    if not originals:
        raise Refused("Không tìm thấy bút toán cần đảo. Hãy kiểm tra lại số chứng từ.", rule="event_unknown")
    if originals[0].reverses_id is not None:
        rule = "ledger_entry_reversal_not_reversed"
        raise Refused(SENTENCES[rule], rule=rule)
    key = reversal_key(event)
    known = _lines(key)
    if known:
        return Posted(key, known, repeated=True)
    booked_at = business_now()
    entries = [
        LedgerEntry(
            event=key,
            line=line,
            kind=original.kind,
            debit=original.credit,
            credit=original.debit,
            amount=original.amount,
            value_date=original.value_date,
            booked_at=booked_at,
            booked_on=booked_at.astimezone(VIETNAM).date(),
            plan_id=original.plan_id,
            by=by,
            reverses=original,
            reason=reason,
        )
        for line, original in enumerate(reversed(originals), start=1)
    ]
    if _write(entries):
        return Posted(key, entries)
    return Posted(key, _lines(key), repeated=True)


def is_reversed(event: str) -> bool:
    """Whether the event has been taken back."""
    return LedgerEntry.objects.filter(event=reversal_key(event)).exists()


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The ledger posts inside transaction.atomic() only.")


def _check_shape(event: str, kind: EntryKind, legs: Sequence[Leg]) -> None:
    if not event or len(event) > EVENT_LENGTH or event.startswith("reversal:"):
        raise ValueError(f"{event!r} is no natural key of 1 to {EVENT_LENGTH} characters.")
    if not 0 < len(legs) <= MOST_LEGS:
        raise ValueError(f"An event has 1 to {MOST_LEGS} legs, not {len(legs)}.")
    for leg in legs:
        if type(leg.amount) is not int:
            raise TypeError(f"An amount is a whole number of đồng, not {leg.amount!r}.")
        if not 0 < leg.amount <= LARGEST_ENTRY:
            raise Refused(SENTENCES["ledger_entry_amount"], rule="ledger_entry_amount", field="amount")
        if (leg.debit.kind, leg.credit.kind) not in CHART[leg.kind or kind]:
            raise ValueError(f"{leg.kind or kind} does not join {leg.debit.key} with {leg.credit.key}.")


def _lines(event: str) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(event=event).select_related("debit", "credit").order_by("line"))


def _answer_repeat(
    event: str, known: list[LedgerEntry], kind: EntryKind, legs: Sequence[Leg], value_date: date, plan_id: int | None
) -> Posted:
    if is_reversed(event):
        raise Refused("Chứng từ này đã ghi sổ rồi bị đảo. Hãy ghi lại bằng số chứng từ khác.", rule="event_reversed")
    before = [
        (line.kind, line.debit.key, line.credit.key, line.amount, line.value_date, line.plan_id) for line in known
    ]
    now = [(leg.kind or kind, leg.debit.key, leg.credit.key, leg.amount, value_date, plan_id) for leg in legs]
    if before != now:
        raise Refused(
            f"Chứng từ này đã ghi sổ {format_dong(sum(line.amount for line in known))}, "
            f"ngày giá trị {format_date(known[0].value_date)}, khác với nội dung vừa nhập. "
            "Hãy kiểm tra lại số chứng từ, hoặc đảo bút toán cũ rồi ghi lại bằng số khác.",
            rule="event_differs",
        )
    return Posted(event, known, repeated=True)


def _write(entries: list[LedgerEntry]) -> bool:
    """Write the lines, all or none; False when another session wrote the event first. Raises Refused."""
    try:
        with transaction.atomic():
            LedgerEntry.objects.bulk_create(entries)
    except IntegrityError as error:
        rule = rule_of(error)
        if rule == "ledger_entry_event_line_unique":
            return False
        refused = refusal(error, sentence=_overdraft(entries, rule) if rule in FLOORS else "")
        if refused is None:
            raise
        raise refused from error
    return True


def _overdraft(entries: list[LedgerEntry], rule: str) -> str:
    """The sentence that names the account which does not hold enough, and what is left in it."""
    moves: dict[int, int] = {}
    for entry in entries:
        for account, amount in ((entry.debit, entry.amount), (entry.credit, -entry.amount)):
            if account.kind == FLOORS[rule]:
                moves[account.pk] = moves.get(account.pk, 0) + account.sign * amount
    held = LedgerAccount.objects.filter(pk__in=moves).select_related("source", "contract__dossier", "budget_line")
    for account in held:
        if account.balance + moves[account.pk] < 0:
            owner = account.contract or account.budget_line or account.source
            named = f"{owner} – {account.get_pool_display()}" if account.pool else str(owner)
            return floor_sentence(
                FLOORS[rule],
                of=named,
                left=format_dong(account.balance),
                wanted=format_dong(-moves[account.pk]),
            )
    return ""
