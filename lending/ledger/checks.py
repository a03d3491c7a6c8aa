"""Django's system check of the ledger: `manage.py check --database default` names a guard that is missing."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from .rules import CURRENT, faults


def check_guards(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """One error for each rule of the ledger that a migrated database lacks or holds altered."""
    return [
        checks.Error(
            f"Ledger guard on database “{alias}”: {fault}.",
            hint="Find out who took it away, then lay the rules again: manage.py verify_ledger --lay-rules.",
            id="lending.E001",
        )
        for alias in databases or ()
        if _migrated(alias)
        for fault in faults(connections[alias])
    ]


def _migrated(alias: str) -> bool:
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return any(app == "lending" and name.startswith(f"{CURRENT}_") for app, name in applied)
