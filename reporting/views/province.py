"""The province at a glance: departures against targets, money against the plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registrations.periods import Month
from soctrang_loans.organisation.clock import business_date, business_now

from ..matrix import plan_year
from ..province_figures import province_figures


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures to today; a past plan year is told to its last day."""
    today = business_date()
    plan = plan_year(today, request.GET.get("nam", ""))
    figures = None
    if plan:
        until = min(today, Month(plan.year, 12).last)
        figures = province_figures(plan, since=until.replace(day=1), until=until)
    return render(request, "reporting/dashboard.html", {"plan": plan, "figures": figures, "now": business_now()})
