"""Reference data of lending from `fixtures/`: funding sources, the budget lines of section IV, lending policies."""

from typing import Any

from django.db import transaction

from registrations.models import Plan
from soctrang_loans.organisation.models import Agency, UnitLevel
from soctrang_loans.organisation.reference import Laid, lay, read_facts, unit_finder

from .models import BudgetLine, FundingSource, LendingPolicy, PolicyParameter


@transaction.atomic
def load() -> list[Laid]:
    """Lay sources, budget lines (đồng) and policies; a parameter that the province has edited stays as it is."""
    laid = [lay(FundingSource, read_facts("funding_sources.csv"), key=("code",))]
    sources = {source.code: source for source in FundingSource.objects.all()}
    plans = {str(plan.year): plan for plan in Plan.objects.all()}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    lines = []
    for fact in read_facts("budget_lines.csv"):
        row: dict[str, Any] = {name: value for name, value in fact.items() if name != "plan_year"}
        row["plan"] = plans[fact["plan_year"]]
        row["source"] = sources.get(fact["source"])
        row["executing_agency"] = agencies[fact["executing_agency"]]
        lines.append(row)
    laid.append(lay(BudgetLine, lines, key=("plan", "number"), once=("amount",)))
    find = unit_finder()
    policies = [
        {
            **fact,
            "source": sources[fact["source"]],
            "territory": find(UnitLevel.PROVINCE, fact["territory"], fact["valid_from"]),
        }
        for fact in read_facts("lending_policies.csv")
    ]
    laid.append(lay(LendingPolicy, policies, key=("borrower_kind", "source", "valid_from"), once=("valid_to",)))
    by_code = {
        fact["code"]: LendingPolicy.objects.get(code=fact["code"], valid_from=fact["valid_from"])
        for fact in read_facts("lending_policies.csv")
    }
    parameters = [{**fact, "policy": by_code[fact["policy"]]} for fact in read_facts("policy_parameters.csv")]
    laid.append(
        lay(PolicyParameter, parameters, key=("policy", "code"), once=("value", "unit", "legal_basis", "verified"))
    )
    return laid
