"""App configuration."""

from django.apps import AppConfig
from django.core import checks


class LendingConfig(AppConfig):
    name = "lending"
    verbose_name = "Cho vay"

    def ready(self) -> None:
        from .ledger.checks import check_guards

        checks.register(check_guards, checks.Tags.database)
