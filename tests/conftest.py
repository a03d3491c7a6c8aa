"""Reference data and personas for every test that touches the database, and a business clock that stands still."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.management import call_command
from hypothesis import settings as hypothesis_settings

from registrations.models import Plan
from reporting.demo.personas import make_personas
from soctrang_loans.organisation.clock import VIETNAM, business_time
from soctrang_loans.organisation.models import User
from tests.personas import Personas

# A loaded machine must not turn a property into a failure.
hypothesis_settings.register_profile("portal", deadline=None)
hypothesis_settings.load_profile("portal")

OCTOBER = datetime(2024, 10, 8, 8, 0, tzinfo=VIETNAM)


def load_world() -> None:
    """Reference data and accounts, as `make run` would load them."""
    call_command("load_reference", verbosity=0)
    with business_time(datetime(2024, 1, 2, 8, 0, tzinfo=VIETNAM)):
        make_personas()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database holds the world once; tests roll back to it."""
    with django_db_blocker.unblock():
        load_world()


@pytest.fixture(autouse=True)
def _world(request: pytest.FixtureRequest) -> None:
    """Load the world again where a transactional test has flushed it."""
    names = request.fixturenames
    if "transactional_db" in names or "live_server" in names or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if _transactional(request) else "db")
        if not Plan.objects.exists() or not User.objects.exists():
            load_world()


def _transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return (
        "transactional_db" in request.fixturenames
        or "live_server" in request.fixturenames
        or bool(marker and marker.kwargs.get("transaction"))
    )


@pytest.fixture(autouse=True)
def october() -> Iterator[datetime]:
    """It is Tuesday 08/10/2024, 08:00 in Vietnam, unless a test says otherwise with business_time()."""
    with business_time(OCTOBER):
        yield OCTOBER


@pytest.fixture
def personas(db: None) -> Personas:
    """The named people."""
    return Personas()


@pytest.fixture
def plan(db: None) -> Plan:
    """The plan of 2024."""
    return Plan.objects.get(year=2024)
