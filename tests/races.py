"""Two at once, on PostgreSQL: works in threads with connections of their own, all from one starting line."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.refusal import Refused
from tests.conftest import OCTOBER

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time; the race is PostgreSQL's"
)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Start the works at once; what each returned or raised, in the order given."""
    line = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(index: int) -> None:
        try:
            # A new thread has a context of its own, where the clock is not frozen.
            with business_time(OCTOBER):
                line.wait(timeout=20)
                results[index] = works[index]()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def outcomes(*works: Callable[[], Any]) -> list[str]:
    """Start the works at once; what each was told, sorted: "done", "repeated", or the rule that refused it.

    Any other exception is raised here.
    """
    return sorted(_told(result) for result in together(*works))


def _told(result: Any) -> str:
    if isinstance(result, Refused):
        return result.rule
    if isinstance(result, Exception):
        raise result
    return "repeated" if getattr(result, "repeated", False) else "done"
