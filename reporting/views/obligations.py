"""Who has not reported, and one obligation with all that can be done about it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from registrations.models import MonthlyList
from registrations.plans import plan_of_day
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest
from soctrang_loans.organisation.templatetags.vietnamese import ICON_OF_TONE

from ..actions import obligations as actions
from ..actions.reminders import ask
from ..forms.obligation import ExtensionForm, ReturnForm
from ..matrix import obligation_matrix, standing_of
from ..models import DutyKind, Obligation
from ..return_figures import figures_of


@require_safe
def obligations(request: SignedInRequest) -> HttpResponse:
    """The matrix of agencies and months."""
    plan = plan_of_day(business_date(), request.GET.get("nam"))
    kind = request.GET.get("loai", "")
    kind = kind if kind in DutyKind.values else ""
    matrix = obligation_matrix(plan, request.user, kind=kind)
    return render(
        request,
        "reporting/obligations.html",
        {
            "plan": plan,
            "matrix": matrix,
            "kind": kind,
            "kinds": DutyKind.choices,
            "symbols": ICON_OF_TONE.items(),
            "now": business_now(),
        },
    )


@require_safe
def obligation(request: SignedInRequest, pk: int) -> HttpResponse:
    """One obligation."""
    return _page(request, _found(request, pk))


@require_POST
def obligation_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the return; what was typed stays on the page when something is wrong."""
    paper = _found(request, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.submit_return(obligation=paper, by=request.user, narrative=form.narrative())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            paper = _found(request, pk)
            standing = standing_of(paper, business_now())
            sent = f"Đã gửi báo cáo lúc {business_now():%H:%M %d/%m/%Y}"
            messages.success(request, f"{sent}, {'trễ hạn' if standing.late else 'đúng hạn'}.")
            return redirect("reporting:obligation", pk)
    return _page(request, paper, return_form=form)


@require_POST
def obligation_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give more time."""
    paper = _found(request, pk)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            actions.extend(obligation=paper, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã gia hạn đến ngày {form.cleaned_data['until']:%d/%m/%Y}.")
            return redirect("reporting:obligation", pk)
    return _page(request, paper, extension_form=form)


@require_POST
def obligation_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept, return, lock or remind, as the button names it."""
    paper = _found(request, pk)
    name, reason = request.POST.get("transition", ""), request.POST.get("reason", "")
    try:
        match name:
            case "accept":
                actions.accept_return(obligation=paper, by=request.user)
                done = "Đã nhận báo cáo."
            case "return":
                actions.return_return(obligation=paper, by=request.user, reason=reason)
                done = "Đã trả lại báo cáo."
            case "lock":
                actions.lock_return(obligation=paper, by=request.user)
                done = "Đã khóa báo cáo."
            case "remind":
                ask(obligation=paper, by=request.user)
                done = f"Đã nhắc {paper.agency.short_name}."
            case _:
                raise BadRequest("Không có việc này.")
    except Refused as refusal:
        messages.error(request, refusal.message)
        if refusal.field == "reason":
            return _page(request, paper, open_transition=name)
    else:
        messages.success(request, done)
    return redirect("reporting:obligation", pk)


def _found(request: SignedInRequest, pk: int) -> Obligation:
    return get_object_or_404(Obligation.objects.visible_to(request.user).for_display(), pk=pk)


def _may_open_list(request: SignedInRequest, paper: Obligation) -> bool:
    return paper.monthly_list is not None and (
        MonthlyList.objects.visible_to(request.user).filter(pk=paper.monthly_list.pk).exists()
    )


def _page(
    request: SignedInRequest,
    paper: Obligation,
    *,
    return_form: ReturnForm | None = None,
    extension_form: ExtensionForm | None = None,
    open_transition: str = "",
) -> HttpResponse:
    open_to = actions.available(paper, request.user)
    names = {each.name for each in open_to}
    submissions = list(paper.submissions.select_related("by"))
    if "submit" in names and return_form is None:
        return_form = ReturnForm(instance=submissions[0] if submissions else None)
    if "extend" in names and extension_form is None:
        extension_form = ExtensionForm()
    failed = any(form is not None and form.errors for form in (return_form, extension_form)) or open_transition
    return render(
        request,
        "reporting/obligation.html",
        {
            "obligation": paper,
            "standing": standing_of(paper, business_now()),
            "transitions": [each for each in open_to if each.name not in ("submit", "extend")],
            "open_transition": open_transition,
            "return_form": return_form if "submit" in names else None,
            "extension_form": extension_form if "extend" in names else None,
            "live_figures": figures_of(paper) if "submit" in names else None,
            "submissions": submissions,
            "events": paper.events.select_related("by", "posting__agency"),
            "may_open_list": _may_open_list(request, paper),
            "reminders": paper.reminders.all(),
        },
        status=400 if failed else 200,
    )
