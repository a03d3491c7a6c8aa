"""Reference data of the ground floor for staff accounts. People, postings and money are not handled here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import AdministrativeUnit, Agency, AgencyArea, CalendarDay, Province, UnitSuccession


class ReferenceAdmin(admin.ModelAdmin):
    """Staff may read, add and change; dated rows are ended, not deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @staticmethod
    def _is_staff(request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_active and user.is_staff and not user.must_change_password)


@admin.register(Province)
class ProvinceAdmin(ReferenceAdmin):
    list_display = ("scheme", "code", "cccd_code", "name", "successor_code")
    list_filter = ("scheme",)
    search_fields = ("name", "code")


@admin.register(AdministrativeUnit)
class AdministrativeUnitAdmin(ReferenceAdmin):
    list_display = ("name", "code", "level", "parent", "valid_from", "valid_to")
    list_filter = ("level", "valid_to")
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    autocomplete_fields = ("parent",)


@admin.register(UnitSuccession)
class UnitSuccessionAdmin(ReferenceAdmin):
    list_display = ("predecessor", "successor", "effective_on", "legal_basis")
    list_filter = ("effective_on",)
    list_select_related = ("predecessor", "successor")
    autocomplete_fields = ("predecessor", "successor")


class AgencyAreaInline(admin.TabularInline):
    model = AgencyArea
    extra = 0
    autocomplete_fields = ("unit",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return ReferenceAdmin._is_staff(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    list_display = ("name", "code", "kind", "parent", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    autocomplete_fields = ("parent", "unit")
    inlines = (AgencyAreaInline,)


@admin.register(CalendarDay)
class CalendarDayAdmin(ReferenceAdmin):
    list_display = ("date", "kind", "name", "note")
    list_filter = ("kind",)
    date_hierarchy = "date"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_staff(request)
