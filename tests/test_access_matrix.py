"""Every address × every persona × own / sister / other territory × GET / POST, against who ought to see what.

The addresses come from the URLconf, the pages' rules from the access table; who sees whose papers (tests/world.py) and
who may take which step is written down once more, in words, so that an error in `visible_to` or a transition shows.
"""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from pypdf import PdfReader

from lending.actions.capital import CAPITAL
from lending.actions.contract import CONTRACT
from lending.actions.dossier import DOSSIER
from lending.ledger.months import MONTH
from registrations.actions.monthly_list import MONTHLY_LIST
from registrations.actions.registration import REGISTRATION_STEPS
from registrations.models import Plan
from reporting.actions import obligations
from reporting.demo.personas import PERSONAS
from soctrang_loans import urls
from soctrang_loans.access_table import ACCESS
from soctrang_loans.audit.transitions import TransitionTable
from soctrang_loans.organisation.models import User
from tests.conftest import load_world
from tests.personas import Personas
from tests.world import (
    BRANCH,
    BRANCH_DECIDERS,
    CENTRE,
    COMMUNES,
    CONTROLLERS,
    CREDIT_OFFICERS,
    DIRECTORS,
    DISTRICTS,
    EVERYBODY,
    FAMILY,
    FINANCE,
    LABOUR,
    SEES,
    TERRITORIES,
    World,
    make_world,
    seen,
)

# --- Which papers stand behind an address ----------------------------------------------------------------------------

DOSSIERS = ("dossier", "open_dossier")
DUTIES = ("list_duty", "return_duty", "bank_return", "school_return")
SUBJECTS: dict[str, tuple[str, ...]] = {
    "registrations:detail": ("lent", "candidate", "waiting", "returned", "draft"),
    "registrations:edit": ("lent", "draft"),
    "registrations:transition": ("lent", "waiting", "draft"),
    "registrations:reveal": ("lent", "waiting"),
    "registrations:pdf": ("lent", "draft"),
    "registrations:list_detail": ("monthly_list",),
    "registrations:list_transition": ("monthly_list",),
    "registrations:list_submit": ("monthly_list",),
    "registrations:list_receipt": ("monthly_list",),
    "registrations:list_xlsx": ("monthly_list",),
    "registrations:list_pdf": ("monthly_list",),
    "registrations:journey_detail": ("lent", "candidate"),
    "registrations:journey_selection": ("candidate",),
    "registrations:journey_contract": ("candidate",),
    "registrations:journey_departure": ("candidate",),
    "registrations:provider_edit": ("provider",),
    "lending:dossier_open": ("candidate",),
    "lending:dossier": DOSSIERS,
    "lending:dossier_step": ("open_dossier",),
    "lending:dossier_papers": DOSSIERS,
    "lending:dossier_appraise": DOSSIERS,
    "lending:dossier_approve": DOSSIERS,
    "lending:contract": ("contract",),
    "lending:contract_step": ("contract",),
    "lending:contract_sign": ("contract",),
    "lending:contract_disburse": ("contract",),
    "lending:contract_collect": ("contract",),
    "lending:voucher_reverse": ("voucher",),
    "lending:capital": ("notice",),
    "lending:capital_step": ("notice",),
    "lending:release_reverse": ("release",),
    "lending:month_step": ("ledger_month",),
    "reporting:obligation": DUTIES,
    "reporting:obligation_submit": DUTIES,
    "reporting:obligation_extend": DUTIES,
    "reporting:obligation_move": DUTIES,
    "reporting:report_progress": ("report_pdf",),
    "reporting:report_file": ("report_pdf", "report_xlsx"),
    "user_detail": ("account",),
    "user_edit": ("account",),
    "user_reset_password": ("account",),
    "user_deactivate": ("account",),
    "user_reactivate": ("account",),
    "posting_give": ("account",),
    "posting_end": ("commune_posting", "cover"),
    "cover_grant": ("commune_posting", "bank_posting"),
    "agency_detail": ("commune_agency",),
    "user_create": ("commune_agency",),
}


