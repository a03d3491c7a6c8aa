"""Filters of lists; they live in the address, so that a view can be sent and kept."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from soctrang_loans.vietnam.names import search_key

from .fields import DayField
from .plain import inside_page


class PlainFilter(django_filters.FilterSet):
    """A set of filters whose form the page wraps."""

    @property
    def form(self) -> forms.Form:
        form = super().form
        form.helper = inside_page()
        return form


class DayFilter(django_filters.Filter):
    """A day, typed as in every form."""

    field_class = DayField


def without_marks(rows: QuerySet[Any], text: str, *names: str) -> QuerySet[Any]:
    """Rows with the text in one of the fields, whatever its marks and case: for lists short enough to read through."""
    key = search_key(text)
    found = [pk for pk, *values in rows.values_list("pk", *names) if any(key in search_key(each) for each in values)]
    return rows.filter(pk__in=found)
