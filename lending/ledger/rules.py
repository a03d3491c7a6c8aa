"""The ledger's rules in the database: laying them by migration, and saying when one is missing or has been altered.

One reversible file per vendor and migration stands in `lending/ledger/sql/<vendor>/<number>_rules.sql`. A migration
that changes a table of the ledger is: lift the rules → change → lay the rules, from a new numbered file, because SQLite
remakes the table and silently drops its triggers.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from lending.models.ledger import LedgerAccount, LedgerEntry, LedgerMonth, LedgerSeal

# The migration whose file is in force.
CURRENT = "0005"
FOLDER = Path(__file__).resolve().parent / "sql"
TABLES = tuple(model._meta.db_table for model in (LedgerEntry, LedgerAccount, LedgerMonth, LedgerSeal))


def ledger_rules(number: str) -> migrations.RunPython:
    """The reversible operation that lays the rules of the file with that number."""

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements(editor.connection.vendor, "forwards", number):
            editor.execute(statement, params=None)

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements(editor.connection.vendor, "backwards", number):
            editor.execute(statement, params=None)

    return migrations.RunPython(forwards, backwards, elidable=False)


def statements(vendor: str, direction: str, number: str = CURRENT) -> list[str]:
    """The statements of one part ("forwards" or "backwards") of a vendor's file."""
    text = (FOLDER / vendor / f"{number}_rules.sql").read_text(encoding="utf-8")
    forwards, backwards = text.split("-- forwards\n", 1)[1].split("-- backwards\n", 1)
    part = forwards if direction == "forwards" else backwards
    if vendor == "sqlite":
        return _split(part)
    # psycopg sends a text without parameters as it stands, however many statements it holds.
    return [part.strip()]


def _split(text: str) -> list[str]:
    found, statement = [], ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return found


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Rules and named constraints of the ledger that this database lacks or holds altered; empty when all is well."""
    found = _sqlite_faults(connection) if connection.vendor == "sqlite" else _postgresql_faults(connection)
    with connection.cursor() as cursor:
        for model in (LedgerEntry, LedgerAccount, LedgerMonth, LedgerSeal):
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
            wanted = {constraint.name for constraint in model._meta.constraints}
            found += [f"constraint {name} is missing" for name in sorted(wanted - set(present))]
    return found


def _sqlite_faults(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        present = {name: _plain(sql) for name, sql in cursor.fetchall()}
    return [
        f"trigger {name} is {'altered' if name in present else 'missing'}"
        for statement in statements("sqlite", "forwards")
        if present.get(name := _named(statement)) != _plain(statement)
    ]


def _named(statement: str) -> str:
    found = re.search(r"CREATE TRIGGER (\w+)", statement)
    assert found is not None
    return found.group(1)


def _plain(statement: str) -> str:
    """The statement from its CREATE on, with single spaces and no closing semicolon."""
    return " ".join(statement[statement.index("CREATE ") :].split()).rstrip("; ")


def _postgresql_faults(connection: BaseDatabaseWrapper) -> list[str]:
    text = statements("postgresql", "forwards")[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled = 'O' AND tgrelid::regclass::text = ANY (%s)",
            [list(TABLES)],
        )
        triggers = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'lending_ledger_%%'")
        bodies = {name: " ".join(body.split()) for name, body in cursor.fetchall()}
    found = [
        f"trigger {name} is missing or disabled"
        for name in re.findall(r"CREATE TRIGGER (\w+)", text)
        if name not in triggers
    ]
    for name, body in re.findall(r"CREATE FUNCTION (\w+)\(.*?AS \$\$(.*?)\$\$", text, re.DOTALL):
        if bodies.get(name) != " ".join(body.split()):
            found.append(f"function {name} is {'altered' if name in bodies else 'missing'}")
    return found


def lay_again(connection: BaseDatabaseWrapper) -> None:
    """Lift what is left of the ledger's rules and lay all of them, as the file in force has them."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for direction in ("backwards", "forwards"):
            for statement in statements(connection.vendor, direction):
                cursor.execute(statement)


def is_test_database(connection: BaseDatabaseWrapper) -> bool:
    """Whether the connection leads to a database that a test runner made."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and ("mode=memory" in name or name == ":memory:"):
        return True
    return Path(name).name.startswith("test_") or name == connection.settings_dict["TEST"].get("NAME")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Every trigger of the database out of force inside the block, and back as it was after it.

    For flushing a test database: not the ledger's rules only, but those of all insert-only tables.
    """
    if connection.vendor == "sqlite":
        listing = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        lift, lay = "DROP TRIGGER {0}", "{1}"
    else:
        listing = (
            "SELECT DISTINCT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
        lift, lay = "ALTER TABLE {0} DISABLE TRIGGER {1}", "ALTER TABLE {0} ENABLE TRIGGER {1}"
    with connection.cursor() as cursor:
        cursor.execute(listing)
        found = cursor.fetchall()
        for row in found:
            cursor.execute(lift.format(*row))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for row in found:
                cursor.execute(lay.format(*row))
