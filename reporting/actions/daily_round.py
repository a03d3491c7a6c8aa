"""The daily round: what is due and not yet done, however long nobody ran it."""

from dataclasses import dataclass
from datetime import date

from lending.ledger.seals import seal_due_days

from .obligations import open_due_obligations
from .reminders import remind_due


@dataclass(frozen=True)
class Round:
    """What one run found to do: counts."""

    opened: int
    reminded: int
    sealed: int


def run_daily_round(today: date) -> Round:
    """Open obligations, remind, seal the ledger's finished days. Idempotent; two runs at once do the work once."""
    opened = open_due_obligations(today)
    reminded = remind_due(today)
    sealed = seal_due_days(today=today)
    return Round(opened=len(opened), reminded=len(reminded), sealed=len(sealed))
