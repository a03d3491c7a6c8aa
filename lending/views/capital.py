"""Capital: what was recorded and confirmed, and what was recovered and released for lending."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lending.actions import (
    cancel_capital,
    confirm_capital,
    record_capital,
    record_opening,
    reject_capital,
    release_recovered,
    reverse_voucher,
)
from lending.actions.capital import CAPITAL
from lending.filters import CapitalFilter
from lending.forms.capital import CapitalForm, ConfirmCapitalForm, OpeningForm, ReleaseForm
from lending.forms.contract import ReversalForm
from lending.models import CapitalNotice, FundingSource, Voucher
from lending.models.ledger import AccountKind, LedgerAccount
from lending.vouchers import reversed_events
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest
from soctrang_loans.vietnam.money import format_dong

from .showing import say_booked


@require_GET
def capital_list(request: SignedInRequest) -> HttpResponse:
    """Every notice of capital; what waits for the bank stands first."""
    seen = CapitalNotice.objects.visible_to(request.user).select_related(
        "source", "plan", "recorded_by", "confirmed_by"
    )
    found = CapitalFilter(request.GET, queryset=seen)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "waiting": seen.filter(status=CapitalNotice.Status.RECORDED).count(),
        "may_record": is_one_of(request.user, people.FINANCE),
        "may_open": is_one_of(request.user, people.BRANCH),
    }
    return render(request, "lending/capital_list.html", context)


@require_http_methods(["GET", "POST"])
def capital_record(request: SignedInRequest) -> HttpResponse:
    """Sở Tài chính records a transfer or an announcement."""
    today = business_date()
    form = CapitalForm(request.POST or None, initial={"document_date": today, "transferred_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            notice = record_capital(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã ghi {format_dong(notice.amount)}, chờ Chi nhánh ngân hàng xác nhận.")
            return redirect("lending:capital", pk=notice.pk)
    return render(request, "lending/capital_form.html", {"form": form, "form_title": "Ghi nhận vốn về"})


@require_http_methods(["GET", "POST"])
def capital_opening(request: SignedInRequest) -> HttpResponse:
    """The branch records an opening balance."""
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notice = record_opening(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã ghi số dư {format_dong(notice.amount)}, chờ người khác xác nhận.")
            return redirect("lending:capital", pk=notice.pk)
    return render(request, "lending/capital_form.html", {"form": form, "form_title": "Ghi số dư đầu kỳ"})


def _notice(request: SignedInRequest, pk: int) -> CapitalNotice:
    seen = CapitalNotice.objects.visible_to(request.user).select_related(
        "source", "plan", "recorded_by", "confirmed_by"
    )
    return get_object_or_404(seen, pk=pk)


def _page(
    request: SignedInRequest,
    notice: CapitalNotice,
    form: ConfirmCapitalForm,
    *,
    open_transition: str = "",
    typed_reason: str = "",
) -> HttpResponse:
    steps = CAPITAL.available(notice, request.user)
    opening = notice.kind == CapitalNotice.Kind.OPENING
    recorders = people.BRANCH if opening else people.FINANCE
    context = {
        "notice": notice,
        "form": form,
        "events": notice.events.select_related("by", "posting__agency"),
        "may_confirm": any(step.name == "confirm" for step in steps) and notice.recorded_by_id != request.user.pk,
        "transitions": [
            step
            for step in steps
            if step.name == "reject" or (step.name == "cancel" and is_one_of(request.user, recorders))
        ],
        "open_transition": open_transition,
        "typed_reason": typed_reason,
    }
    return render(request, "lending/capital.html", context)


@require_http_methods(["GET", "POST"])
def capital(request: SignedInRequest, pk: int) -> HttpResponse:
    """One notice; its form is the bank's confirmation."""
    notice = _notice(request, pk)
    form = ConfirmCapitalForm(request.POST or None, initial={"received_on": business_date()})
    if request.method == "POST" and form.is_valid():
        try:
            confirm_capital(notice=notice, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
            notice = _notice(request, pk)
        else:
            messages.success(request, f"Đã xác nhận {format_dong(notice.amount)}; vốn này đã có thể cho vay.")
            return redirect("lending:capital", pk=pk)
    return _page(request, notice, form)


@require_POST
def capital_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reject, or take the record back."""
    notice = _notice(request, pk)
    name, reason = request.POST.get("transition", ""), request.POST.get("reason", "")
    try:
        if name == "reject":
            reject_capital(notice=notice, by=request.user, reason=reason)
        elif name == "cancel":
            cancel_capital(notice=notice, by=request.user, reason=reason)
        else:
            raise Refused("Không có bước này. Hãy tải lại trang và chọn lại.", rule="unknown_step")
    except Refused as refusal:
        messages.error(request, refusal.message)
        form = ConfirmCapitalForm(initial={"received_on": business_date()})
        return _page(request, _notice(request, pk), form, open_transition=name, typed_reason=reason)
    messages.success(request, f"Đã ghi: {CAPITAL.by_name[name].in_sentence}.")
    return redirect("lending:capital", pk=pk)


@require_http_methods(["GET", "POST"])
def recovered(request: SignedInRequest) -> HttpResponse:
    """Recovered principal waiting per source, its releases, and the form of a new one."""
    balances = dict(LedgerAccount.objects.filter(kind=AccountKind.RECOVERED_WAITING).values_list("source", "balance"))
    may_release = is_one_of(request.user, people.BRANCH_DECIDERS)
    form = ReleaseForm(request.POST or None, initial={"decided_on": business_date()})
    if request.method == "POST" and form.is_valid():
        try:
            booked = release_recovered(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            say_booked(request, booked.repeated, f"Đã đưa {format_dong(booked.voucher.amount)} vào cho vay lại.")
            return redirect("lending:recovered")
    releases = page_of(request, Voucher.objects.filter(kind=Voucher.Kind.RELEASE).select_related("by", "contract"))
    undone = reversed_events(voucher.event for voucher in releases)
    context = {
        "waiting": [(source, balances.get(source.pk, 0)) for source in FundingSource.objects.all()],
        "form": form if may_release else None,
        "page": releases,
        "rows": [(voucher, voucher.event in undone) for voucher in releases],
        "may_reverse": may_release,
    }
    return render(request, "lending/recovered.html", context)


@require_http_methods(["GET", "POST"])
def release_reverse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a release back, with a reason."""
    voucher = get_object_or_404(Voucher, pk=pk, kind=Voucher.Kind.RELEASE, contract=None)
    form = ReversalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reverse_voucher(voucher=voucher, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã đảo lần đưa vốn thu hồi theo quyết định {voucher.number}.")
            return redirect("lending:recovered")
    title = f"Đảo lần đưa {format_dong(voucher.amount)} vào cho vay lại"
    return render(request, "lending/capital_form.html", {"form": form, "form_title": title, "submit": "Đảo"})