def kwargs_of(world: World, subject: str, territory: str, name: str) -> dict[str, Any]:
    """The arguments of the address `name` for that paper of that territory."""
    papers = world.papers[territory]
    if subject == "voucher":
        return {"pk": papers.contract.pk, "voucher_pk": papers.voucher.pk}
    if subject.startswith("report_"):
        suffix = {"suffix": subject.removeprefix("report_")} if name == "reporting:report_file" else {}
        return {"pk": world.report.pk, **suffix}
    if subject in papers.registrations:
        return {"pk": papers.registrations[subject].pk}
    if subject.startswith("commune_"):
        posting = papers.account.postings.get()
        return {"pk": posting.pk if subject == "commune_posting" else posting.agency_id}
    if subject == "ledger_month":
        return {"year": world.ledger_month.year, "month": world.ledger_month.month}
    if subject == "bank_posting":
        return {"pk": papers.cover.covers_id}
    return {"pk": (getattr(papers, subject, None) or getattr(world, subject)).pk}


# --- What is sent, and who may send it -------------------------------------------------------------------------------

# Address, then per value of the field `transition` who may take that step with a paper in their scope: 403 for others
# who may open the page.
STEPS: dict[str, dict[str, str]] = {
    "registrations:transition": {
        "submit": f"{COMMUNES} {DISTRICTS} {CENTRE}",
        "accept": DISTRICTS,
        "return": DISTRICTS,
        "withdraw": f"{COMMUNES} {DISTRICTS} {CENTRE}",
    },
    "registrations:list_transition": {
        "prepare": DISTRICTS,
        "certify": "district_leader other_district_leader",
        "reopen": DISTRICTS,
        "receive": CENTRE,
        "return": CENTRE,
    },
    "lending:dossier_step": {
        "check": CONTROLLERS,
        # One action: the dossier tells whether it lies with the checker or, as here, not.
        "return_by_checker": DIRECTORS,
        "return_by_director": DIRECTORS,
        "refuse": DIRECTORS,
        "withdraw": CREDIT_OFFICERS,
    },
    "lending:contract_step": {"cancel": DIRECTORS, "cancel_remainder": DIRECTORS},
    # The notice is Sở Tài chính's: the branch rejects it, only its author cancels it.
    "lending:capital_step": {"reject": BRANCH_DECIDERS, "cancel": FINANCE},
    "lending:month_step": {"reconcile": BRANCH, "resume": BRANCH, "lock": BRANCH_DECIDERS},
    "reporting:obligation_move": {"accept": LABOUR, "return": LABOUR, "lock": LABOUR, "remind": LABOUR},
}
TABLES: dict[str, TransitionTable] = {
    "registrations:transition": REGISTRATION_STEPS,
    "registrations:list_transition": MONTHLY_LIST,
    "lending:dossier_step": DOSSIER,
    "lending:contract_step": CONTRACT,
    "lending:capital_step": CAPITAL,
    "lending:month_step": MONTH,
    "reporting:obligation_move": obligations.TABLE,
}
# Steps with a form and an address of their own.
OWN_PAGE = {
    "registrations:list_transition": {"submit", "extend"},
    "lending:dossier_step": {"appraise", "approve", "cancel_approval"},
    "lending:contract_step": {"sign", "disburse", "collect", "reverse"},
    "lending:capital_step": {"confirm"},
    "reporting:obligation_move": {"submit", "extend"},
}
# The address of a button takes nothing but a POST: whoever opens it is led to the page above, which asks for the scope.
BUTTONS = {
    *STEPS,
    "registrations:reveal",
    "registrations:list_open",
    "reporting:obligation_submit",
    "reporting:obligation_extend",
    "reporting:report_request",
    "user_reset_password",
    "user_deactivate",
    "user_reactivate",
    "acting_posting_choose",
    "logout",
    "demo_next_day",
}
# What an address needs to find its work; all others get an empty form.
BODIES: dict[str, Callable[[User], dict[str, str]]] = {
    "registrations:list_open": lambda user: {"year": "2024", "month": "9"},
    "reporting:obligation_submit": lambda user: {"direction": "Đã chỉ đạo.", "results": "Đạt."},
    "acting_posting_choose": lambda user: {"posting": str(user.postings.filter(covers=None)[0].pk)},
}
# Further questions to a list: the same rows through a filter, in another format, as options.
QUERIES = {
    "registrations:list": ("", "?status=accepted", "?q=an"),
    "registrations:export": ("", "?dang=csv"),
    "registrations:lists": ("", "?year=2024&month=9"),
    "lending:dossiers": ("", "?status=approved"),
    "reporting:obligations": ("", "?loai=list"),
}
# These show the people of the whole scope: not one of another territory, and none of the scope left out.
SHOWS_ALL_PEOPLE = {
    "registrations:list",
    "registrations:export",
    "registrations:journeys",
    "lending:dossiers",
    "lending:contracts",
    "lending:candidates",
}

