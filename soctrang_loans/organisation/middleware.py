"""The acting posting of each request, and the one gate before every view."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path

from soctrang_loans.access_table import ACCESS

from .acting import postings_today
from .models import User

SESSION_KEY = "acting_posting"
# While a password must be changed, only these addresses answer.
PASSWORD_CHANGE = {"password_change", "logout"}
SAFE = ("GET", "HEAD", "OPTIONS")


def _page_above(path: str) -> str:
    """The nearest address above that leads somewhere; the home page at the latest."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    return above if above == "/" or is_valid_path(above) else _page_above(above)


class ActingPostingMiddleware:
    """Set `request.user.acting_posting` to the posting that the person chose, if it still holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(SESSION_KEY)
        if chosen is not None and isinstance(request.user, User):
            request.user.acting_posting = postings_today(request.user).filter(pk=chosen).first()
        return self.get_response(request)


class AccessMiddleware:
    """Refuse every address that the access table does not open to this person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and request.user.is_authenticated:
            # The address of a button, opened after signing in again or from the history: an empty page helps nobody.
            page = render(request, "405.html", {"page_above": _page_above(request.path)}, status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if match and match.app_names[:1] == ["admin"]:
            if request.user.is_authenticated or match.url_name in ("login", "jsi18n"):
                return None  # the admin asks is_staff itself; it holds reference data only
            return redirect_to_login(request.get_full_path())
        rule = ACCESS.get(name)
        if rule is not None and rule.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.must_change_password and name not in PASSWORD_CHANGE:
            return redirect("password_change")
        if rule is None or not rule.allows(request.user, writing=request.method not in SAFE):
            raise PermissionDenied("Vai trò hiện tại của anh/chị không mở được trang này.")
        return None
