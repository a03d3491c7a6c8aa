"""The thirteen who report every month and year, and the eleven who send Phụ lục IV."""

from datetime import date

from registrations.models import Plan
from soctrang_loans.organisation.models import Agency, AgencyKind

from .models import DutyKind, ReportingDuty

# The plan, "Chế độ thông tin, báo cáo": every month on day 10, the year on 10/12. Form codes: domain §7, reconstructed.
FORM_OF_KIND = {
    AgencyKind.EDUCATION_DEPARTMENT: "Biểu 03",
    AgencyKind.BANK_BRANCH: "Biểu 02",
    AgencyKind.DISTRICT_COMMITTEE: "Biểu 01",
}
LIST_FORM = "Phụ lục IV"
DUE_DAY = 10
ANNUAL_MONTH = 12


def load() -> int:
    """Seed the duties of every plan; what is there stays as it is. Returns how many were added."""
    return sum(load_duties(plan) for plan in Plan.objects.all())


def load_duties(plan: Plan) -> int:
    """Seed the duties of one plan from the agencies that hold during its year. Returns how many were added."""
    agencies = Agency.objects.on(date(plan.year, 1, 1))
    duties = []
    for agency in agencies.filter(kind__in=FORM_OF_KIND):
        form = FORM_OF_KIND[AgencyKind(agency.kind)]
        duties.append(_duty(plan, agency, DutyKind.RETURN, form))
        duties.append(_duty(plan, agency, DutyKind.ANNUAL, form, month_of_year=ANNUAL_MONTH))
    for agency in agencies.filter(kind=AgencyKind.DISTRICT_OFFICE):
        duties.append(_duty(plan, agency, DutyKind.LIST, LIST_FORM))
    before = plan.duties.count()
    ReportingDuty.objects.bulk_create(duties, ignore_conflicts=True)
    return plan.duties.count() - before


def _duty(
    plan: Plan, agency: Agency, kind: DutyKind, form_code: str, month_of_year: int | None = None
) -> ReportingDuty:
    return ReportingDuty(
        plan=plan, agency=agency, kind=kind, form_code=form_code, day=DUE_DAY, month_of_year=month_of_year
    )
