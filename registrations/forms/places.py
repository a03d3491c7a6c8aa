"""The communes that an officer may choose, and the programmes of a market, as option groups."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import QuerySet

from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import AdministrativeUnit, UnitLevel, User
from soctrang_loans.organisation.scope import Reach, scope_of

from ..models import Market, Programme

Options = list[tuple[str, str]]
Grouped = list[tuple[str, Options]]


def communes_for(user: User) -> QuerySet[AdministrativeUnit]:
    """Today's communes of the user's area, by district; all of the province for the centre."""
    scope = scope_of(user)
    units = AdministrativeUnit.objects.on(business_date()).filter(level=UnitLevel.COMMUNE).select_related("parent")
    if scope.reach is Reach.AREA:
        units = units.filter(pk__in=scope.unit_ids)
    elif scope.reach is not Reach.EVERYTHING:
        units = units.none()
    return units.order_by("parent__sort_order", "parent__code", "sort_order", "code")


def grouped_communes(units: Iterable[AdministrativeUnit]) -> Grouped:
    """(district, [(pk, commune)]), in the order given."""
    return [
        (str(district), [(str(unit.pk), str(unit)) for unit in members])
        for district, members in groupby(units, key=lambda unit: unit.parent or "")
    ]


def grouped_programmes(market: Market | None, students: bool | None) -> Grouped:
    """(market, [(pk, programme)]) of one market and kind of registrant, or of all when not yet chosen."""
    programmes = Programme.objects.select_related("market").order_by("market__sort_order", "code")
    if market is not None:
        programmes = programmes.filter(market=market)
    if students is not None:
        programmes = programmes.filter(for_students=students)
    return [
        (str(name), [(str(programme.pk), programme.name) for programme in members])
        for name, members in groupby(programmes, key=lambda programme: programme.market)
    ]
