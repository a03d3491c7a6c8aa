"""The office's work queue, candidates, and one dossier with its steps."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lending.actions import (
    appraise,
    approve,
    check,
    open_dossier,
    refuse,
    return_to_appraisal,
    update_papers,
    withdraw_dossier,
)
from lending.actions.dossier import DOSSIER
from lending.budget import available_now
from lending.eligibility import check_eligibility, most_lendable, unmet
from lending.filters import DossierFilter
from lending.forms.dossier import AppraisalForm, ApprovalForm, OpenDossierForm, PapersForm
from lending.models import Dossier
from lending.papers import papers_for
from lending.policy_terms import terms_of
from lending.routing import source_for
from registrations.models import Registration
from soctrang_loans.audit.reading import note_reading
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest
from soctrang_loans.vietnam.money import format_dong

from .showing import drop_office

Status = Dossier.Status
OPEN = (Status.RECEIVED, Status.APPRAISED, Status.CHECKED)
WAITING_FOR = {
    Status.RECEIVED: "Cán bộ tín dụng",
    Status.APPRAISED: "Kiểm soát",
    Status.CHECKED: "Giám đốc",
}


@require_GET
def dossiers(request: SignedInRequest) -> HttpResponse:
    """Open dossiers by due date, the late ones marked; with a filter, those of any state."""
    seen = Dossier.objects.visible_to(request.user).select_related(
        "registration__person", "registration__commune", "office", "source"
    )
    found = DossierFilter(request.GET, queryset=seen)
    drop_office(request, found)
    rows = found.qs if request.GET.get("status") or request.GET.get("q") else found.qs.filter(status__in=OPEN)
    today = business_date()
    context = {
        "filter": found,
        "page": page_of(request, rows),
        "today": today,
        "late": seen.filter(status__in=OPEN, due_on__lt=today).count(),
        "open_states": OPEN,
        "waiting_for": WAITING_FOR,
    }
    return render(request, "lending/dossiers.html", context)


@require_GET
def candidates(request: SignedInRequest) -> HttpResponse:
    """Accepted registrations of the office's area that want a loan and have no dossier under way or decided.

    Who has a contract abroad leaves first and stands first; `hop_dong=da-ky` shows only them.
    """
    everybody = (
        Registration.objects.visible_to(request.user)
        .filter(status=Registration.Status.ACCEPTED, wants_loan=True)
        .exclude(dossiers__status__in=[*OPEN, Status.APPROVED])
        .select_related("person", "commune", "market_first", "overseas_contract")
        .order_by(F("overseas_contract__planned_departure").asc(nulls_last=True), "received_on", "pk")
    )
    signed = everybody.filter(overseas_contract__signed_on__isnull=False, overseas_contract__departed_on=None)
    signed_only = request.GET.get("hop_dong") == "da-ky"
    context = {
        "page": page_of(request, signed if signed_only else everybody),
        "signed_only": signed_only,
        "signed": signed.count(),
        "everybody": everybody.count(),
    }
    return render(request, "lending/candidates.html", context)


@require_http_methods(["GET", "POST"])
def dossier_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take in the dossier of one registration."""
    registration = get_object_or_404(Registration.objects.visible_to(request.user).select_related("person"), pk=pk)
    today = business_date()
    initial = {
        "source": source_for(registration, today),
        "requested_amount": registration.loan_amount,
        "requested_months": registration.loan_months or registration.intended_months,
        "purpose": registration.loan_purpose,
        "received_on": today,
    }
    form = OpenDossierForm(request.POST or None, registration=registration, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            dossier = open_dossier(by=request.user, registration=registration, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã lập hồ sơ {dossier.number}, hạn giải quyết {dossier.due_on:%d/%m/%Y}.")
            return redirect("lending:dossier", pk=dossier.pk)
    return render(request, "lending/dossier_open.html", {"form": form, "registration": registration})


def _dossier(request: SignedInRequest, pk: int) -> Dossier:
    seen = Dossier.objects.visible_to(request.user).select_related(
        "registration__person__ethnic_group",
        "registration__commune__parent",
        "registration__market_first",
        "registration__plan",
        "office",
        "source",
        "policy__territory",
        "received_by",
        "appraised_by",
        "checked_by",
        "decided_by",
    )
    return get_object_or_404(seen, pk=pk)


def _page(
    request: SignedInRequest, dossier: Dossier, *, open_transition: str = "", typed_reason: str = ""
) -> HttpResponse:
    terms = terms_of(dossier.policy)
    amount = dossier.appraised_amount or dossier.requested_amount
    months = dossier.appraised_months or dossier.requested_months
    steps = DOSSIER.available(dossier, request.user)
    # Appraisal and approval have forms of their own, an approval is cancelled on the contract's page, and nobody is
    # offered a step that two-person rules would refuse.
    author = dossier.appraised_by_id == request.user.pk
    own_page = {"appraise", "approve", "cancel_approval"} | ({"check"} if author else set())
    names = {step.name for step in steps}
    contract = getattr(dossier, "contract", None)
    context = {
        "dossier": dossier,
        "registration": dossier.registration,
        "home": dossier.registration.home,
        "terms": terms,
        "conditions": check_eligibility(
            dossier.registration,
            terms,
            amount=amount,
            months=months,
            on=dossier.decided_on or business_date(),
            besides=contract,
            papers=dossier.papers,
        ),
        "judged_amount": amount,
        "papers": [(paper, paper.code in dossier.papers) for paper in papers_for(dossier.registration)],
        "events": dossier.events.select_related("by", "posting__agency"),
        "contract": contract,
        "transitions": [step for step in steps if step.name not in own_page],
        "may_appraise": "appraise" in names,
        "may_approve": "approve" in names and not author and dossier.checked_by_id != request.user.pk,
        "appraisal_days_verified": terms.verified("appraisal_days"),
        "may_tick": "withdraw" in names,
        "waiting_for": WAITING_FOR.get(Status(dossier.status), ""),
        "late": dossier.status in OPEN and dossier.due_on < business_date(),
        "open_transition": open_transition,
        "typed_reason": typed_reason,
    }
    return render(request, "lending/dossier.html", context)


@require_GET
def dossier(request: SignedInRequest, pk: int) -> HttpResponse:
    """One dossier: whether the person fits the policy, who did what, the papers, and what may be done next."""
    shown = _dossier(request, pk)
    note_reading(by=request.user, subject_kind="dossier", subject_id=shown.pk, what=f"Hồ sơ {shown.number}")
    return _page(request, shown)


@require_POST
def dossier_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check, return, refuse, withdraw."""
    shown = _dossier(request, pk)
    name, reason = request.POST.get("transition", ""), request.POST.get("reason", "")
    try:
        if name == "check":
            check(dossier=shown, by=request.user)
        elif name in ("return_by_checker", "return_by_director"):
            return_to_appraisal(dossier=shown, by=request.user, reason=reason)
        elif name == "refuse":
            refuse(dossier=shown, by=request.user, reason=reason)
        elif name == "withdraw":
            withdraw_dossier(dossier=shown, by=request.user, reason=reason)
        else:
            raise Refused("Không có bước này. Hãy tải lại trang và chọn lại.", rule="unknown_step")
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(request, _dossier(request, pk), open_transition=name, typed_reason=reason)
    messages.success(request, f"Đã ghi: {DOSSIER.by_name[name].in_sentence}.")
    return redirect("lending:dossier", pk=pk)


@require_http_methods(["GET", "POST"])
def dossier_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick papers that came in later."""
    shown = _dossier(request, pk)
    form = PapersForm(request.POST or None, registration=shown.registration, initial={"papers": shown.papers})
    if request.method == "POST" and form.is_valid():
        try:
            update_papers(dossier=shown, by=request.user, papers=form.cleaned_data["papers"])
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã ghi danh mục giấy tờ.")
            return redirect("lending:dossier", pk=pk)
    return render(request, "lending/dossier_papers.html", {"form": form, "dossier": shown})


@require_http_methods(["GET", "POST"])
def dossier_appraise(request: SignedInRequest, pk: int) -> HttpResponse:
    """The credit officer's appraisal."""
    shown = _dossier(request, pk)
    initial = {
        "amount": shown.appraised_amount or shown.requested_amount,
        "months": shown.appraised_months or shown.requested_months,
        "opinion": shown.appraisal_opinion,
    }
    form = AppraisalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            shown = appraise(dossier=shown, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã gửi thẩm định, chờ kiểm soát.")
            _warn_of_unmet(request, shown)
            return redirect("lending:dossier", pk=pk)
    return render(request, "lending/dossier_appraise.html", _decision_context(shown, form))


@require_http_methods(["GET", "POST"])
def dossier_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """The director's approval, with what the source has left before the field."""
    shown = _dossier(request, pk)
    form = ApprovalForm(
        request.POST or None, initial={"amount": shown.appraised_amount, "months": shown.appraised_months}
    )
    if request.method == "POST" and form.is_valid():
        try:
            contract = approve(dossier=shown, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã phê duyệt hồ sơ {shown.number}.")
            return redirect("lending:contract", pk=contract.pk)
    context = _decision_context(shown, form)
    return render(request, "lending/dossier_approve.html", {**context, "available": available_now(shown.source)})


def _warn_of_unmet(request: SignedInRequest, appraised: Dossier) -> None:
    """Say at once what the director would not be able to approve."""
    against = unmet(
        check_eligibility(
            appraised.registration,
            terms_of(appraised.policy),
            amount=appraised.appraised_amount or 0,
            months=appraised.appraised_months or 0,
            on=business_date(),
            papers=appraised.papers,
        )
    )
    if against:
        names = "; ".join(each.name.lower() for each in against)
        messages.warning(
            request, f"Với mức và thời hạn đề xuất, hồ sơ chưa đạt: {names}. Hãy xem cách xử lý ở bảng Điều kiện vay."
        )


def _decision_context(shown: Dossier, form: AppraisalForm | ApprovalForm) -> dict[str, object]:
    terms = terms_of(shown.policy)
    amount = shown.appraised_amount or shown.requested_amount
    months = shown.appraised_months or shown.requested_months
    conditions = check_eligibility(
        shown.registration, terms, amount=amount, months=months, on=business_date(), papers=shown.papers
    )
    most = most_lendable(shown.registration, terms, shown.papers)
    if most is not None:
        form.fields["amount"].help_text = f"Theo chính sách và hồ sơ, cho vay được tối đa {format_dong(most)}."
    return {"form": form, "dossier": shown, "terms": terms, "conditions": conditions, "judged_amount": amount}
