"""Filters of the list of registrations; they live in the address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from soctrang_loans.organisation.forms.filters import PlainFilter
from soctrang_loans.organisation.models import AdministrativeUnit, UnitLevel
from soctrang_loans.organisation.scope import Reach, scope_of
from soctrang_loans.vietnam.names import search_key

from ..models import Registration
from .places import grouped_communes


class RegistrationFilter(PlainFilter):
    """Status, kind, stage, commune, and free text over name without marks, CCCD and number."""

    q = django_filters.CharFilter(label="Họ tên, số CCCD hoặc số tiếp nhận", method="search")
    status = django_filters.ChoiceFilter(label="Trạng thái", choices=Registration.Status.choices, empty_label="Tất cả")
    stage = django_filters.ChoiceFilter(label="Giai đoạn", choices=Registration.Stage.choices, empty_label="Tất cả")
    kind = django_filters.ChoiceFilter(label="Hình thức", choices=Registration.Kind.choices, empty_label="Tất cả")
    commune = django_filters.ChoiceFilter(label="Xã, phường, thị trấn", empty_label="Tất cả")

    class Meta:
        model = Registration
        fields = ("q", "status", "stage", "kind", "commune")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(self.request.user)
        units = AdministrativeUnit.objects.filter(level=UnitLevel.COMMUNE, parent__isnull=False)
        if scope.reach is Reach.AREA:
            units = units.filter(pk__in=scope.unit_ids)
        units = units.select_related("parent").order_by("parent__sort_order", "parent__code", "sort_order", "code")
        self.filters["commune"].extra["choices"] = grouped_communes(units)
        if len(units) < 2:
            del self.filters["commune"]

    def search(self, queryset: QuerySet[Registration], name: str, value: str) -> QuerySet[Registration]:
        """Every word of a name in any order; digits also as part of a CCCD or a number."""
        digits = "".join(value.split())
        if digits.isdecimal():
            return queryset.filter(Q(person__cccd__contains=digits) | Q(number__contains=digits))
        if value.strip().upper().startswith("DK-"):
            return queryset.filter(number__istartswith=value.strip())
        for word in search_key(value).split():
            queryset = queryset.filter(person__name_search__contains=word)
        return queryset
