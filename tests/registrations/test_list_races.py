"""Two people certify one list at the same moment: one certification stands. SQLite lets one writer in at a time."""

import threading
from contextlib import suppress

import pytest

from registrations.actions import monthly_list as actions
from registrations.models import MonthlyList, MonthlyListEntry, Registration
from tests.races import on_postgresql, outcomes
from tests.registrations.lists import office, prepared, second_leader, september

pytestmark = [pytest.mark.django_db(transaction=True), on_postgresql]


def meet_before_writing(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Hold both between the look at the list and the write; where only one can get there, for so long."""
    both = threading.Barrier(2)
    area_of = actions.area_of

    def look_and_wait(paper: MonthlyList) -> frozenset[int]:
        found = area_of(paper)
        with suppress(threading.BrokenBarrierError):  # the other stands before the lock, as it should
            both.wait(timeout=seconds)
        return found

    monkeypatch.setattr(actions, "area_of", look_and_wait)


def two_certify(personas, monkeypatch, seconds: float) -> tuple[MonthlyList, list[str]]:
    paper, first, second = prepared(personas), personas.district_leader, second_leader(personas)
    meet_before_writing(monkeypatch, seconds)
    told = outcomes(
        lambda: actions.certify(monthly_list=paper, by=first), lambda: actions.certify(monthly_list=paper, by=second)
    )
    return paper, told


def test_of_two_certifying_one_list_one_does(personas, monkeypatch):
    registration = september(personas)
    paper, told = two_certify(personas, monkeypatch, 2)
    assert told == ["done", "wrong_state"]
    assert paper.events.filter(action="certify").count() == 1
    assert MonthlyListEntry.objects.filter(list=paper, registration=registration).count() == 1
    assert registration.events.filter(to_state=Registration.Stage.LISTED).count() == 1


def test_control_without_the_lock_an_empty_list_is_certified_twice(personas, monkeypatch):
    """The same race with the lock off: it must show the fault. With people on it the entries' constraint would help."""
    monkeypatch.setattr(actions, "_locked", lambda paper: MonthlyList.objects.select_related("agency").get(pk=paper.pk))
    paper, told = two_certify(personas, monkeypatch, 30)
    assert told == ["done", "done"]
    assert paper.events.filter(action="certify").count() == 2


def test_two_who_open_one_month_get_one_list():
    agency = office()
    told = outcomes(*[lambda: actions.open_list(agency=agency, year=2024, month=9)] * 2)
    assert told == ["done", "done"]
    paper = MonthlyList.objects.get()
    assert paper.events.filter(action="open").count() == 1
