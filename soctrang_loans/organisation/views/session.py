"""Signing in and out, one's own password, and the posting under which one acts."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from soctrang_loans.organisation.acting import postings_today
from soctrang_loans.organisation.actions.accounts import set_password
from soctrang_loans.organisation.forms.session import LoginForm, OwnPasswordForm
from soctrang_loans.organisation.middleware import SESSION_KEY
from soctrang_loans.organisation.signed_in import SignedInRequest

login = LoginView.as_view(
    template_name="accounts/login.html", authentication_form=LoginForm, redirect_authenticated_user=True
)
logout = LogoutView.as_view()


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: SignedInRequest) -> HttpResponse:
    """Change one's own password; the only page that answers while a temporary password is in force."""
    user = request.user
    forced = user.must_change_password
    form = OwnPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(user=user, password=form.cleaned_data["new_password1"], by=user)
        update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu.")
        return redirect("home")
    return render(request, "accounts/password_change.html", {"form": form, "forced": forced})


@require_http_methods(["POST"])
def acting_posting_choose(request: SignedInRequest) -> HttpResponse:
    """Act under another of one's own postings from now on (session)."""
    user = request.user
    chosen = request.POST.get("posting", "")
    posting = get_object_or_404(postings_today(user), pk=int(chosen) if chosen.isdecimal() else 0)
    request.session[SESSION_KEY] = posting.pk
    cover = f" (thay {posting.covers.user.full_name})" if posting.covers else ""
    role = f"{posting.get_role_display()}{cover} – {posting.agency.short_name}"
    messages.success(request, f"Đang làm việc với vai trò {role}.")
    return redirect("home")
