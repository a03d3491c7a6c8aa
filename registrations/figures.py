"""Counts of persons by district: the one query behind dashboards, returns and reports.

Persons, never periods: whoever stands in a later column stands in the earlier ones too, each by the day of that fact.
Figures name nobody, so they know no scope.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, FilteredRelation, Q, Sum

from soctrang_loans.organisation.clock import VIETNAM, end_of_day
from soctrang_loans.organisation.models import AdministrativeUnit, UnitLevel

from .models import DistrictTarget, Plan, Registration, TargetRevision
from .models.registration import RegistrationQuerySet

# Codes of the groups that have a column of their own; a person counts under the primary group only.
POOR = "1"
NEAR_POOR = "2"


@dataclass
class DistrictFigures:
    """One district; `unit` is None in a total. People, but `loan_amount` in đồng; `target` people of the plan year.

    Women to `loan_amount` break down the registered. `departed_by_market` is keyed by the market's ISO code.
    """

    unit: AdministrativeUnit | None
    target: int = 0
    registered: int = 0
    listed: int = 0
    selected: int = 0
    contracted: int = 0
    departed: int = 0
    women: int = 0
    minority: int = 0
    poor: int = 0
    near_poor: int = 0
    workers: int = 0
    students: int = 0
    wants_loan: int = 0
    loan_amount: int = 0
    departed_by_market: dict[str, int] = field(default_factory=dict)

    @property
    def departed_percent(self) -> float | None:
        """Departed against the target, in %; None without a target."""
        return 100 * self.departed / self.target if self.target else None


def district_figures(plan: Plan, *, since: date | None = None, until: date) -> list[DistrictFigures]:
    """Each district of the plan year, in order, with what happened from `since` (or ever) to `until`, both included.

    Registered by day of receipt, among submitted and accepted papers; listed by the day the list was certified;
    selected, contracted and departed by their own days. Communes of before and after a merger count to their district.
    Who lives in none of the year's districts is told under the parent unit of the commune, at the end: nobody is lost.
    Five queries, whatever the numbers.
    """
    counted = _counts(plan, since, until)
    units = districts_of(plan)
    others = counted.keys() - {unit.pk for unit in units}
    if others:
        units += list(AdministrativeUnit.objects.filter(pk__in=others))
    targets = targets_by_unit(plan, until)
    departed = _departed_by_market(plan, since, until)
    return [
        DistrictFigures(
            unit=unit,
            target=targets.get(unit.pk, 0),
            departed_by_market=departed.get(unit.pk, {}),
            **counted.get(unit.pk, {}),
        )
        for unit in units
    ]


def province_totals(rows: Iterable[DistrictFigures]) -> DistrictFigures:
    """The sum of the districts."""
    total = DistrictFigures(unit=None)
    for row in rows:
        for each in fields(DistrictFigures):
            if each.name not in ("unit", "departed_by_market"):
                setattr(total, each.name, getattr(total, each.name) + getattr(row, each.name))
        for market, people in row.departed_by_market.items():
            total.departed_by_market[market] = total.departed_by_market.get(market, 0) + people
    return total


def districts_of(plan: Plan) -> list[AdministrativeUnit]:
    """The districts that the plan's year began with, in order."""
    units = AdministrativeUnit.objects.on(date(plan.year, 1, 1)).filter(level=UnitLevel.DISTRICT)
    return list(units.order_by("sort_order", "code"))


def target_revision(plan: Plan, day: date) -> TargetRevision | None:
    """The decision on district targets in force on that day (Phụ lục I)."""
    return plan.target_revisions.filter(effective_on__lte=day).order_by("-effective_on", "-id").first()


def targets_by_unit(plan: Plan, day: date) -> dict[int, int]:
    """People to send abroad by district (unit id), as decided on that day."""
    revision = target_revision(plan, day)
    if revision is None:
        return {}
    return dict(DistrictTarget.objects.filter(revision=revision).values_list("unit_id", "people"))


def _in_window(name: str, since: date | None, until: date) -> Q:
    return Q(**{f"{name}__lte": until}) & (Q(**{f"{name}__gte": since}) if since else Q(**{f"{name}__isnull": False}))


def _certified_in_window(since: date | None, until: date) -> Q:
    """A moment, not a day: the days of the window begin and end in Vietnam."""
    name = "list_entry__list__certified_at"
    within = Q(**{f"{name}__lt": end_of_day(until)})
    return within & Q(**{f"{name}__gte": datetime.combine(since, time(), tzinfo=VIETNAM)}) if since else within


def _counted(plan: Plan) -> RegistrationQuerySet:
    """Who counts at all: papers before the district or accepted by it, not drafts, returned or withdrawn ones."""
    return Registration.objects.filter(
        plan=plan, status__in=(Registration.Status.SUBMITTED, Registration.Status.ACCEPTED)
    )


def _counts(plan: Plan, since: date | None, until: date) -> Mapping[int, dict[str, int]]:
    registered = _in_window("received_on", since, until)
    # At most one group of a registration is primary (a constraint), so the join multiplies nothing.
    primary = FilteredRelation("beneficiaries", condition=Q(beneficiaries__is_primary=True))
    rows: Iterable[Any] = (
        _counted(plan)
        .alias(main_group=primary)
        .order_by()
        .values("commune__parent_id")
        .annotate(
            registered=Count("pk", filter=registered),
            listed=Count("pk", filter=_certified_in_window(since, until)),
            selected=Count("pk", filter=_in_window("overseas_contract__selected_on", since, until)),
            contracted=Count("pk", filter=_in_window("overseas_contract__signed_on", since, until)),
            departed=Count("pk", filter=_in_window("overseas_contract__departed_on", since, until)),
            women=Count("pk", filter=registered & Q(person__sex="F")),
            minority=Count("pk", filter=registered & ~Q(person__ethnic_group__code="01")),
            poor=Count("pk", filter=registered & Q(main_group__group__code=POOR)),
            near_poor=Count("pk", filter=registered & Q(main_group__group__code=NEAR_POOR)),
            workers=Count("pk", filter=registered & Q(kind=Registration.Kind.WORKER)),
            students=Count("pk", filter=registered & Q(kind=Registration.Kind.STUDENT)),
            loan_amount=Sum("loan_amount", filter=registered & Q(wants_loan=True), default=0),
            # Last: from here on the name means the count, no longer the column.
            wants_loan=Count("pk", filter=registered & Q(wants_loan=True)),
        )
    )
    return {row.pop("commune__parent_id"): row for row in rows}


def _departed_by_market(plan: Plan, since: date | None, until: date) -> dict[int, dict[str, int]]:
    rows = (
        _counted(plan)
        .filter(_in_window("overseas_contract__departed_on", since, until))
        .order_by("overseas_contract__market__sort_order")
        .values_list("commune__parent_id", "overseas_contract__market__code")
        .annotate(people=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for unit_id, market, people in rows:
        found.setdefault(unit_id, {})[market] = people
    return found
