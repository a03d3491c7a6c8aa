"""The province at a glance: departures against targets, money against the plan."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registrations.models import Market
from registrations.periods import Month
from registrations.views.signed_in import SignedInRequest
from soctrang_loans.access_table import ACCESS
from soctrang_loans.organisation.clock import business_date, business_now

from ..matrix import plan_year
from ..province_figures import province_figures


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Figures to today; a past plan year is told to its last day."""
    today = business_date()
    plan = plan_year(today, request.GET.get("nam", ""))
    figures, markets = None, []
    if plan:
        until = min(today, Month(plan.year, 12).last)
        figures = province_figures(plan, since=until.replace(day=1), until=until)
        names = dict(Market.objects.values_list("code", "name"))
        markets = [(names.get(code, code), people) for code, people in figures.total.so_far.departed_by_market.items()]
    return render(
        request,
        "reporting/dashboard.html",
        {
            "plan": plan,
            "figures": figures,
            "markets": markets,
            "now": business_now(),
            "may_open_budget": ACCESS["lending:budget"].allows(request.user, writing=False),
        },
    )