# --- The URLconf -----------------------------------------------------------------------------------------------------


def undeclared(request: object) -> HttpResponse:
    """A view that somebody forgot to declare."""
    return HttpResponse("Lộ")


# Used as ROOT_URLCONF by the tests of undeclared addresses.
urlpatterns = [
    path("chua-khai-bao/", undeclared, name="undeclared"),
    path("khong-ten/", undeclared),
    *urls.urlpatterns,
]


def addresses(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every address of the portal but the admin's own: its full name and the names of its arguments."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from addresses(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"The address {entry.pattern} has no name, so the access table refuses it: name it."
            yield f"{namespace}{entry.name}", [*entry.pattern.converters, *_groups(entry)]


def _groups(entry: URLPattern) -> list[str]:
    return [] if entry.pattern.converters else list(re.compile(entry.pattern.regex).groupindex)


ADDRESSES = dict(addresses())
PROTECTED = sorted(name for name in ADDRESSES if name not in ACCESS or not ACCESS[name].public)


def test_the_access_table_and_the_addresses_name_the_same():
    assert set(ADDRESSES) == set(ACCESS)


def test_every_address_with_arguments_has_its_papers():
    missing = [name for name, arguments in ADDRESSES.items() if arguments and name not in SUBJECTS]
    assert not missing, f"Add to SUBJECTS which papers stand behind {', '.join(missing)} (and to SEES who sees them)."
    assert not set(SUBJECTS) - set(ADDRESSES)
    assert {subject for subjects in SUBJECTS.values() for subject in subjects} <= set(SEES)


def test_every_step_of_a_paper_is_expected():
    for name, table in TABLES.items():
        people = {step.name for step in table.transitions if step.who}
        assert set(STEPS[name]) == people - OWN_PAGE.get(name, set()), f"STEPS[{name!r}] does not name every step."


def test_the_tables_above_name_only_personas():
    rows = [people for table in (*SEES.values(), *STEPS.values()) for people in table.values()]
    assert {persona for people in rows for persona in people.split()} <= set(PERSONAS)


# --- The matrix ------------------------------------------------------------------------------------------------------


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Bare refusals, the text of a PDF without its layout, no daily round: minutes less, and all have tests."""
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponse(status=403), raising=False)
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponse(status=404), raising=False)
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *told, **kept: None)
    logging.disable(logging.WARNING)
    done = SimpleNamespace(opened=0, reminded=0)
    monkeypatch.setattr("reporting.views.demo_clock.run_daily_round", lambda today: done)
    for module in ("registrations.views.registration", "registrations.exports.monthly_list"):
        monkeypatch.setattr(f"{module}.render_pdf", lambda html, **options: html.encode())
    yield
    logging.disable(logging.NOTSET)


class Caller:
    """A persona's browser; whatever it does is taken back."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client(raise_request_exception=False)
        self.client.force_login(user)
        self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, method: str, url: str, body: dict[str, str] | None = None) -> tuple[Any, str]:
        """The response and its text."""
        self.client.cookies.clear()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        with transaction.atomic():
            response = self.client.generic(method, url) if method == "GET" else self.client.post(url, body or {})
            text = text_of(response)
            transaction.set_rollback(True)
        return response, text


