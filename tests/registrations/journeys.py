"""People brought along the way abroad, for the tests."""

from datetime import date
from typing import Any

from registrations.actions.journey import record_contract, record_departure, record_selection
from registrations.models import Market, OverseasContract, Programme, Provider, Registration

COSTS = {"service_fee": 60_000_000, "training": 25_000_000, "travel": 12_000_000}


def provider(name: str = "Công ty thử (hư cấu)", **changes: Any) -> Provider:
    """An enterprise of the register."""
    defaults = {"kind": Provider.Kind.ENTERPRISE, "licence_number": "900/LĐTBXH-GP"} | changes
    return Provider.objects.get_or_create(name=name, defaults=defaults)[0]


def selection(**changes: Any) -> dict[str, Any]:
    """What the centre records of a selection."""
    japan = Market.objects.get(code="JP")
    return {
        "provider": provider(),
        "market": japan,
        "programme": Programme.objects.get(code="JP-TTS"),
        "selected_on": date(2024, 9, 30),
    } | changes


def contract(**changes: Any) -> dict[str, Any]:
    """What the centre records of a contract."""
    return {
        "number": "12/2024/HĐ",
        "signed_on": date(2024, 10, 2),
        "months": 36,
        "planned_departure": date(2024, 12, 1),
        "costs": COSTS,
        "paid_by_budget": ["training"],
    } | changes


def selected(personas, registration: Registration, **changes: Any) -> OverseasContract:
    return record_selection(registration=registration, by=personas.centre_officer, **selection(**changes))


def contracted(personas, registration: Registration, **changes: Any) -> OverseasContract:
    selected(personas, registration)
    return record_contract(registration=registration, by=personas.centre_officer, **contract(**changes))


def departed(personas, registration: Registration, day: date = date(2024, 10, 7)) -> OverseasContract:
    contracted(personas, registration)
    return record_departure(registration=registration, by=personas.centre_officer, departed_on=day, note="VN 300")
