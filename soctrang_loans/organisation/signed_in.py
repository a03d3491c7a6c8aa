"""The request as views get it: the access table lets nobody in without an account, and few without a posting."""

from django.http import HttpRequest

from .acting import acting_posting
from .models import Posting, User


class SignedInRequest(HttpRequest):
    """A request behind the access table."""

    user: User


def posting_of(request: SignedInRequest) -> Posting:
    """The posting under which the person acts."""
    posting = acting_posting(request.user)
    assert posting is not None  # a page open to some roles asks for one
    return posting
