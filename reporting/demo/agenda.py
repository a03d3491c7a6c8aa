"""A year in order of time: each step acts at its own moment of the business clock."""

import heapq
from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from typing import Any

from soctrang_loans.organisation.clock import at, business_time


class Agenda:
    """Steps to take, each at a moment; a step may put further steps on the agenda, but none into the past."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self.steps: list[tuple[datetime, int, Callable[[], Any]]] = []
        self.order = count()

    def put(self, day: date, step: Callable[[], Any], hour: int = 9, minute: int = 0) -> None:
        """Plan a step; what lies after the end of the agenda is left out."""
        moment = at(day, hour, minute)
        if moment < self.until:
            heapq.heappush(self.steps, (moment, next(self.order), step))

    def run(self) -> int:
        """Take every step in order; returns how many."""
        taken = 0
        while self.steps:
            moment, _, step = heapq.heappop(self.steps)
            with business_time(moment):
                step()
            taken += 1
        return taken
