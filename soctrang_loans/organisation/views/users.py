"""Accounts: the list, one account with its postings and trail, making, editing, closing, resetting."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from soctrang_loans.organisation.actions import accounts
from soctrang_loans.organisation.administration import (
    managed_agencies,
    managed_users,
    may_give_role,
    may_grant_cover,
    may_manage_account,
)
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.accounts import UserCreateForm, UserEditForm, UserFilter
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.models import Posting, User
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest


def _account(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(managed_users(request.user), pk=pk)


@require_http_methods(["GET"])
def user_list(request: SignedInRequest) -> HttpResponse:
    """The accounts that this administrator handles, with what they hold today."""
    by = request.user
    postings = Posting.objects.on(business_date()).select_related("agency", "covers__user")
    users = (
        managed_users(by)
        .order_by("full_name", "username")
        .prefetch_related(Prefetch("postings", queryset=postings, to_attr="present_postings"))
    )
    narrowed = UserFilter(request.GET, queryset=users, request=request)
    page = page_of(request, narrowed.qs)
    agencies = list(managed_agencies(by).on(business_date())[:2])
    return render(
        request,
        "accounts/user_list.html",
        {"filter": narrowed, "page": page, "only_agency": agencies[0] if len(agencies) == 1 else None},
    )


@require_http_methods(["GET"])
def user_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: details, postings, leave cover and what was done to it."""
    by = request.user
    account = _account(request, pk)
    today = business_date()
    rows = []
    postings = account.postings.select_related("agency", "covers__user").order_by("-valid_from", "-id")
    for posting in postings:
        open_now = posting.valid_to is None or posting.valid_to >= today
        mine = posting.user_id == by.pk
        may_end = may_grant_cover(by, posting) if posting.covers_id else may_give_role(by, posting.agency, posting.role)
        rows.append(
            {
                "posting": posting,
                "open": open_now,
                "may_end": open_now and not mine and may_end,
                "may_cover": open_now and posting.covers_id is None and may_grant_cover(by, posting),
            }
        )
    return render(
        request,
        "accounts/user_detail.html",
        {
            "account": account,
            "rows": rows,
            "events": account.account_events.select_related("by", "posting__agency"),
            "may_manage": may_manage_account(by, account),
            "may_post": account.pk != by.pk,
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def user_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an account in the agency `pk`; the answer shows the temporary password, this once."""
    by = request.user
    agency = get_object_or_404(managed_agencies(by), pk=pk)
    form = UserCreateForm(request.POST or None, agency=agency, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            account, password = accounts.create_user(by=by, agency=agency, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            # Not kept anywhere and so not behind a redirect: the password exists in this one answer.
            return render(request, "accounts/temporary_password.html", {"account": account, "password": password})
    return render(request, "accounts/user_create.html", {"form": form, "agency": agency})


@require_http_methods(["GET", "POST"])
def user_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an account's personal details."""
    by = request.user
    account = _account(request, pk)
    accounts.require_account(by, account)
    initial = {name: getattr(account, name) for name in ("full_name", "phone", "email", "is_staff")}
    form = UserEditForm(request.POST or None, by=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.edit_user(by=by, user=account, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, "Đã lưu thông tin tài khoản.")
            return redirect("user_detail", pk=account.pk)
    return render(request, "accounts/user_edit.html", {"form": form, "account": account})


@never_cache
@require_http_methods(["POST"])
def user_reset_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a temporary password; it stands in this one answer and nowhere else."""
    account = _account(request, pk)
    password = accounts.reset_password(by=request.user, user=account)
    return render(request, "accounts/temporary_password.html", {"account": account, "password": password})


@require_http_methods(["POST"])
def user_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account at once."""
    return _switch(request, pk, active=False)


@require_http_methods(["POST"])
def user_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return _switch(request, pk, active=True)


def _switch(request: SignedInRequest, pk: int, *, active: bool) -> HttpResponse:
    account = _account(request, pk)
    verb = accounts.reactivate_user if active else accounts.deactivate_user
    try:
        verb(by=request.user, user=account, reason=request.POST.get("reason", "")[:300])
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Đã mở lại tài khoản." if active else "Đã ngừng tài khoản.")
    return redirect("user_detail", pk=account.pk)
