"""Contracts: the list, and one contract with its money, vouchers and steps."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lending.actions import cancel_approval, collect_principal, disburse, reverse_voucher, sign_contract
from lending.actions.contract import CONTRACT
from lending.eligibility import overseas_contract_of
from lending.filters import ContractFilter
from lending.forms.contract import CollectionForm, DisbursementForm, ReversalForm, SigningForm
from lending.models import LoanContract, Voucher
from lending.models.ledger import LedgerEntry
from lending.policy_terms import terms_of
from lending.standing import standing, standings
from lending.vouchers import reversed_events
from soctrang_loans.audit.reading import note_reading
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest
from soctrang_loans.vietnam.money import format_dong

from .showing import drop_office, say_booked


@require_GET
def contracts(request: SignedInRequest) -> HttpResponse:
    """Contracts within scope, newest first, each with what it stands at."""
    seen = LoanContract.objects.visible_to(request.user).select_related(
        "dossier__registration__person", "dossier__registration__commune", "source", "office"
    )
    found = ContractFilter(request.GET, queryset=seen)
    drop_office(request, found)
    page = page_of(request, found.qs)
    figures = standings(page.object_list)
    rows = [(contract, figures[contract.pk]) for contract in page.object_list]
    return render(request, "lending/contracts.html", {"filter": found, "page": page, "rows": rows})


def _contract(request: SignedInRequest, pk: int) -> LoanContract:
    seen = LoanContract.objects.visible_to(request.user).select_related(
        "dossier__registration__person", "dossier__policy", "source", "office", "plan"
    )
    return get_object_or_404(seen, pk=pk)


def _page(
    request: SignedInRequest, contract: LoanContract, *, open_transition: str = "", typed_reason: str = ""
) -> HttpResponse:
    figures = standing(contract)
    steps = {step.name: step for step in CONTRACT.available(contract, request.user)}
    vouchers = list(contract.vouchers.select_related("by").order_by("value_date", "pk"))
    undone = reversed_events(voucher.event for voucher in vouchers)
    offered = ["cancel", "cancel_remainder"] if figures.undisbursed else []
    terms = terms_of(contract.dossier.policy)
    context = {
        "contract": contract,
        "rate_verified": terms.verified("annual_rate"),
        "registration": contract.dossier.registration,
        "overseas": overseas_contract_of(contract.dossier.registration),
        "terms": terms,
        "figures": figures,
        "vouchers": [
            {
                "voucher": voucher,
                "reversed": voucher.event in undone,
                "may_reverse": "reverse" in steps
                and voucher.event not in undone
                and voucher.kind in (Voucher.Kind.DISBURSEMENT, Voucher.Kind.COLLECTION)
                and voucher.by_id != request.user.pk,
            }
            for voucher in vouchers
        ],
        "entries": LedgerEntry.objects.of_contract(contract).select_related("debit", "credit", "by"),
        "events": contract.events.select_related("by", "posting__agency"),
        "transitions": [steps[name] for name in offered if name in steps],
        "may_sign": "sign" in steps,
        "may_disburse": "disburse" in steps and figures.undisbursed,
        "may_collect": "collect" in steps and figures.outstanding,
        "open_transition": open_transition,
        "typed_reason": typed_reason,
    }
    return render(request, "lending/contract.html", context)


@require_GET
def contract(request: SignedInRequest, pk: int) -> HttpResponse:
    """One contract: what was approved, disbursed, collected and is owed, every voucher and every entry."""
    shown = _contract(request, pk)
    note_reading(by=request.user, subject_kind="contract", subject_id=shown.pk, what=f"Khế ước {shown}")
    return _page(request, shown)


@require_POST
def contract_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel the approval, or what is left of it."""
    shown = _contract(request, pk)
    name, reason = request.POST.get("transition", ""), request.POST.get("reason", "")
    try:
        if name not in ("cancel", "cancel_remainder"):
            raise Refused("Không có bước này. Hãy tải lại trang và chọn lại.", rule="unknown_step")
        cancel_approval(contract=shown, by=request.user, reason=reason)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(request, _contract(request, pk), open_transition=name, typed_reason=reason)
    messages.success(request, "Đã trả phần chưa giải ngân về nguồn vốn.")
    return redirect("lending:contract", pk=pk)


def _form_page(request: SignedInRequest, shown: LoanContract, form: Form, title: str, submit: str) -> HttpResponse:
    context = {"contract": shown, "form": form, "figures": standing(shown), "form_title": title, "submit": submit}
    return render(request, "lending/contract_form.html", context)


@require_http_methods(["GET", "POST"])
def contract_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter số khế ước and mã khách hàng."""
    shown = _contract(request, pk)
    form = SigningForm(request.POST or None, initial={"signed_on": business_date()})
    if request.method == "POST" and form.is_valid():
        try:
            signed = sign_contract(contract=shown, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã ghi khế ước số {signed.number}.")
            return redirect("lending:contract", pk=pk)
    return _form_page(request, shown, form, "Ký khế ước", "Ghi khế ước")


@require_http_methods(["GET", "POST"])
def contract_disburse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a disbursement voucher."""
    shown = _contract(request, pk)
    overseas = overseas_contract_of(shown.dossier.registration)
    initial = {
        "value_date": business_date(),
        "amount": standing(shown).undisbursed,
        "payee_name": overseas.provider.name if overseas else "",
        "payee_account": overseas.provider.bank_account if overseas else "",
    }
    payees = terms_of(shown.dossier.policy).disburse_to
    form = DisbursementForm(request.POST or None, payees=payees, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            booked = disburse(contract=shown, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            say_booked(request, booked.repeated, f"Đã ghi giải ngân {format_dong(booked.voucher.amount)}.")
            return redirect("lending:contract", pk=pk)
    return _form_page(request, shown, form, "Giải ngân", "Ghi giải ngân")


@require_http_methods(["GET", "POST"])
def contract_collect(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a collection of principal."""
    shown = _contract(request, pk)
    form = CollectionForm(request.POST or None, initial={"value_date": business_date()})
    if request.method == "POST" and form.is_valid():
        try:
            booked = collect_principal(contract=shown, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            say_booked(request, booked.repeated, f"Đã ghi thu nợ gốc {format_dong(booked.voucher.amount)}.")
            return redirect("lending:contract", pk=pk)
    return _form_page(request, shown, form, "Thu nợ gốc", "Ghi thu nợ")


@require_http_methods(["GET", "POST"])
def voucher_reverse(request: SignedInRequest, pk: int, voucher_pk: int) -> HttpResponse:
    """Take a voucher back, with a reason."""
    shown = _contract(request, pk)
    voucher = get_object_or_404(shown.vouchers, pk=voucher_pk)
    form = ReversalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reverse_voucher(voucher=voucher, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã đảo chứng từ {voucher.number}.")
            return redirect("lending:contract", pk=pk)
    title = f"Đảo chứng từ {voucher.number} – {voucher.get_kind_display()} {format_dong(voucher.amount)}"
    return _form_page(request, shown, form, title, "Đảo chứng từ")
