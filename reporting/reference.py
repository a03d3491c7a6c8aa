"""The thirteen who report every month and year, and the eleven who send Phụ lục IV."""

from datetime import date
from typing import Any

from django.db import transaction

from registrations.models import Plan
from registrations.periods import DUE_DAY
from soctrang_loans.organisation.models import Agency, AgencyKind
from soctrang_loans.organisation.reference import Laid, lay

from .models import DutyKind, ReportingDuty

# The plan, "Chế độ thông tin, báo cáo": every month on day 10, the year on 10/12. Form codes: domain §7, reconstructed.
FORM_OF_KIND = {
    AgencyKind.EDUCATION_DEPARTMENT: "Biểu 03",
    AgencyKind.BANK_BRANCH: "Biểu 02",
    AgencyKind.DISTRICT_COMMITTEE: "Biểu 01",
}
LIST_FORM = "Phụ lục IV"
ANNUAL_MONTH = 12


@transaction.atomic
def load() -> list[Laid]:
    """Lay the duties of every plan."""
    return [load_duties(plan) for plan in Plan.objects.all()]


def load_duties(plan: Plan) -> Laid:
    """Lay the duties of one plan for the agencies that hold at the start of its year; what was edited since stays."""
    agencies = Agency.objects.on(date(plan.year, 1, 1))
    rows: list[dict[str, Any]] = []
    for agency in agencies.filter(kind__in=FORM_OF_KIND):
        form = FORM_OF_KIND[AgencyKind(agency.kind)]
        rows.append({"agency": agency, "kind": DutyKind.RETURN, "form_code": form, "month_of_year": None})
        rows.append({"agency": agency, "kind": DutyKind.ANNUAL, "form_code": form, "month_of_year": ANNUAL_MONTH})
    for agency in agencies.filter(kind=AgencyKind.DISTRICT_OFFICE):
        rows.append({"agency": agency, "kind": DutyKind.LIST, "form_code": LIST_FORM, "month_of_year": None})
    return lay(
        ReportingDuty,
        [{"plan": plan, "day": DUE_DAY, **row} for row in rows],
        key=("plan", "agency", "kind"),
        once=("day", "month_of_year", "form_code"),
    )
