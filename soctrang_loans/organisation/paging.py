"""Long lists in pages."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any]) -> Page:
    """The asked page of a list, 50 rows each; the nearest one for a number out of range."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
