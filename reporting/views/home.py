"""The first page after signing in: what waits for this person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..work_queue import reminders_of, work_of


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """The work queue."""
    today = business_date()
    piles, things = work_of(request.user, today)
    return render(
        request,
        "reporting/home.html",
        {"today": today, "piles": piles, "things": things, "reminders": reminders_of(request.user)},
    )
