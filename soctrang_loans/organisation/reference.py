"""Reference data of the ground floor from `fixtures/`: provinces, units with dates and successors, agencies, holidays.

`lay` is the one way in which every app's fixtures come into the database. It compares by natural key, writes only what
differs, and never deletes; a second run writes nothing.
"""

import csv
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from .models import (
    AdministrativeUnit,
    Agency,
    AgencyArea,
    CalendarDay,
    Province,
    UnitLevel,
    UnitSuccession,
)

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
# An agency of this kind answers for the communes of its column in agency_areas.csv.
AREA_COLUMNS = ("commune_committee", "district_committee", "district_office", "bank_office")


@dataclass(frozen=True)
class Laid:
    """What one file did to one table: rows."""

    table: str
    created: int
    changed: int
    kept: int

    def __str__(self) -> str:
        return f"{self.table}: {self.created} mới, {self.changed} sửa, {self.kept} giữ nguyên"


def read_facts(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of `fixtures/`. Raises ValueError when a text is not Unicode NFC."""
    text = (FIXTURES / name).read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError(f"fixtures/{name} is not NFC.")
    return list(csv.DictReader(text.splitlines()))


def lay(
    model: type[models.Model],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: Sequence[str],
    once: Collection[str] | None = None,
) -> Laid:
    """Bring the rows into the table by natural key.

    Values may be text as read from a file: each field converts its own. `once` names the fields that people may edit
    afterwards: they are written with a new row and left alone in an existing one.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    wanted = [{name: _value(fields[name], value) for name, value in row.items()} for row in rows]
    names = [fields[name].attname for name in key]
    existing = {
        tuple(getattr(each, name) for name in names): each for each in model._default_manager.order_by("pk").iterator()
    }
    new, changed, touched = [], [], set()
    for row in wanted:
        each = existing.get(tuple(_plain(row[name]) for name in key))
        if each is None:
            new.append(model(**row))
            continue
        differs = [
            name
            for name, value in row.items()
            if name not in (once or ()) and getattr(each, fields[name].attname) != _plain(value)
        ]
        if differs:
            for name in differs:
                setattr(each, name, row[name])
            touched.update(differs)
            changed.append(each)
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(touched))
    return Laid(str(model._meta.verbose_name), len(new), len(changed), len(wanted) - len(new) - len(changed))


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(value, str):
        return None if value == "" and field.null else field.to_python(value)
    return value


def unit_finder() -> Callable[[str, str, date | str], AdministrativeUnit]:
    """A function (level, code, day) → the unit that bears the code on that day; raises KeyError when none does."""
    by_code: dict[tuple[str, str], list[AdministrativeUnit]] = {}
    for unit in AdministrativeUnit.objects.all():
        by_code.setdefault((unit.level, unit.code), []).append(unit)

    def find(level: str, code: str, day: date | str) -> AdministrativeUnit:
        day = date.fromisoformat(day) if isinstance(day, str) else day
        for unit in by_code.get((level, code), []):
            if unit.holds_on(day):
                return unit
        raise KeyError(f"No {level} {code} on {day}.")

    return find


@transaction.atomic
def load() -> list[Laid]:
    """Lay provinces, units, successions, agencies, areas and holidays; returns what each file did."""
    laid = [lay(Province, read_facts("provinces.csv"), key=("scheme", "code"))]
    laid += _lay_units()
    laid += _lay_agencies()
    laid.append(lay(CalendarDay, read_facts("holidays.csv"), key=("date",)))
    return laid


def _lay_units() -> list[Laid]:
    facts: list[dict[str, Any]] = [{**row, "sort_order": place} for place, row in enumerate(read_facts("units.csv"), 1)]
    laid = []
    for level in (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE):
        find = unit_finder()
        rows = []
        for fact in facts:
            if fact["level"] != level:
                continue
            row = dict(fact)
            code = row.pop("parent_code")
            # A district where there is one; communes of 2025 hang under the province.
            parent_level = UnitLevel.DISTRICT if len(code) == 3 else UnitLevel.PROVINCE
            row["parent"] = find(parent_level, code, row["valid_from"]) if code else None
            rows.append(row)
        laid.append(lay(AdministrativeUnit, rows, key=("level", "code", "valid_from")))
    find = unit_finder()
    successions = [
        {
            "predecessor": find(
                row["level"], row["predecessor_code"], date.fromisoformat(row["effective_on"]) - timedelta(days=1)
            ),
            "successor": find(row["level"], row["successor_code"], row["effective_on"]),
            "effective_on": row["effective_on"],
            "legal_basis": row["legal_basis"],
        }
        for row in read_facts("unit_successions.csv")
    ]
    laid.append(lay(UnitSuccession, successions, key=("predecessor", "successor")))
    return laid


def _lay_agencies() -> list[Laid]:
    find = unit_finder()
    # The order of the file is the order of lists, and of a person's postings: the labour office's daily work comes
    # before its committee's.
    waiting: list[dict[str, Any]] = [
        {**row, "sort_order": place} for place, row in enumerate(read_facts("agencies.csv"), 1)
    ]
    laid = []
    known: dict[str, Agency | None] = {"": None}
    while waiting:
        ready = [row for row in waiting if row["parent"] in known]
        if not ready:
            raise ValueError(f"fixtures/agencies.csv: unknown parent of {waiting[0]['code']}.")
        waiting = [row for row in waiting if row["parent"] not in known]
        rows = []
        for fact in ready:
            row = dict(fact)
            row["parent"] = known[row["parent"]]
            row["unit"] = find(row.pop("unit_level"), row.pop("unit_code"), row["valid_from"])
            rows.append(row)
        laid.append(lay(Agency, rows, key=("code",)))
        known |= {agency.code: agency for agency in Agency.objects.all()}
    areas = [
        {
            "agency": known[row[column]],
            "unit": find(UnitLevel.COMMUNE, row["commune_code"], row["valid_from"]),
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
        }
        for row in read_facts("agency_areas.csv")
        for column in AREA_COLUMNS
        if row[column]
    ]
    laid.append(lay(AgencyArea, areas, key=("agency", "unit", "valid_from")))
    return laid
