"""Every kind of page under axe, on a desk and on a phone, and down to 320 px without sideways scrolling (WCAG 2.2 AA).

One world for the whole list: `PAGES` names the persona, the address and, where it has one, the paper that it is about.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from soctrang_loans.organisation.clock import set_demo_clock
from tests.conftest import OCTOBER
from tests.personas import Personas
from tests.world import Papers, World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Axe()
Subject = Callable[[World], Any]


def own(pick: Callable[[Papers], Any]) -> Subject:
    """A paper of xã An Mỹ or of its district."""
    return lambda world: pick(world.papers["own"])


def registration(state: str) -> Subject:
    """The registration of xã An Mỹ that stands in this state."""
    return own(lambda papers: papers.registrations[state])


PAGES: dict[str, list[tuple[str, Subject | None]]] = {
    "commune_officer": [
        ("home", None),
        ("registrations:list", None),
        ("registrations:create", None),
        ("registrations:edit", registration("returned")),
        ("registrations:detail", registration("draft")),
        ("registrations:reveal", registration("draft")),
        ("password_change", None),
    ],
    "district_officer": [
        ("registrations:review", None),
        ("registrations:detail", registration("waiting")),
        ("registrations:lists", None),
        ("registrations:list_detail", own(lambda papers: papers.monthly_list)),
    ],
    "district_leader": [("cover_list", None)],
    "centre_officer": [
        ("registrations:lists", None),
        ("registrations:list_receipt", own(lambda papers: papers.monthly_list)),
        ("registrations:journeys", None),
        ("registrations:journey_detail", registration("lent")),
        ("registrations:journey_contract", registration("lent")),
        ("registrations:providers", None),
        ("registrations:provider_edit", lambda world: world.provider),
    ],
    "education_officer": [("registrations:list", None), ("registrations:targets", None)],
    "labour_admin": [
        ("user_list", None),
        ("user_detail", own(lambda papers: papers.account)),
        ("posting_give", own(lambda papers: papers.account)),
        ("agency_list", None),
        ("unit_list", None),
        ("holiday_list", None),
    ],
}

# What sticks out, in tables that become cards too: their box would scroll and hide it.
OVERFLOW = """() => {
  const out = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) out.push(`page ${root.scrollWidth} px`);
  for (const box of document.querySelectorAll('.table-responsive:has(> table.cards)'))
    if (box.scrollWidth > box.clientWidth) out.push(`cards ${box.scrollWidth} px`);
  return out;
}"""


def test_pages_are_accessible_and_fit(sign_in: Callable[..., Page], personas: Personas) -> None:
    world = make_world(personas)
    set_demo_clock(OCTOBER)
    faults: list[str] = []
    for persona, pages in PAGES.items():
        page = sign_in(persona)
        for name, subject in pages:
            address = reverse(name, args=[subject(world).pk] if subject else [])
            page.goto(address)
            faults += [f"{persona} {address}: {fault}" for fault in _faults(page)]
    assert faults == []


def test_the_errors_of_the_long_form_are_accessible_and_fit(sign_in: Callable[..., Page]) -> None:
    page = sign_in("commune_officer")
    page.goto(reverse("registrations:create"))
    page.check("[name=beneficiaries][value='1']")
    page.click("button[name=save]")
    page.wait_for_selector("#loi")
    assert page.evaluate("document.activeElement.id") == "loi"
    assert list(_faults(page)) == []


def _faults(page: Page) -> Iterator[str]:
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        yield from _violations(page, width)
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{told} at {width} px" for told in page.evaluate(OVERFLOW))


def _violations(page: Page, width: int) -> Iterable[str]:
    for found in AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]:
        yield f"{found['id']} at {width} px: {found['nodes'][0]['html'][:120]}"
