"""Which year's plan a page is about."""

from datetime import date

from django.http import Http404

from .models import Plan


def plan_of_day(day: date, year: str | None = None) -> Plan:
    """The plan of the year asked for, else of the day's year, else the newest there is. Raises Http404 without one."""
    if year:
        plan = Plan.objects.filter(year=year).first() if year.isdigit() and len(year) == 4 else None
    else:
        plan = Plan.objects.filter(year__lte=day.year).order_by("-year").first()
    if plan is None:
        raise Http404("Chưa có kế hoạch của năm này.")
    return plan