def text_of(response: Any) -> str:
    """What can be read in an answer, files included."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:5] == b"%PDF-" and len(content) > 100:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))
    return content.decode(errors="replace")


def asked(world: World, name: str) -> list[tuple[str, str, set[str]]]:
    """Address, paper and the territories that the paper belongs to; an address without arguments once a question."""
    return list(_asked(world, name))


def _asked(world: World, name: str) -> Iterator[tuple[str, str, set[str]]]:
    if not ADDRESSES[name]:
        for query in QUERIES.get(name, ("",)):
            yield reverse(name) + query, "", set()
        return
    for subject in SUBJECTS.get(name, ()):
        places: dict[str, set[str]] = {}
        for territory in TERRITORIES:
            url = reverse(name, kwargs=kwargs_of(world, subject, territory, name))
            places.setdefault(url, set()).add(territory)
        for url, territories in places.items():
            yield url, subject, territories


def bodies(name: str, user: User) -> list[tuple[dict[str, str], str]]:
    """What to send, and who may; everybody whom page and scope let in, if the address has no steps."""
    if name in STEPS:
        return [({"transition": step, "reason": "Lý do."}, people) for step, people in STEPS[name].items()]
    return [(BODIES[name](user) if name in BODIES else {}, EVERYBODY)]


def fault(response: Any, persona: str, *, allowed: bool, in_scope: bool, people: str) -> str:
    """What is wrong with the answer, in words; empty when nothing is."""
    status = response.status_code
    if not allowed:
        return "" if status == 403 else f"{status}, but the page is not theirs: 403"
    asked_for = response.wsgi_request
    if asked_for.method == "GET" and asked_for.resolver_match.view_name in BUTTONS:
        above = (
            status == 302 and asked_for.path != response["Location"] and asked_for.path.startswith(response["Location"])
        )
        return "" if above or status == 405 else f"{status}, but it is a button's address: the page above"
    if status == 405:
        return "" if asked_for.method not in response["Allow"] else "405 for a method that it serves"
    if not in_scope:
        return "" if status == 404 else f"{status}, but the paper is out of scope: 404"
    if persona not in people.split():
        return "" if status == 403 else f"{status}, but the step is not theirs: 403"
    if status in (403, 404) or status >= 500:
        return f"{status}, but page, paper and step are theirs"
    if status == 302 and f"?next={asked_for.path}" in response["Location"]:
        return "sent to sign in"
    return ""


def faults_of(persona: str, world: World) -> list[str]:
    """Every answer to the persona that is not as the tables above say."""
    caller = Caller(getattr(Personas(), persona))
    people = seen("lent", persona)
    faults = []
    for name in PROTECTED:
        questions = [("GET", {}, EVERYBODY)] + [("POST", *each) for each in bodies(name, caller.user)]
        for method, body, takers in questions:
            allowed = name in ACCESS and ACCESS[name].allows(caller.user, writing=method == "POST")
            papers = asked(world, name)
            # The gate knows the address's name only: to whom it is shut, one paper tells as much as twelve.
            for url, subject, territories in papers if allowed else papers[:1]:
                response, text = caller.ask(method, url, body)
                in_scope = not subject or bool(territories & seen(subject, persona))
                shown = {territory for territory, family in FAMILY.items() if family in text}
                wrong = [fault(response, persona, allowed=allowed, in_scope=in_scope, people=takers)]
                if shown - people:
                    wrong.append(f"shows people of {', '.join(sorted(shown - people))}")
                if allowed and method == "GET" and name in SHOWS_ALL_PEOPLE and people - shown:
                    wrong.append(f"leaves out people of {', '.join(sorted(people - shown))}")
                what = f"{method} {name} {subject} {'/'.join(sorted(territories))} {body.get('transition', '')} {url}"
                faults += [f"{what}: {each}" for each in wrong if each]
    return faults


@pytest.mark.usefixtures("plain")
class TestMatrix(TestCase):
    """One test a persona (made below), over one world."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        if not Plan.objects.exists():
            load_world()  # a transactional test has flushed it
        cls.world = make_world(Personas())

    def test_who_has_not_signed_in_is_sent_to_do_so(self) -> None:
        for name in sorted(ADDRESSES):
            for url, _, _ in asked(self.world, name):
                for ask in (self.client.get, self.client.post):
                    response = ask(url)
                    if name in ACCESS and ACCESS[name].public:
                        assert response.status_code not in (302, 403, 404), f"{name}: {response.status_code}"
                    else:
                        assert response.status_code == 302, f"{name}: {response.status_code}"
                        assert response["Location"].startswith(f"{reverse('login')}?next="), name


def _test_of(persona: str) -> Callable[[TestMatrix], None]:
    def test(self: TestMatrix) -> None:
        faults = faults_of(persona, self.world)
        assert not faults, f"{persona}:\n" + "\n".join(faults)

    return test


for _persona in PERSONAS:
    setattr(TestMatrix, f"test_{_persona}", _test_of(_persona))


# --- Nothing declared ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/chua-khai-bao/", "/khong-ten/"])
@pytest.mark.parametrize("persona", ["labour_leader", "labour_admin", "province_reader"])
def test_an_address_that_is_not_declared_is_refused(
    persona: str, address: str, personas: Personas, settings: Any
) -> None:
    settings.ROOT_URLCONF = __name__
    caller = Caller(getattr(personas, persona))
    for method in ("GET", "POST"):
        response, text = caller.ask(method, address)
        assert response.status_code == 403
        assert "Lộ" not in text


@pytest.mark.parametrize("address", ["/chua-khai-bao/", "/khong-ten/"])
def test_an_address_that_is_not_declared_asks_strangers_to_sign_in(address: str, db: None, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    assert Client().get(address)["Location"].startswith(reverse("login"))
