"""Where an application goes: which office of the bank, and which source of capital first."""

from datetime import date

from registrations.models import Registration
from soctrang_loans.organisation.models import AdministrativeUnit, Agency, AgencyArea, AgencyKind, UnitSuccession

from .eligibility import overseas_contract_of
from .models import FundingSource
from .policy_terms import find_policy, terms_of


def office_of(commune: AdministrativeUnit, on: date) -> Agency | None:
    """The bank's office whose area holds the commune on that day, by way of its successors where it has ended."""
    units = {commune.pk}
    newest = units
    while newest:
        successors = UnitSuccession.objects.filter(predecessor_id__in=newest, effective_on__lte=on)
        newest = set(successors.values_list("successor_id", flat=True)) - units
        units |= newest
    area = (
        AgencyArea.objects.on(on)
        .filter(unit_id__in=units, agency__kind=AgencyKind.BANK_OFFICE)
        .select_related("agency")
        .order_by("agency__sort_order", "agency_id")
        .first()
    )
    return area.agency if area else None


def source_for(registration: Registration, on: date) -> FundingSource | None:
    """The first source, in their order, whose policy takes this registration (domain §1.4).

    A source that asks for a priority group takes only its members, and only with their contract on file; everybody
    else, and every student, falls to the next. None where no policy holds.
    """
    central = registration.beneficiaries.filter(group__central_priority=True).exists()
    first_choice = central and overseas_contract_of(registration) is not None
    for source in FundingSource.objects.order_by("sort_order", "pk"):
        policy = find_policy(registration.kind, source, on)
        if policy is not None and (first_choice or not terms_of(policy).priority_group_required):
            return source
    return None
