"""A real Chromium against the live server; a missing browser fails, it does not skip."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from reporting.demo.personas import DEMO_PASSWORD, PERSONAS
from soctrang_loans.organisation.clock import set_demo_clock
from tests.conftest import OCTOBER

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that the suite found or installed."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "No Chromium: install the package 'chromium' or name one in CHROMIUM."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def october(live_server: object) -> datetime:
    """The portal's own demo clock stands at 08/10/2024, 08:00: the server's threads read it from the database."""
    set_demo_clock(OCTOBER)
    return OCTOBER


@pytest.fixture
def sign_in(browser: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    """`sign_in("commune_officer")` gives a page of a browser of one's own, signed in as that persona."""
    contexts: list[BrowserContext] = []

    def enter(key: str, *, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(
            base_url=str(live_server), locale="vi-VN", viewport={"width": width, "height": height}
        )
        context.set_default_timeout(60_000)  # a busy machine draws a PDF slowly
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.fill("input[name=username]", PERSONAS[key].username)
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.click("main button[type=submit], main button.btn-primary")
        page.wait_for_selector(".portal-account")
        return page

    yield enter
    for context in contexts:
        context.close()
