"""Reading agencies with their areas, administrative units with their dates and successors, and the holidays."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from soctrang_loans.organisation.administration import managed_agencies
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.accounts import AgencyFilter
from soctrang_loans.organisation.forms.territory import UnitFilter
from soctrang_loans.organisation.models import AdministrativeUnit, CalendarDay
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.signed_in import SignedInRequest


@require_http_methods(["GET"])
def agency_list(request: SignedInRequest) -> HttpResponse:
    """The agencies whose accounts the person administers."""
    today = business_date()
    at_work = Q(postings__valid_from__lte=today) & (
        Q(postings__valid_to__isnull=True) | Q(postings__valid_to__gte=today)
    )
    agencies = (
        managed_agencies(request.user)
        .select_related("parent", "unit")
        .annotate(people=Count("postings__user", filter=at_work, distinct=True))
        .order_by("sort_order", "code")
    )
    narrowed = AgencyFilter(request.GET, queryset=agencies, request=request)
    page = page_of(request, narrowed.qs)
    return render(request, "accounts/agency_list.html", {"filter": narrowed, "page": page})


@require_http_methods(["GET"])
def agency_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One agency: its area today and before, and who works there."""
    agency = get_object_or_404(managed_agencies(request.user).select_related("parent", "unit"), pk=pk)
    today = business_date()
    areas = list(agency.areas.select_related("unit", "unit__parent").order_by("unit__sort_order", "valid_from"))
    postings = agency.postings.on(today).select_related("user", "covers__user").order_by("role", "user__full_name")
    return render(
        request,
        "accounts/agency_detail.html",
        {
            "agency": agency,
            "present_areas": [area for area in areas if area.holds_on(today)],
            "other_areas": [area for area in areas if not area.holds_on(today)],
            "postings": postings,
            "open": agency.holds_on(today),
            "today": today,
        },
    )


@require_http_methods(["GET"])
def unit_list(request: SignedInRequest) -> HttpResponse:
    """The units of a day, with what they came from and what took over."""
    units = AdministrativeUnit.objects.select_related("parent").prefetch_related(
        "successions__successor", "predecessions__predecessor__parent"
    )
    narrowed = UnitFilter(request.GET, queryset=units, request=request)
    page = page_of(request, narrowed.qs)
    return render(
        request, "accounts/unit_list.html", {"filter": narrowed, "page": page, "day_shown": narrowed.day_shown}
    )


@require_http_methods(["GET"])
def holiday_list(request: SignedInRequest) -> HttpResponse:
    """Holidays and swapped working days of one year; without a known year, of this one."""
    years = sorted({day.year for day in CalendarDay.objects.values_list("date", flat=True)})
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else business_date().year
    days = CalendarDay.objects.filter(date__year=year)
    return render(request, "accounts/holiday_list.html", {"days": days, "years": years, "year": year})
