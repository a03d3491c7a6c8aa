"""Giving and ending postings, and leave cover (ủy quyền)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from soctrang_loans.organisation.actions.accounts import end_posting, give_posting, grant_cover
from soctrang_loans.organisation.administration import (
    cover_agencies,
    managed_users,
    may_give_role,
    may_grant_cover,
)
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.accounts import CoverForm, PostingEndForm, PostingForm
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.models import Posting
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest


@require_http_methods(["GET", "POST"])
def posting_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the account `pk` a further posting."""
    by = request.user
    account = get_object_or_404(managed_users(by), pk=pk)
    if account.pk == by.pk:
        raise PermissionDenied("Không ai được tự giao phân công cho mình.")
    form = PostingForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            give_posting(by=by, user=account, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, "Đã giao phân công.")
            return redirect("user_detail", pk=account.pk)
    return render(request, "accounts/posting_give.html", {"form": form, "account": account})


@require_http_methods(["GET", "POST"])
def posting_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a posting, or a cover, with a day."""
    by = request.user
    posting = get_object_or_404(
        Posting.objects.filter(agency__in=cover_agencies(by).values("pk")).select_related(
            "agency", "user", "covers__user"
        ),
        pk=pk,
    )
    allowed = may_grant_cover(by, posting) if posting.covers_id else may_give_role(by, posting.agency, posting.role)
    if not allowed or posting.user_id == by.pk:
        raise PermissionDenied("Anh/chị không được kết thúc phân công này.")
    form = PostingEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_posting(by=by, posting=posting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, "Đã kết thúc ủy quyền." if posting.covers_id else "Đã kết thúc phân công.")
            if managed_users(by).filter(pk=posting.user_id).exists():
                return redirect("user_detail", pk=posting.user_id)
            return redirect("cover_list")
    return render(request, "accounts/posting_end.html", {"form": form, "posting": posting, "today": business_date()})


@require_http_methods(["GET"])
def cover_list(request: SignedInRequest) -> HttpResponse:
    """Leave cover that holds or will, and the postings for which it may be granted."""
    by = request.user
    today = business_date()
    present = (
        Posting.objects.filter(agency__in=cover_agencies(by).values("pk"))
        .exclude(valid_to__lt=today)
        .select_related("user", "agency", "covers__user")
        .order_by("agency__sort_order", "user__full_name", "id")
    )
    covers = present.filter(covers__isnull=False)
    own = present.filter(covers__isnull=True, valid_from__lte=today, user__is_active=True)
    page = page_of(request, own)
    return render(
        request,
        "accounts/cover_list.html",
        {
            "covers": [(each, may_grant_cover(by, each) and each.user_id != by.pk) for each in covers],
            "page": page,
            "postings": [(each, may_grant_cover(by, each)) for each in page],
            "today": today,
        },
    )


@require_http_methods(["GET", "POST"])
def cover_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a colleague stand in for the posting `pk`."""
    by = request.user
    posting = get_object_or_404(
        Posting.objects.filter(agency__in=cover_agencies(by).values("pk"), covers__isnull=True).select_related(
            "agency", "user"
        ),
        pk=pk,
    )
    if not may_grant_cover(by, posting):
        raise PermissionDenied("Anh/chị không được giao ủy quyền này.")
    form = CoverForm(request.POST or None, posting=posting, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            grant_cover(by=by, posting=posting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, f"Đã ủy quyền cho {form.cleaned_data['deputy'].full_name}.")
            return redirect("cover_list")
    return render(request, "accounts/cover_grant.html", {"form": form, "posting": posting})
