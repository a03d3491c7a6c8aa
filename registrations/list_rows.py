"""One printed row of Phụ lục IV, from a registration or read back from the frozen list, and what rows add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import groupby
from typing import Any

from soctrang_loans.vietnam.dates import period_label

from .figures import NEAR_POOR, POOR
from .models import MonthlyListEntry, Registration
from .periods import Month

KIND_SHORT = {Registration.Kind.WORKER.value: "LĐ", Registration.Kind.STUDENT.value: "DH"}
_DATES = ("birth", "registered_on")


@dataclass(frozen=True)
class ListRow:
    """What the list prints of one person (domain §3.2) and what its footer counts. `loan` is in đồng, None for none."""

    registration_id: int
    number: str
    commune_id: int
    commune: str
    commune_order: int
    name: str
    name_sort: str
    sex: str
    birth: date
    ethnic: str
    minority: bool
    cccd: str
    residence: str
    phone: str
    schooling: str
    skills: str
    groups: str
    primary_group: str
    kind: str
    market: str
    trade: str
    provider: str
    loan: int | None
    registered_on: date
    supplement: bool
    note: str

    @property
    def kind_short(self) -> str:
        return KIND_SHORT[self.kind]

    @property
    def is_woman(self) -> bool:
        return self.sex == "F"

    def to_json(self) -> dict[str, Any]:
        """As it is kept in `MonthlyListEntry.printed`: dates in ISO form."""
        return {key: value.isoformat() if key in _DATES else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ListRow":
        """The row as it was frozen; what a later portal added to the print is ignored, what it lacks is an error."""
        known = {each.name for each in fields(cls)}
        values: dict[str, Any] = {
            key: date.fromisoformat(value) if key in _DATES else value for key, value in kept.items() if key in known
        }
        return cls(**values)

    @classmethod
    def of(cls, registration: Registration, month: Month) -> "ListRow":
        """The row of a registration on that month's list; needs `person__ethnic_group`, `commune` and beneficiaries."""
        person, received = registration.person, Month.of(registration.received_on)
        groups = list(registration.beneficiaries.all())
        commune = registration.commune
        ended = commune.valid_to is not None and commune.valid_to < month.last
        return cls(
            registration_id=registration.pk,
            number=registration.number or "",
            commune_id=commune.pk,
            commune=f"{commune.name} (đến {commune.valid_to:%d/%m/%Y})" if ended else commune.name,
            commune_order=commune.sort_order,
            name=person.full_name,
            name_sort=person.name_sort,
            sex=person.sex,
            birth=person.date_of_birth,
            ethnic=person.ethnic_group.name,
            minority=person.ethnic_group.is_minority,
            cccd=person.cccd,
            residence=", ".join(part for part in (registration.hamlet, commune.in_sentence) if part),
            phone=registration.phone,
            schooling=_schooling(registration),
            skills="; ".join(part for part in (_qualification(registration), registration.languages) if part),
            groups=", ".join(each.group.code for each in groups),
            primary_group=next((each.group.code for each in groups if each.is_primary), ""),
            kind=registration.kind,
            market=registration.market_first.name if registration.market_first else "",
            trade=registration.trade,
            provider=registration.provider.name if registration.provider else "",
            loan=registration.loan_amount if registration.wants_loan else None,
            registered_on=registration.received_on,
            supplement=received < month,
            note=f"Bổ sung {period_label(received.year, received.month)}" if received < month else "",
        )


@dataclass(frozen=True)
class ListCounts:
    """What stands under the list: persons, and the loan wish in đồng. Poor and near-poor go by the primary group."""

    people: int
    women: int
    minority: int
    poor: int
    near_poor: int
    workers: int
    students: int
    wants_loan: int
    loan_amount: int

    @classmethod
    def of(cls, rows: Sequence[ListRow]) -> "ListCounts":
        """Count the rows."""
        return cls(
            people=len(rows),
            women=sum(row.is_woman for row in rows),
            minority=sum(row.minority for row in rows),
            poor=sum(row.primary_group == POOR for row in rows),
            near_poor=sum(row.primary_group == NEAR_POOR for row in rows),
            workers=sum(row.kind == Registration.Kind.WORKER for row in rows),
            students=sum(row.kind == Registration.Kind.STUDENT for row in rows),
            wants_loan=sum(row.loan is not None for row in rows),
            loan_amount=sum(row.loan or 0 for row in rows),
        )


@dataclass(frozen=True)
class CommuneGroup:
    """The rows of one commune, in the order of names; `first` is the running number of its first row."""

    name: str
    first: int
    rows: Sequence[ListRow]
    counts: ListCounts

    @property
    def numbered(self) -> list[tuple[int, ListRow]]:
        return list(enumerate(self.rows, start=self.first))


def in_order(rows: Iterable[ListRow]) -> list[ListRow]:
    """By commune, within it by given name as Vietnamese lists do."""
    return sorted(rows, key=lambda row: (row.commune_order, row.commune_id, row.name_sort, row.registration_id))


def by_commune(rows: Sequence[ListRow]) -> list[CommuneGroup]:
    """The ordered rows in their communes."""
    groups: list[CommuneGroup] = []
    first = 1
    for _, members in groupby(rows, key=lambda row: row.commune_id):
        of_one = list(members)
        groups.append(CommuneGroup(of_one[0].commune, first, of_one, ListCounts.of(of_one)))
        first += len(of_one)
    return groups


def frozen_rows(entries: Iterable[MonthlyListEntry]) -> list[ListRow]:
    """The rows of a certified list as they were printed."""
    return [ListRow.from_json(entry.printed) for entry in entries]


def _schooling(registration: Registration) -> str:
    return f"Lớp {registration.grade}/12" if registration.grade else registration.get_schooling_display()


def _qualification(registration: Registration) -> str:
    if registration.qualification in ("", Registration.Qualification.NONE):
        return ""
    level = registration.get_qualification_display()
    return f"{level} {registration.field_of_study}".strip()
