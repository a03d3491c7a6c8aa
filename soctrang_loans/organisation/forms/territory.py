"""Narrowing the list of administrative units to a day, a level, a name."""

from datetime import date

import django_filters
from django.db.models import QuerySet

from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import AdministrativeUnit, UnitLevel

from .filters import DayFilter, PlainFilter, without_marks


class UnitFilter(PlainFilter):
    """The units of one day, today by default."""

    day = DayFilter(label="Địa giới vào ngày", method="on_day")
    level = django_filters.ChoiceFilter(label="Cấp", choices=UnitLevel)
    q = django_filters.CharFilter(label="Tên hoặc mã", method="search")

    class Meta:
        model = AdministrativeUnit
        fields: list[str] = []

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
        return without_marks(queryset, value, "name") | queryset.filter(code=value.strip())
