"""Lists of registrations: all in scope with filters, the district's review queue, the export."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from soctrang_loans.audit.reading import note_reading
from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.downloads import download
from soctrang_loans.organisation.models import AdministrativeUnit
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.people import REGISTRARS
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..exports.registration import KINDS, RegistrationResource
from ..forms.places import communes_for, grouped_communes, grouped_programmes
from ..forms.registration_filter import RegistrationFilter
from ..models import Market, Registration, RegistrationBeneficiary


@require_safe
def registration_list(request: SignedInRequest) -> HttpResponse:
    """The registrations that the user may see, newest receipt first."""
    found = _filtered(request)
    page = page_of(request, found.qs)
    return render(
        request,
        "registrations/registration_list.html",
        {
            "filter": found,
            "page": page,
            "many_communes": "commune" in found.filters,
            "may_enter": is_one_of(request.user, REGISTRARS),
        },
    )


@require_safe
def review(request: SignedInRequest) -> HttpResponse:
    """What waits for the district's labour office, oldest first."""
    waiting = _rows(request).filter(status=Registration.Status.SUBMITTED).order_by("submitted_at", "id")
    page = page_of(request, waiting)
    return render(request, "registrations/registration_review.html", {"page": page})


@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """The filtered list as XLSX or CSV (`dang`); written down as a reading of everybody in it."""
    kind = request.GET.get("dang", "xlsx")
    if kind not in KINDS:
        raise Http404("Không có dạng tệp này.")
    user = request.user
    found = _filtered(request)
    if not found.is_valid():
        raise Http404("Bộ lọc không hợp lệ.")
    full = is_one_of(user, REGISTRARS)
    rows = found.qs
    content = RegistrationResource(full=full).file(rows, kind)
    note_reading(
        by=user,
        subject_kind="registration_list",
        what=f"Xuất {rows.count()} giấy đăng ký ra {kind.upper()}{'' if full else ', số CCCD che bớt'}",
    )
    return download(content, f"giay-dang-ky-{business_date():%Y%m%d}.{kind}")


@require_safe
def communes(request: SignedInRequest) -> HttpResponse:
    """The options of the commune field for the chosen district (htmx)."""
    units: QuerySet[AdministrativeUnit] = communes_for(request.user)
    district = request.GET.get("district", "")
    if district.isdecimal():
        units = units.filter(parent_id=int(district))
    return render(request, "registrations/options.html", {"groups": grouped_communes(units)})


@require_safe
def programmes(request: SignedInRequest) -> HttpResponse:
    """The options of the programme field for the chosen market and kind of registrant (htmx)."""
    chosen = request.GET.get("market_first", "")
    market = Market.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    kind = request.GET.get("kind", "")
    students = kind == Registration.Kind.STUDENT if kind in Registration.Kind.values else None
    return render(request, "registrations/options.html", {"groups": grouped_programmes(market, students)})


def _filtered(request: SignedInRequest) -> RegistrationFilter:
    return RegistrationFilter(request.GET, queryset=_rows(request), request=request)


def _rows(request: SignedInRequest) -> QuerySet[Registration]:
    groups = RegistrationBeneficiary.objects.select_related("group")
    return (
        Registration.objects.visible_to(request.user)
        .select_related("person__ethnic_group", "commune__parent", "market_first", "entered_agency")
        .prefetch_related(Prefetch("beneficiaries", queryset=groups))
    )
