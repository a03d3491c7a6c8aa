"""What lending's pages share: a page of a list, and the word after a voucher is booked."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django_filters import FilterSet

from registrations.views.signed_in import SignedInRequest
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import is_one_of

PAGE_SIZE = 50


def page_of(request: SignedInRequest, rows: QuerySet[Any] | Sequence[Any]) -> Page:
    """The asked page of a list, 50 rows each; the nearest one for a number out of range."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


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
