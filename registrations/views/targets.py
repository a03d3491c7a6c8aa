"""Pages of Phụ lục I: the districts' targets, and their revision by the department."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.people import LABOUR
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..actions.targets import revise_targets
from ..figures import district_figures, districts_of, province_totals, target_revision, targets_by_unit
from ..forms.targets import TargetsForm
from ..plans import plan_of_day


@require_GET
def targets(request: SignedInRequest) -> HttpResponse:
    """Targets by district beside the departures so far, and the decisions they rest on."""
    today = business_date()
    plan = plan_of_day(today, request.GET.get("nam"))
    rows = district_figures(plan, until=today)
    context = {
        "plan": plan,
        "rows": rows,
        "total": province_totals(rows),
        "revision": target_revision(plan, today),
        "revisions": plan.target_revisions.select_related("made_by"),
        "today": today,
        "may_edit": is_one_of(request.user, LABOUR),
    }
    return render(request, "registrations/target_table.html", context)


@require_http_methods(["GET", "POST"])
def targets_edit(request: SignedInRequest) -> HttpResponse:
    """A new decision on the targets; the earlier ones stay."""
    today = business_date()
    plan = plan_of_day(today, request.GET.get("nam"))
    in_force = target_revision(plan, today)
    form = TargetsForm(
        request.POST or None,
        plan=plan,
        districts=districts_of(plan),
        people=targets_by_unit(plan, today),
        initial={"provisional": in_force.provisional if in_force else True, "effective_on": today},
    )
    if request.method == "POST" and form.is_valid():
        names = ("effective_on", "provisional", "decision_number", "decision_date", "note")
        try:
            revise_targets(
                plan=plan,
                by=request.user,
                people=form.people(),
                **{name: form.cleaned_data[name] for name in names},
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, "Đã ghi chỉ tiêu mới theo huyện; các lần giao trước vẫn được giữ.")
            return redirect("registrations:targets")
    return render(request, "registrations/target_edit.html", {"plan": plan, "form": form})
