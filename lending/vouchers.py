"""Chứng từ beside the ledger: writing one for an event, and answering a repeat with the first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from soctrang_loans.organisation.clock import business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong

from .ledger.keys import reversal_key
from .ledger.posting import is_reversed
from .models import LoanContract, Voucher
from .models.ledger import LedgerEntry


@dataclass(frozen=True)
class Booked:
    """A voucher, and whether this was only a repeat of it: "đã có, khớp"."""

    voucher: Voucher
    repeated: bool = False


def reversed_events(events: Iterable[str]) -> set[str]:
    """Those of the events that have been taken back (one query)."""
    keys = {reversal_key(event): event for event in events}
    found = LedgerEntry.objects.filter(event__in=keys, line=1).values_list("event", flat=True)
    return {keys[key] for key in found}


def booked_before(event: str, *, value_date: date, amount: int, **content: Any) -> Booked | None:
    """The voucher of that event if it is there already with the same content; None if it is new.

    Raises Refused where the same voucher says something else (rule event_differs) or has been reversed.
    """
    voucher = Voucher.objects.filter(event=event).first()
    if voucher is None:
        return None
    if is_reversed(event):
        raise Refused(
            f"Chứng từ {voucher.number} đã bị đảo. Hãy dùng số chứng từ khác.",
            rule="event_reversed",
            field="voucher_number",
        )
    content = {"value_date": value_date, "amount": amount, **content}
    if any(getattr(voucher, name) != value for name, value in content.items()):
        raise Refused(
            f"Chứng từ {voucher.number} đã ghi {format_dong(voucher.amount)} ngày {format_date(voucher.value_date)}, "
            "khác với nội dung vừa nhập. Hãy kiểm tra số chứng từ, hoặc đảo chứng từ cũ rồi ghi lại bằng số khác.",
            rule="event_differs",
            field="voucher_number",
        )
    return Booked(voucher, repeated=True)


def write_voucher(
    *, event: str, kind: str, by: User, value_date: date, amount: int, contract: LoanContract | None = None, **text: str
) -> Voucher:
    """Write the paper of an event; `text` holds number, payee and note."""
    return Voucher.objects.create(
        event=event,
        kind=kind,
        contract=contract,
        value_date=value_date,
        amount=amount,
        by=by,
        booked_at=business_now(),
        **text,
    )
