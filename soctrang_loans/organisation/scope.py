"""Which people and papers a person may see: territory × agency kind.

Every QuerySet of personal data has `visible_to(user)` built on this; it is the only door out of the database for a
person's request.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.contrib.auth.models import AnonymousUser

from .acting import acting_posting
from .clock import business_date
from .models import Agency, AgencyArea, AgencyKind, UnitSuccession, User


class Reach(Enum):
    EVERYTHING = "everything"
    STUDENTS = "students"
    AREA = "area"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Scope:
    """`unit_ids` are the communes of today's area and all that went into them; only `Reach.AREA` uses them."""

    reach: Reach
    agency: Agency | None = None
    unit_ids: frozenset[int] = field(default=frozenset())


REACH_OF_KIND = {
    AgencyKind.LABOUR_DEPARTMENT: Reach.EVERYTHING,
    AgencyKind.EMPLOYMENT_CENTRE: Reach.EVERYTHING,
    AgencyKind.BANK_BRANCH: Reach.EVERYTHING,
    AgencyKind.EDUCATION_DEPARTMENT: Reach.STUDENTS,
    AgencyKind.DISTRICT_OFFICE: Reach.AREA,
    AgencyKind.DISTRICT_COMMITTEE: Reach.AREA,
    AgencyKind.COMMUNE_COMMITTEE: Reach.AREA,
    AgencyKind.BANK_OFFICE: Reach.AREA,
    # The People's Committee and the finance department read figures and papers, not people.
    AgencyKind.PROVINCE_COMMITTEE: Reach.NOTHING,
    AgencyKind.FINANCE_DEPARTMENT: Reach.NOTHING,
}


def area_unit_ids(agency: Agency, day: date) -> frozenset[int]:
    """Ids of the communes that the agency answers for on that day, with every unit that was merged into them."""
    units = set(AgencyArea.objects.on(day).filter(agency=agency).values_list("unit_id", flat=True))
    newest = units
    while newest:
        newest = (
            set(
                UnitSuccession.objects.filter(successor_id__in=newest, effective_on__lte=day).values_list(
                    "predecessor_id", flat=True
                )
            )
            - units
        )
        units |= newest
    return frozenset(units)


def scope_of(user: User | AnonymousUser) -> Scope:
    """What this person may see today under the acting posting; nothing without one."""
    posting = acting_posting(user)
    if posting is None or posting.role == "admin":
        return Scope(Reach.NOTHING)
    reach = REACH_OF_KIND[AgencyKind(posting.agency.kind)]
    if reach is not Reach.AREA:
        return Scope(reach, posting.agency)
    today = business_date()
    if posting.area_of_day is None or posting.area_of_day[0] != today:
        posting.area_of_day = (today, area_unit_ids(posting.agency, today))
    return Scope(reach, posting.agency, posting.area_of_day[1])
