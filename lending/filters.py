"""Filters of lending's lists; each stands in the address, so that a view can be sent and kept."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from registrations.models import Plan
from soctrang_loans.organisation.forms.filters import DayFilter, PlainFilter
from soctrang_loans.organisation.models import Agency, AgencyKind
from soctrang_loans.vietnam.names import search_key

from .budget import FLOW_LABELS, entries_behind, net_of
from .models import BudgetLine, CapitalNotice, Dossier, FundingSource, LoanContract, Pool
from .models.ledger import EntryKind, LedgerEntry


def offices() -> QuerySet[Agency]:
    return Agency.objects.filter(kind=AgencyKind.BANK_OFFICE)


class DossierFilter(PlainFilter):
    """Dossiers by number or name, state, office and source."""

    q = filters.CharFilter(label="Số hồ sơ, họ tên", method="search")
    status = filters.ChoiceFilter(label="Trạng thái", choices=Dossier.Status.choices, empty_label="Đang giải quyết")
    source = filters.ModelChoiceFilter(label="Nguồn vốn", queryset=FundingSource.objects.all(), empty_label="Tất cả")
    office = filters.ModelChoiceFilter(label="Phòng giao dịch", queryset=offices(), empty_label="Tất cả")

    class Meta:
        model = Dossier
        fields: list[str] = []

    def search(self, queryset: QuerySet[Dossier], name: str, value: str) -> QuerySet[Dossier]:
        return queryset.filter(
            Q(number__icontains=value) | Q(registration__person__name_search__contains=search_key(value))
        )


class ContractFilter(PlainFilter):
    """Contracts by number, customer or name, state, office and source."""

    q = filters.CharFilter(label="Số khế ước, mã khách hàng, họ tên", method="search")
    status = filters.ChoiceFilter(
        label="Trạng thái",
        choices=[("unpaid", "Chờ ký, chờ giải ngân"), *LoanContract.Status.choices],
        method="in_state",
        empty_label="Tất cả",
    )
    source = filters.ModelChoiceFilter(label="Nguồn vốn", queryset=FundingSource.objects.all(), empty_label="Tất cả")
    office = filters.ModelChoiceFilter(label="Phòng giao dịch", queryset=offices(), empty_label="Tất cả")

    class Meta:
        model = LoanContract
        fields: list[str] = []

    def in_state(self, queryset: QuerySet[LoanContract], name: str, value: str) -> QuerySet[LoanContract]:
        unpaid = (LoanContract.Status.APPROVED, LoanContract.Status.SIGNED)
        return queryset.filter(status__in=unpaid if value == "unpaid" else [value])

    def search(self, queryset: QuerySet[LoanContract], name: str, value: str) -> QuerySet[LoanContract]:
        return queryset.filter(
            Q(number__icontains=value)
            | Q(customer_code__icontains=value)
            | Q(dossier__number__icontains=value)
            | Q(dossier__registration__person__name_search__contains=search_key(value))
        )


class CapitalFilter(PlainFilter):
    """Capital notices by year, source and state."""

    plan = filters.ModelChoiceFilter(label="Năm kế hoạch", queryset=Plan.objects.all(), empty_label="Tất cả")
    source = filters.ModelChoiceFilter(label="Nguồn vốn", queryset=FundingSource.objects.all(), empty_label="Tất cả")
    status = filters.ChoiceFilter(label="Trạng thái", choices=CapitalNotice.Status.choices, empty_label="Tất cả")

    class Meta:
        model = CapitalNotice
        fields: list[str] = []


class JournalFilter(PlainFilter):
    """Entries behind a figure of the budget, or by kind, contract and dates."""

    flow = filters.ChoiceFilter(
        label="Số liệu kinh phí", choices=list(FLOW_LABELS.items()), method="behind", empty_label="Tất cả"
    )
    plan = filters.ModelChoiceFilter(
        label="Năm kế hoạch", queryset=Plan.objects.all(), method="behind", empty_label="Tất cả"
    )
    source = filters.ModelChoiceFilter(
        label="Nguồn vốn", queryset=FundingSource.objects.all(), method="behind", empty_label="Tất cả"
    )
    pool = filters.ChoiceFilter(label="Phần vốn", choices=Pool.choices, method="behind", empty_label="Tất cả")
    line = filters.ModelChoiceFilter(
        label="Dòng kinh phí", queryset=BudgetLine.objects.all(), method="behind", empty_label="Tất cả"
    )
    kind = filters.ChoiceFilter(label="Nghiệp vụ", choices=EntryKind.choices, empty_label="Tất cả")
    contract = filters.CharFilter(label="Số khế ước", method="of_contract")
    since = DayFilter(label="Ngày giá trị từ", field_name="value_date", lookup_expr="gte")
    until = DayFilter(label="đến", field_name="value_date", lookup_expr="lte")

    class Meta:
        model = LedgerEntry
        fields: list[str] = []

    @property
    def net(self) -> int | None:
        """The figure that the shown entries make, in đồng; None where no figure was asked for."""
        flow = self.form.cleaned_data.get("flow") if self.is_bound else None
        return net_of(flow, self.qs) if flow else None

    def behind(self, queryset: QuerySet[LedgerEntry], name: str, value: Any) -> QuerySet[LedgerEntry]:
        # Flow, plan, source, pool and line describe one figure together; `filter_queryset` reads them at once.
        return queryset

    def of_contract(self, queryset: QuerySet[LedgerEntry], name: str, value: str) -> QuerySet[LedgerEntry]:
        text = value.strip()
        return queryset.filter(Q(debit__contract__number=text) | Q(credit__contract__number=text))

    def filter_queryset(self, queryset: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        entries = super().filter_queryset(queryset)
        # What could not be read is not in cleaned_data; the form says so beside the list.
        chosen = self.form.cleaned_data
        source, pool, plan, line = (chosen.get(name) for name in ("source", "pool", "plan", "line"))
        if chosen.get("flow"):
            behind = entries_behind(chosen["flow"], plan=plan, source=source, pool=pool or "", line=line)
            return entries.filter(pk__in=behind.values("pk"))
        if plan:
            entries = entries.filter(plan=plan)
        if source:
            entries = entries.filter(debit__source=source)
        if pool:
            entries = entries.filter(Q(debit__pool=pool) | Q(credit__pool=pool))
        if line:
            entries = entries.filter(debit__budget_line=line)
        return entries
