"""What the portal has, its documents name: settings, commands, personas, dependencies."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from reporting.demo.personas import DEMO_PASSWORD, PERSONAS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
DOCS = README + "".join(path.read_text() for path in (ROOT / "docs").rglob("*.md"))
OWN_APPS = ("soctrang_loans.", "registrations", "lending", "reporting")


def test_every_environment_variable_is_documented() -> None:
    source = (ROOT / "soctrang_loans" / "settings.py").read_text()
    variables = set(re.findall(r"env\.(?:text|flag|number|words)\(\s*\"([A-Z_]+)\"", source))
    assert len(variables) > 10
    assert not [name for name in variables if f"`{name}`" not in (ROOT / "docs" / "deployment.md").read_text()]


def test_every_own_command_is_documented() -> None:
    commands = [name for name, app in get_commands().items() if str(app).startswith(OWN_APPS)]
    assert commands
    assert not [name for name in commands if name not in DOCS]


def first_segments(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The first parts of every address, included modules opened."""
    found = set()
    for pattern in patterns:
        head = str(pattern.pattern).lstrip("^").split("/")[0]
        if isinstance(pattern, URLResolver) and not head:
            found |= first_segments(pattern.url_patterns)
        elif head:
            found.add(head)
    return found


def test_every_group_of_addresses_is_documented() -> None:
    pages = (ROOT / "docs" / "pages.md").read_text()
    segments = first_segments(get_resolver().url_patterns)
    assert len(segments) > 15
    assert not [segment for segment in segments if f"`/{segment}" not in pages]


@pytest.mark.parametrize("key", PERSONAS)
def test_every_persona_is_in_the_readme(key: str) -> None:
    assert f"`{PERSONAS[key].username}`" in README


def test_the_readme_gives_the_password() -> None:
    assert f"`{DEMO_PASSWORD}`" in README


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = [re.split(r"[\[<>=~]", requirement)[0] for requirement in wanted]
    table = README.split("## Dependencies")[1]
    assert not [name for name in names if not re.search(rf"\b{re.escape(name)}\b", table)]
