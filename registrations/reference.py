"""Reference data of registrations from `fixtures/`: vocabularies, the plan and the provisional district targets."""

import json
from datetime import date

from django.db import transaction

from soctrang_loans.organisation.clock import at
from soctrang_loans.organisation.models import UnitLevel
from soctrang_loans.organisation.reference import FIXTURES, Laid, lay, read_facts, unit_finder

from .models import BeneficiaryGroup, DistrictTarget, EthnicGroup, Market, Plan, Programme, TargetRevision

PLAN_FILE = "plan_2024.json"


@transaction.atomic
def load() -> list[Laid]:
    """Lay vocabularies, plan and targets; what the province has edited since stays as it is."""
    ethnic_groups = [{"code": row["code"], "name": row["name"]} for row in read_facts("ethnic_groups.csv")]
    laid = [
        lay(EthnicGroup, ethnic_groups, key=("code",)),
        lay(BeneficiaryGroup, read_facts("beneficiary_groups.csv"), key=("code",), once=("verified",)),
        lay(Market, read_facts("markets.csv"), key=("code",)),
    ]
    markets = {market.code: market for market in Market.objects.all()}
    programmes = [{**row, "market": markets[row["market"]]} for row in read_facts("programmes.csv")]
    laid.append(lay(Programme, programmes, key=("code",)))
    return laid + _lay_plan()


def _lay_plan() -> list[Laid]:
    facts = json.loads((FIXTURES / PLAN_FILE).read_text(encoding="utf-8"))
    targets = facts.pop("targets")
    laid = [lay(Plan, [facts], key=("year",), once=("title", "target_people", "total_amount", "is_draft"))]
    plan = Plan.objects.get(year=facts["year"])
    if TargetRevision.objects.filter(plan=plan).exists():
        return laid
    # The draft has no Phụ lục I. The proposal is laid once; every later figure is the province's own decision.
    day = date.fromisoformat(targets["effective_on"])
    revision = TargetRevision.objects.create(
        plan=plan, effective_on=day, provisional=True, note=targets["note"], made_by=None, made_at=at(day)
    )
    find = unit_finder()
    rows = [
        {"revision": revision, "unit": find(UnitLevel.DISTRICT, code, day), "people": people}
        for code, people in targets["people"].items()
    ]
    laid.append(lay(DistrictTarget, rows, key=("revision", "unit")))
    return laid
