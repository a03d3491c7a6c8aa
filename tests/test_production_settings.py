"""Production starts only on safe settings, and Django's own deployment check finds nothing there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAFE = {
    "PORTAL_ENV": "production",
    "DJANGO_SETTINGS_MODULE": "soctrang_loans.settings",
    "SECRET_KEY": "k9#Qz" * 11,
    "ALLOWED_HOSTS": "vayvon.example.vn",
    "DATABASE_URL": "postgresql://portal:secret@db.example.vn/portal",
    "REDIS_URL": "redis://redis.example.vn:6379/0",
    "EMAIL_HOST": "smtp.example.vn",
}
UNSAFE = {
    "default secret": ({"SECRET_KEY": None}, "SECRET_KEY"),
    "short secret": ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    "SQLite": ({"DATABASE_URL": "sqlite:///portal.sqlite3"}, "PostgreSQL"),
    "filesystem broker": ({"BROKER_URL": "filesystem://"}, "Redis"),
    "no Redis": ({"REDIS_URL": None}, "REDIS_URL"),
    "no mail server": ({"EMAIL_HOST": None}, "EMAIL_HOST"),
    "any host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    "no host": ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
    "debug": ({"DEBUG": "yes"}, "DEBUG"),
    "a flag nobody can read": ({"DEBUG": "maybe"}, "DEBUG must be yes or no"),
}


def check(changes: dict[str, str | None], *command: str) -> "subprocess.CompletedProcess[str]":
    """Run Python under the safe settings, changed."""
    variables = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "LOCAL_DIR")}
    variables |= {key: value for key, value in (SAFE | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


def test_deployment_check_is_clean() -> None:
    done = check({}, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_settings_are_refused(name: str) -> None:
    changes, said = UNSAFE[name]
    done = check(changes, "-c", "import soctrang_loans.settings")
    assert done.returncode != 0
    assert said in done.stderr
