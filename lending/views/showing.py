"""What lending's pages share: a list's filters, and the word after a voucher is booked."""

from django.contrib import messages
from django_filters import FilterSet

from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.signed_in import SignedInRequest


def drop_office(request: SignedInRequest, found: FilterSet) -> None:
    """Take the office out of a list's filters for people who see only their own."""
    if is_one_of(request.user, people.OFFICE):
        del found.filters["office"]


def say_booked(request: SignedInRequest, repeated: bool, done: str) -> None:
    """Tell what was done, or that this voucher had been booked before and nothing was posted twice."""
    if repeated:
        messages.warning(request, "Chứng từ này đã có và khớp với lần ghi trước; không ghi lần hai.")
    else:
        messages.success(request, done)
