"""The request as the views get it: the access gate lets nobody in without an account and a posting."""

from django.http import HttpRequest

from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.models import Posting, User


class SignedInRequest(HttpRequest):
    """A request behind the access table."""

    user: User


def posting_of(request: SignedInRequest) -> Posting:
    """The posting under which the person acts."""
    posting = acting_posting(request.user)
    assert posting is not None  # the access table asks for one
    return posting
