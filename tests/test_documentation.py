"""What the portal has, its documents name: settings, commands, personas, dependencies."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

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
