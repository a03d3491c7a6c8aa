"""Pages of the way abroad: who is on it, one person's way, and the centre's three entries."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from soctrang_loans.audit.reading import note_reading
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.models import AdministrativeUnit, User
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.scope import Reach, scope_of
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..actions.journey import (
    JOURNEY,
    correct_contract,
    correct_selection,
    record_contract,
    record_departure,
    record_selection,
)
from ..actions.monthly_list import AT_THE_CENTRE
from ..figures import districts_of
from ..forms.journey import ContractForm, DepartureForm, JourneyFilter, SelectionForm, cost_formset
from ..models import Registration
from ..plans import plan_of_day

STEPS = (
    ("select", "registrations:journey_selection"),
    ("contract", "registrations:journey_contract"),
    ("depart", "registrations:journey_departure"),
)
CORRECTIONS = (
    ("correct_selection", "registrations:journey_selection"),
    ("correct_contract", "registrations:journey_contract"),
)


def _on_the_way(user: User) -> QuerySet[Registration]:
    """People whose list has reached the centre, within the user's scope."""
    return Registration.objects.visible_to(user).filter(
        status=Registration.Status.ACCEPTED, list_entry__list__status__in=AT_THE_CENTRE
    )


@require_GET
def journeys(request: SignedInRequest) -> HttpResponse:
    """Everybody on a list that has reached the centre, with their stage."""
    rows = (
        _on_the_way(request.user)
        .select_related(
            "person",
            "commune__parent",
            "market_first",
            "overseas_contract__market",
            "overseas_contract__provider",
            "list_entry__list",
        )
        .order_by("-list_entry__list__year", "-list_entry__list__month", "commune__sort_order", "person__name_sort")
    )
    districts = _districts_within_reach(request.user)
    filtered = JourneyFilter(request.GET, queryset=rows, districts=districts)
    context = {"filter": filtered, "page": page_of(request, filtered.qs), "one_district": len(districts) == 1}
    return render(request, "registrations/journey_people.html", context)


def _districts_within_reach(user: User) -> list[AdministrativeUnit]:
    """The plan's districts with a commune in the user's area; all of them for who sees the whole province."""
    districts = districts_of(plan_of_day(business_date()))
    scope = scope_of(user)
    if scope.reach is not Reach.AREA:
        return districts
    own = set(AdministrativeUnit.objects.filter(pk__in=scope.unit_ids).values_list("parent_id", flat=True))
    return [unit for unit in districts if unit.pk in own]


@require_GET
def journey_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person's way; the opening is noted."""
    registration = _registration(request.user, pk)
    note_reading(
        by=request.user, subject_kind="registration", subject_id=pk, what=f"Chặng đường đi của {registration.number}"
    )
    open_now = {each.name: each.label for each in JOURNEY.available(registration, request.user)}
    contract = getattr(registration, "overseas_contract", None)
    context = {
        "registration": registration,
        "contract": contract,
        "costs": contract.costs.all() if contract else [],
        "events": registration.events.select_related("by", "posting__agency"),
        "steps": [(open_now[name], url) for name, url in STEPS if name in open_now],
        "corrections": [(open_now[name], url) for name, url in CORRECTIONS if name in open_now],
    }
    return render(request, "registrations/journey_detail.html", context)


@require_http_methods(["GET", "POST"])
def journey_selection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the selection, or mend it before departure."""
    registration = _registration(request.user, pk)
    correcting = hasattr(registration, "overseas_contract")
    form = SelectionForm(request.POST or None, registration=registration, correcting=correcting)
    if request.method == "POST" and form.is_valid():
        write = correct_selection if correcting else record_selection
        try:
            write(registration=registration, by=request.user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _done(request, registration, "trúng tuyển", correcting)
    context = {"registration": registration, "form": form, "correcting": correcting}
    return render(request, "registrations/journey_selection.html", context)


@require_http_methods(["GET", "POST"])
def journey_contract(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the contract with its costs, or mend it before departure."""
    registration = _registration(request.user, pk)
    if not hasattr(registration, "overseas_contract"):
        return _not_yet(request, registration, "Chưa ghi trúng tuyển. Hãy ghi trúng tuyển trước khi ghi hợp đồng.")
    contract = registration.overseas_contract
    correcting = contract.signed_on is not None
    form = ContractForm(request.POST or None, registration=registration, correcting=correcting)
    costs = cost_formset(request.POST or None, contract)
    if request.method == "POST" and all([form.is_valid(), costs.is_valid()]):
        write = correct_contract if correcting else record_contract
        try:
            write(
                registration=registration,
                by=request.user,
                costs=costs.costs(),
                paid_by_budget=costs.paid_by_budget(),
                **form.cleaned_data,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _done(request, registration, "hợp đồng", correcting)
    total = sum(costs.costs().values()) if costs.is_bound else contract.total_cost
    context = {
        "registration": registration,
        "contract": contract,
        "form": form,
        "costs": costs,
        "total": total,
        "correcting": correcting,
    }
    return render(request, "registrations/journey_contract.html", context)


@require_http_methods(["GET", "POST"])
def journey_departure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the departure."""
    registration = _registration(request.user, pk)
    if not hasattr(registration, "overseas_contract"):
        return _not_yet(request, registration, "Chưa ghi hợp đồng. Hãy ghi hợp đồng trước khi ghi xuất cảnh.")
    form = DepartureForm(request.POST or None, registration=registration)
    if request.method == "POST" and form.is_valid():
        try:
            record_departure(registration=registration, by=request.user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _done(request, registration, "xuất cảnh", False)
    context = {"registration": registration, "contract": registration.overseas_contract, "form": form}
    return render(request, "registrations/journey_departure.html", context)


def _registration(user: User, pk: int) -> Registration:
    found = _on_the_way(user).select_related(
        "person",
        "plan",
        "commune__parent",
        "market_first",
        "list_entry__list__agency",
        "overseas_contract__provider",
        "overseas_contract__market",
        "overseas_contract__programme__market",
    )
    return get_object_or_404(found, pk=pk)


def _done(request: SignedInRequest, registration: Registration, what: str, correcting: bool) -> HttpResponse:
    told = f"Đã đính chính {what}" if correcting else f"Đã ghi {what}"
    messages.success(request, f"{told} của {registration.person.full_name}.")
    return redirect("registrations:journey_detail", pk=registration.pk)


def _not_yet(request: SignedInRequest, registration: Registration, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect("registrations:journey_detail", pk=registration.pk)
