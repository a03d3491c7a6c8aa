"""The ledger's months: what was booked in each, who reconciles and locks it, and the seal of its last day."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from lending.ledger.months import MONTH, lock_month, reconcile_month, resume_month
from lending.models.ledger import SIGNED_AMOUNT, EntryKind, LedgerEntry, LedgerMonth, LedgerMonthEvent, LedgerSeal
from soctrang_loans.audit.transitions import Transition
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest


@dataclass(frozen=True)
class MonthRow:
    """One month that has entries: counts and sums by the day of booking, in đồng, net of reversals."""

    first: date
    entries: int
    disbursed: int
    collected: int
    month: LedgerMonth
    last_seal: LedgerSeal | None
    steps: list[Transition]


@require_GET
def months(request: SignedInRequest) -> HttpResponse:
    """Every month with entries, newest first, with its state, its last seal and what may be done with it."""
    return _page(request)


@require_POST
def month_step(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    """Begin to reconcile, resume or lock, as the field `transition` says."""
    name, reason = request.POST.get("transition", ""), request.POST.get("reason", "")
    try:
        if name == "reconcile":
            found = reconcile_month(year=year, month=month, by=request.user)
        else:
            kept = LedgerMonth.objects.filter(year=year, month=month).first()
            if kept is None or name not in ("resume", "lock"):
                raise Http404
            if name == "lock":
                found = lock_month(month=kept, by=request.user)
            else:
                found = resume_month(month=kept, by=request.user, reason=reason)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(request, typed={"open_transition": name, "typed_reason": reason, "open_month": (year, month)})
    messages.success(request, f"{found}: {found.get_state_display().lower()}.")
    return redirect("lending:months")


def _page(request: SignedInRequest, typed: dict[str, object] | None = None) -> HttpResponse:
    events = LedgerMonthEvent.objects.select_related("by", "posting__agency", "subject").order_by("-id")[:30]
    context = {"rows": _rows(request), "events": events, **(typed or {})}
    return render(request, "lending/months.html", context)


def _rows(request: SignedInRequest) -> list[MonthRow]:
    booked = (
        LedgerEntry.objects.order_by()
        .annotate(first=TruncMonth("booked_on"))
        .values("first")
        .annotate(
            entries=Count("pk"),
            disbursed=Sum(SIGNED_AMOUNT, filter=Q(kind=EntryKind.DISBURSEMENT), default=0),
            collected=Sum(SIGNED_AMOUNT, filter=Q(kind=EntryKind.PRINCIPAL_COLLECTED), default=0),
        )
        .order_by("-first")
    )
    kept = {(each.year, each.month): each for each in LedgerMonth.objects.all()}
    seals = {(seal.day.year, seal.day.month): seal for seal in LedgerSeal.objects.order_by("day")}
    rows = []
    for row in booked:
        key = (row["first"].year, row["first"].month)
        month = kept.get(key) or LedgerMonth(year=key[0], month=key[1])
        steps = MONTH.available(month, request.user)
        rows.append(MonthRow(**row, month=month, last_seal=seals.get(key), steps=steps))
    return rows
