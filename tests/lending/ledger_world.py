"""The least that the ledger's own tests need: sources, and contracts without the papers that lead to them."""

from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import connection, transaction

from lending.ledger import accounts
from lending.ledger.posting import Leg, Posted, post
from lending.ledger.verification import verify_books
from lending.models import Dossier, EntryKind, FundingSource, LedgerAccount, LedgerEntry, LendingPolicy, LoanContract
from registrations.models import EthnicGroup, Person, Plan, Registration
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import AdministrativeUnit, Agency, AgencyKind, UnitLevel, User

PEOPLE = count(1)
KEYS = count(1)


def user() -> User:
    """Somebody who posts."""
    return User.objects.order_by("pk")[0]


def sources() -> list[FundingSource]:
    """Central and provincial capital."""
    return list(FundingSource.objects.order_by("sort_order"))


def contract(source: FundingSource, amount: int = 100) -> LoanContract:
    """A contract of an invented person, approved for an amount that no money has been set aside for yet."""
    number = next(PEOPLE)
    day = business_date()
    person = Person.objects.create(
        cccd=f"094099{number:06d}",
        full_name=f"Người Thử {number}",
        date_of_birth=date(1999, 1, 1),
        sex="M",
        ethnic_group=EthnicGroup.objects.first(),
    )
    registration = Registration.objects.create(
        plan=Plan.objects.get(year=2024),
        person=person,
        commune=AdministrativeUnit.objects.filter(level=UnitLevel.COMMUNE)[0],
        kind=Registration.Kind.WORKER,
        paper_date=day,
        received_on=day,
        entered_by=user(),
        entered_agency=Agency.objects.order_by("pk")[0],
        entered_at=business_now(),
    )
    office = Agency.objects.filter(kind=AgencyKind.BANK_OFFICE)[0]
    dossier = Dossier.objects.create(
        number=f"HS-{number}",
        registration=registration,
        office=office,
        source=source,
        policy=LendingPolicy.objects.filter(source=source)[0],
        requested_amount=amount,
        requested_months=36,
        purpose="Chi phí đi làm việc",
        received_on=day,
        due_on=day,
        received_by=user(),
    )
    return LoanContract.objects.create(
        dossier=dossier,
        plan=registration.plan,
        source=source,
        office=office,
        approved_amount=amount,
        months=36,
        annual_rate="6.60",
        overdue_multiplier="1.30",
        approved_on=day,
    )


def book(kind: EntryKind, *legs: Leg, event: str = "", value_date: date | None = None, **more: Any) -> Posted:
    """Post in a transaction of its own."""
    with transaction.atomic():
        return post(
            event=event or f"thu/{next(KEYS)}",
            kind=kind,
            legs=legs,
            value_date=value_date or business_date(),
            by=more.pop("by", None) or user(),
            **more,
        )


def receive(source: FundingSource, amount: int, *, pool: str = "new", **more: Any) -> Posted:
    """Capital comes in."""
    return book(
        EntryKind.CAPITAL_RECEIVED,
        Leg(accounts.available(source, pool), accounts.capital(source, "new"), amount),
        **more,
    )


def approve(loan: LoanContract, amount: int, *, pool: str = "new", **more: Any) -> Posted:
    """Set an amount aside for the contract."""
    leg = Leg(accounts.committed(loan, pool), accounts.available(loan.source, pool), amount)
    return book(EntryKind.APPROVAL, leg, **more)


def disburse(loan: LoanContract, amount: int, *, pool: str = "new", **more: Any) -> Posted:
    """Pay out of what is set aside."""
    leg = Leg(accounts.principal_current(loan), accounts.committed(loan, pool), amount)
    return book(EntryKind.DISBURSEMENT, leg, **more)


def collect(loan: LoanContract, amount: int, **more: Any) -> Posted:
    """Take principal back."""
    leg = Leg(accounts.recovered_waiting(loan.source), accounts.principal_current(loan), amount)
    return book(EntryKind.PRINCIPAL_COLLECTED, leg, **more)


def line_values(debit: LedgerAccount, credit: LedgerAccount, **changes: Any) -> dict[str, Any]:
    """A correct line as raw SQL would write it, with the changes of an attack."""
    moment: datetime = changes.pop("moment", business_now())
    stored = connection.ops.adapt_datetimefield_value(moment)
    values = {
        "event": f"tho/{next(KEYS)}",
        "line": 1,
        "kind": "capital_received",
        "debit_id": debit.pk,
        "credit_id": credit.pk,
        "amount": 10,
        "value_date": moment.date().isoformat(),
        "booked_at": stored,
        "booked_on": moment.date().isoformat(),
        "plan_id": None,
        "by_id": None,
        "reverses_id": None,
        "reason": "",
    }
    return values | changes


def insert(values: dict[str, Any], *, verb: str = "INSERT", ending: str = "", table: str = "") -> None:
    """Write a row by raw SQL, past Django."""
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    table = table or LedgerEntry._meta.db_table
    execute(f"{verb} INTO {table} ({names}) VALUES ({marks}) {ending}", list(values.values()))


def execute(sql: str, params: list[Any] | None = None) -> int:
    """Run raw SQL in a savepoint; answers the number of rows it changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        if "TRUNCATE" in sql:
            # Else PostgreSQL refuses for the checks of foreign keys that still wait, and the guard is not asked.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, params)
        return cursor.rowcount


def account(ref: accounts.AccountRef) -> LedgerAccount:
    """The account's row, made if need be."""
    return accounts.rows([ref])[ref.key]


def guards_off() -> None:
    """Take the database's guards away, until the test's transaction is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lending_%%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'lending_%%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def differences() -> list[str]:
    """What `verify_ledger` names, but for approved amounts: contracts here are posted to without their papers."""
    return [line for check in verify_books() for line in check.differences if "mức phê duyệt" not in line]
