"""The province at a glance: departures against targets, money against the plan."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from registrations.models import Market
from registrations.periods import Month
from registrations.plans import plan_of_day
from soctrang_loans.access_table import ACCESS
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..province_figures import province_figures


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Figures to today, of a past plan year to its last day, linked to the rows behind for whoever may open them."""
    today = business_date()
    plan = plan_of_day(today, request.GET.get("nam"))
    until = min(today, Month(plan.year, 12).last)
    figures = province_figures(plan, since=until.replace(day=1), until=until)
    departed = figures.total.so_far.departed_by_market
    markets = [(each.name, departed[each.code]) for each in Market.objects.all() if departed.get(each.code)]
    return render(
        request,
        "reporting/dashboard.html",
        {
            "plan": plan,
            "figures": figures,
            "markets": markets,
            "now": business_now(),
            "people_url": _address(request, "registrations:journeys"),
            "budget_url": _address(request, "lending:budget"),
        },
    )


def _address(request: SignedInRequest, name: str) -> str:
    """The address behind a figure for those who may open it, else nothing."""
    return reverse(name) if ACCESS[name].allows(request.user, writing=False) else ""
