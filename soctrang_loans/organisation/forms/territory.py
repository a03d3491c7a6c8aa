"""Narrowing the list of administrative units to a day, a level, a name."""

from datetime import date

import django_filters
from django import forms
from django.db.models import QuerySet

from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import AdministrativeUnit, UnitLevel
from soctrang_loans.vietnam.names import search_key

from .accounts import DayInput, untagged


class UnitFilter(django_filters.FilterSet):
    """The units of one day, today by default."""

    day = django_filters.DateFilter(label="Địa giới vào ngày", method="on_day", widget=DayInput())
    level = django_filters.ChoiceFilter(label="Cấp", choices=UnitLevel)
    q = django_filters.CharFilter(label="Tên hoặc mã", method="search")

    class Meta:
        model = AdministrativeUnit
        fields: list[str] = []

    @property
    def form(self) -> forms.Form:
        form = super().form
        form.helper = untagged(get=True)
        return form

    @property
    def day_shown(self) -> date:
        """The day whose units are listed."""
        chosen = self.form.cleaned_data.get("day") if self.form.is_valid() else None
        return chosen or business_date()

    @property
    def qs(self) -> QuerySet[AdministrativeUnit]:
        """Units that hold on the day shown."""
        return super().qs.on(self.day_shown)

    def on_day(self, queryset: QuerySet[AdministrativeUnit], name: str, value: date) -> QuerySet[AdministrativeUnit]:
        """Handled in `qs`, because without a day the list is today's."""
        return queryset

    def search(self, queryset: QuerySet[AdministrativeUnit], name: str, value: str) -> QuerySet[AdministrativeUnit]:
        """By code or by name without regard to marks."""
        key = search_key(value)
        found = [
            pk
            for pk, unit_name, code in queryset.values_list("pk", "name", "code")
            if key in search_key(unit_name) or code == value.strip()
        ]
        return queryset.filter(pk__in=found)
