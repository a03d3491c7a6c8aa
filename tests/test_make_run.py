"""`make run` for real: its command in a folder of its own, with web server, worker, beat and the filesystem broker.

Needs no test database: the portal brings its own, so this runs once, in the SQLite leg of the suite.
"""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.demo.personas import DEMO_PASSWORD, PERSONAS
from soctrang_loans.organisation.models import Role

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "sqlite").startswith("sqlite"), reason="brings its own database: runs on SQLite"
)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Visitor:
    """A browser without JavaScript: cookies, forms, redirects."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def download(self, path: str) -> bytes:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return bytes(answer.read())

    def post(self, page: str, path: str, **values: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token.group(1), **values}).encode()
        request = urllib.request.Request(self.address + path, body, {"Referer": self.address + path})
        with self.opener.open(request, timeout=120) as answer:
            return str(answer.read().decode())

    def sign_in(self, username: str) -> str:
        page = self.get("/")
        action = "/dang-nhap/"
        return self.post(page, action, username=username, password=DEMO_PASSWORD)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The running portal: address and the file of what it printed."""
    folder = tmp_path_factory.mktemp("portal")
    port = free_port()
    variables = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    variables |= {"LOCAL_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    printed = folder / "printed.txt"
    with printed.open("w") as out:
        running = subprocess.Popen(
            [sys.executable, "manage.py", "run_portal", "--port", str(port)],
            cwd=ROOT, env=variables, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        deadline = time.monotonic() + 300
        while "Cổng đang chạy" not in printed.read_text():
            assert running.poll() is None, printed.read_text()[-3000:]
            assert time.monotonic() < deadline, printed.read_text()[-3000:]
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}", printed
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the web server outlived Ctrl-C"


def test_it_answers_and_prints_the_personas(portal: tuple[str, Path]) -> None:
    address, printed = portal
    assert Visitor(address).get("/healthz")
    assert Visitor(address).get("/readyz")
    said = printed.read_text()
    assert DEMO_PASSWORD in said
    assert all(persona.username in said for persona in PERSONAS.values())


@pytest.mark.parametrize("key", PERSONAS)
def test_every_persona_can_sign_in(portal: tuple[str, Path], key: str) -> None:
    page = Visitor(portal[0]).sign_in(PERSONAS[key].username)
    assert PERSONAS[key].full_name in page
    assert "08/10/2024" in page
    # Administrators and the reader have nothing to do; everybody else finds work on the first morning.
    idle = PERSONAS[key].role in (Role.ADMIN, Role.READER)
    assert ("Hiện không có việc nào chờ anh/chị" in page) == idle


def test_the_worker_draws_up_the_months_report(portal: tuple[str, Path]) -> None:
    visitor = Visitor(portal[0])
    visitor.sign_in(PERSONAS["labour_officer"].username)
    page = visitor.get("/bao-cao/thang/")
    form = re.search(r'<form[^>]*action="([^"]*)"[^>]*>(?:(?!</form>).)*name="(?:period|month)"', page, re.S)
    assert form, page
    month = re.findall(r'<option value="([^"]+)"', page)[0]
    visitor.post(page, form.group(1), period=month, month=month)
    deadline = time.monotonic() + 120
    links: list[str] = []
    while not links and time.monotonic() < deadline:
        links = re.findall(r'href="([^"]*/(?:pdf|xlsx)/)"', visitor.get("/bao-cao/thang/"))
        time.sleep(1)
    assert len(links) >= 2
    contents = {link: visitor.download(link) for link in links[:2]}
    assert {content[:4] for content in contents.values()} == {b"%PDF", b"PK\x03\x04"}
