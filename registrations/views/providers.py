"""The provider register of the centre."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.people import CENTRE
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..actions.providers import save_provider
from ..forms.providers import ProviderForm
from ..models import Provider


@require_GET
def providers(request: SignedInRequest) -> HttpResponse:
    """Everybody in the register, with how many people each has selected."""
    rows = Provider.objects.annotate(selected=Count("overseascontract")).order_by("-is_active", "name")
    page = page_of(request, rows)
    context = {"page": page, "may_edit": is_one_of(request.user, CENTRE)}
    return render(request, "registrations/provider_register.html", context)


@require_http_methods(["GET", "POST"])
def provider_add(request: SignedInRequest) -> HttpResponse:
    """A new row."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def provider_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a row."""
    return _edit(request, get_object_or_404(Provider, pk=pk))


def _edit(request: SignedInRequest, provider: Provider | None) -> HttpResponse:
    form = ProviderForm(request.POST or None, instance=provider)
    if request.method == "POST" and form.is_valid():
        try:
            kept = save_provider(by=request.user, provider=provider, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, f"Đã lưu “{kept.name}” vào danh bạ.")
            return redirect("registrations:providers")
    return render(request, "registrations/provider_form.html", {"form": form, "provider": provider})
