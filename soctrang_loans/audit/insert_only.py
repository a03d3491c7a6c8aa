"""Database rules that refuse UPDATE and DELETE on an insert-only table, for a migration to run."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def insert_only(*tables: str) -> migrations.RunPython:
    """A reversible operation that makes the tables insert-only on SQLite and PostgreSQL.

    SQLite drops a table's triggers when a migration remakes the table: such a migration must lift these rules before
    and lay them again after.
    """

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            for statement in create_rules(table, editor.connection.vendor):
                editor.execute(statement)

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            for statement in drop_rules(table, editor.connection.vendor):
                editor.execute(statement)

    return migrations.RunPython(forwards, backwards, elidable=False)


def create_rules(table: str, vendor: str) -> list[str]:
    """The statements that lay the rules."""
    message = f"{table}_insert_only"
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation', CONSTRAINT = '{message}'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_insert_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_insert_only()",
    ]


def drop_rules(table: str, vendor: str) -> list[str]:
    """The statements that lift them."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_update", f"DROP TRIGGER IF EXISTS {table}_no_delete"]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_insert_only()",
    ]
