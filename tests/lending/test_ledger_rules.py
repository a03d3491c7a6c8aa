"""The rules as things that are laid, missed, lifted and laid again."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lending.ledger.checks import check_guards
from lending.ledger.rules import faults, is_test_database, lay_again, lifted, statements
from lending.models import LedgerEntry
from tests.lending.ledger_world import guards_off, receive, sources

pytestmark = pytest.mark.django_db
SQLITE = connection.vendor == "sqlite"


def triggers() -> set[Any]:
    """The triggers that are in force, of the whole database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if SQLITE
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_migrated_database_has_them_all() -> None:
    assert faults(connection) == []
    assert check_guards(databases=["default"]) == []
    assert check_guards() == []


def test_a_missing_guard_is_an_error() -> None:
    guards_off()
    errors = check_guards(databases=["default"])
    assert {error.id for error in errors} == {"lending.E001"}
    assert any("trigger lending_ledgerentry_" in error.msg for error in errors)


def test_an_altered_guard_is_an_error() -> None:
    with connection.cursor() as cursor:
        if SQLITE:
            cursor.execute("DROP TRIGGER lending_ledgerentry_before_delete")
            cursor.execute(
                "CREATE TRIGGER lending_ledgerentry_before_delete BEFORE DELETE ON lending_ledgerentry "
                "BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION lending_ledger_never() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN OLD; END $$"
            )
    (error,) = check_guards(databases=["default"])
    assert "altered" in error.msg


def test_a_missing_constraint_is_an_error() -> None:
    if SQLITE:
        # A CHECK cannot be dropped from a table of SQLite without remaking it, which drops the triggers too.
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE lending_ledgerseal RENAME TO lending_ledgerseal_old")
            cursor.execute("CREATE TABLE lending_ledgerseal AS SELECT * FROM lending_ledgerseal_old")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE lending_ledgerseal DROP CONSTRAINT ledger_seal_not_empty")
    assert "constraint ledger_seal_not_empty is missing" in faults(connection)


def test_they_are_laid_again() -> None:
    before = triggers()
    guards_off()
    assert triggers() < before
    lay_again(connection)
    assert faults(connection) == []
    # What is not the ledger's is its own migrations' affair.
    assert {name for name in before if name.startswith("lending_ledger") and "monthevent" not in name} <= triggers()


def test_what_goes_forwards_goes_backwards() -> None:
    for statement in statements(connection.vendor, "backwards"):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    left = triggers()
    assert not {name for name in left if name.startswith("lending_ledger") and "monthevent" not in name}
    for statement in statements(connection.vendor, "forwards"):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert faults(connection) == []


def test_all_insert_only_tables_are_lifted_and_laid_again() -> None:
    before = triggers()
    assert any(name.startswith("registrations_") for name in before)
    with lifted(connection):
        assert not triggers()
    assert triggers() == before


@pytest.mark.parametrize(
    ("name", "test", "answer"),
    [
        ("file:memorydb_default?mode=memory&cache=shared", None, SQLITE),
        ("test_portal", None, True),
        ("test_portal_gw0", None, True),
        ("portal", None, False),
        ("portal", "portal", True),
        ("portal.sqlite3", None, False),
        (Path("data") / "test_portal.sqlite3", None, True),
    ],
)
def test_which_databases_are_for_tests(monkeypatch: pytest.MonkeyPatch, name: Any, test: Any, answer: bool) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    monkeypatch.setitem(connection.settings_dict, "TEST", {"NAME": test})
    assert is_test_database(connection) is answer


def test_no_other_database_is_flushed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", "portal")
    with pytest.raises(CommandError, match="flush would wipe a ledger"):
        call_command("flush", interactive=False)


def test_nothing_is_flushed_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="flush would wipe a ledger"):
        call_command("flush", interactive=False)


@pytest.mark.django_db(transaction=True)
def test_a_test_database_is_flushed_and_guarded_again() -> None:
    receive(sources()[0], 10)
    before = triggers()
    call_command("flush", interactive=False, verbosity=0)
    assert not LedgerEntry.objects.exists()
    assert triggers() == before
    assert faults(connection) == []
