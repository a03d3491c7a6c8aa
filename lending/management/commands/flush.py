"""Django's `flush`, which the insert-only tables refuse, for test databases only."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as DjangoFlush
from django.db import connections

from lending.ledger.rules import is_test_database, lifted


class Command(DjangoFlush):
    """Lift every rule of the database, flush, lay them again. Refuses elsewhere (CommandError)."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if settings.PRODUCTION or not is_test_database(connection):
            raise CommandError(
                "flush would wipe a ledger that nothing may be deleted from. Use `make reset` for the demo's database."
            )
        with lifted(connection):
            super().handle(**options)
