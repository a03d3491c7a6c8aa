"""The budget page and its workbook, the ledger's journal behind every figure, and the lending policies."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from lending.budget import BudgetRow, BudgetTable, budget_table
from lending.exports.budget import budget_workbook
from lending.filters import JournalFilter
from lending.models import LendingPolicy
from lending.models.ledger import LedgerEntry, LedgerMonth
from lending.policy_terms import shown_value
from registrations.models import Plan
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.downloads import download
from soctrang_loans.organisation.forms.fields import DayField
from soctrang_loans.organisation.forms.plain import PlainForm
from soctrang_loans.organisation.paging import page_of
from soctrang_loans.organisation.signed_in import SignedInRequest


class AsOfForm(PlainForm):
    """The value date of the figures."""

    ngay = DayField(label="Số liệu đến ngày", required=False)


def _plan(request: SignedInRequest) -> Plan:
    year = request.GET.get("nam", "")
    if year.isdecimal():
        return get_object_or_404(Plan, year=int(year))
    today = business_date()
    plan = Plan.objects.filter(year__lte=today.year).order_by("-year").first() or Plan.objects.order_by("year").first()
    return get_object_or_404(Plan, pk=plan.pk if plan else 0)


def _table(request: SignedInRequest) -> tuple[BudgetTable, AsOfForm]:
    """The asked table; a day that cannot be read, or has not come, gives today's with the form saying so."""
    form = AsOfForm(request.GET if "ngay" in request.GET else None)
    as_of = form.cleaned_data["ngay"] if form.is_bound and form.is_valid() else None
    if as_of and as_of > business_date():
        form.add_error("ngay", "Ngày này chưa đến. Hãy chọn từ hôm nay trở về trước.")
        as_of = None
    return budget_table(_plan(request), as_of=as_of), form


def _links(table: BudgetTable, row: BudgetRow) -> dict[str, str]:
    """Addresses of the journal behind each figure of a row."""
    loans = row.line is None or row.line.source_id is not None
    flows = {
        name: name for name in ("carried", "received", "recovered", "relent", "approved", "disbursed", "available")
    }
    if not loans:
        flows = {"received": "allotted", "disbursed": "spent", "available": "line_available"}
    address = reverse("lending:journal")
    until = f"{table.as_of:%d/%m/%Y}"
    common = {"source": row.source.pk if row.source else "", "pool": row.pool, "until": until}
    if not loans and row.line:
        common = {"line": row.line.pk, "until": until}
    return {
        name: f"{address}?{urlencode({'flow': flow, 'plan': table.plan.pk, **common})}" for name, flow in flows.items()
    }


@require_GET
def budget(request: SignedInRequest) -> HttpResponse:
    """Plan against ledger, with warnings at 80, 95 and 100 %; each figure opens its entries for who may read them."""
    table, form = _table(request)
    linked = is_one_of(request.user, people.MONEY_READERS)

    def links_of(row: BudgetRow) -> dict[str, str]:
        return _links(table, row) if linked else {}

    bars = [table.loans]
    for block in table.blocks:
        block.subtotal.source = block.source
        bars += [block.subtotal, *block.rows]
    context = {
        "table": table,
        "form": form,
        "blocks": [
            (block, [(row, links_of(row)) for row in block.rows], links_of(block.subtotal)) for block in table.blocks
        ],
        "loans_links": links_of(table.loans),
        "others": [(row, links_of(row)) for row in table.others],
        "bars": [*bars, *table.others],
        "linked": linked,
        "plans": Plan.objects.all(),
        "query": request.GET.urlencode(),
    }
    return render(request, "lending/budget.html", context)


@require_GET
def budget_xlsx(request: SignedInRequest) -> HttpResponse:
    """The same table as a workbook."""
    table, _ = _table(request)
    return download(budget_workbook(table), f"kinh-phi-{table.plan.year}-den-{table.as_of:%Y%m%d}.xlsx")


@require_GET
def journal(request: SignedInRequest) -> HttpResponse:
    """The ledger's entries, newest first, with the figure that they make and the state of the months."""
    entries = LedgerEntry.objects.select_related(
        "debit__contract", "credit__contract", "debit__source", "plan", "by"
    ).order_by("-pk")
    found = JournalFilter(request.GET, queryset=entries)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "net": found.net,
        "months": LedgerMonth.objects.all()[:12],
        "may_open_contract": is_one_of(request.user, people.LOAN_READERS),
    }
    return render(request, "lending/journal.html", context)


@require_GET
def policies(request: SignedInRequest) -> HttpResponse:
    """Every policy with its parameters, their legal basis, and which of them nobody has verified."""
    found = LendingPolicy.objects.select_related("source", "territory").prefetch_related("parameters")
    rows = [(policy, [(each, shown_value(each)) for each in policy.parameters.all()]) for policy in found]
    return render(request, "lending/policies.html", {"policies": rows})
