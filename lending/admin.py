"""Reference data of lending for the system's administrators (is_staff): policies and the plan's budget lines.

Whoever has checked a parameter against its legal basis ticks `verified` here; the officers' pages only read it.
"""

from django.contrib import admin
from django.http import HttpRequest

from .models import BudgetLine, FundingSource, LendingPolicy, PolicyParameter


class PolicyParameterInline(admin.TabularInline):
    model = PolicyParameter
    extra = 0
    fields = ("code", "name", "value", "unit", "legal_basis", "verified", "sort_order")


@admin.register(LendingPolicy)
class LendingPolicyAdmin(admin.ModelAdmin):
    list_display = ("name", "borrower_kind", "source", "valid_from", "valid_to")
    list_filter = ("borrower_kind", "source")
    inlines = (PolicyParameterInline,)

    def has_delete_permission(self, request: HttpRequest, obj: LendingPolicy | None = None) -> bool:
        # A policy is ended by its date: dossiers keep the one that they were opened under.
        return False


@admin.register(FundingSource)
class FundingSourceAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "sort_order")

    def has_delete_permission(self, request: HttpRequest, obj: FundingSource | None = None) -> bool:
        return False


@admin.register(BudgetLine)
class BudgetLineAdmin(admin.ModelAdmin):
    list_display = ("number", "name", "plan", "amount", "source", "pool")
    list_filter = ("plan", "kind")
