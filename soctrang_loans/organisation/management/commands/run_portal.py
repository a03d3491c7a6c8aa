"""`make run`: from a bare checkout to a running portal, everything under one Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from soctrang_loans.documents.pdf import PdfUnavailable, pdf_available

STOP_SECONDS = 15
BUSY = "Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó hoặc chạy: PORT={other} make run"


class Command(BaseCommand):
    """Migrate, load the plan and the demo, then run web server, worker and beat until Ctrl-C."""

    help = "Chạy thử cổng trên máy này: dữ liệu nền, người chạy thử, máy chủ web, worker và beat."
    requires_migrations_checks = False
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("run_portal is for the demo only; see docs/deployment.md for production.")
        self._refuse_busy_port(options["port"])
        local = Path(settings.LOCAL_DIR)
        for folder in ("media", "mail", "broker/messages", "broker/control"):
            (local / folder).mkdir(parents=True, exist_ok=True)
        self.stdout.write("Chuẩn bị cơ sở dữ liệu …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not pdf_available():
            self.stdout.write(self.style.WARNING(str(PdfUnavailable())))
        self._serve(options["port"])

    def _refuse_busy_port(self, port: int) -> None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(BUSY.format(port=port, other=port + 1))

    def _serve(self, port: int) -> None:
        commands = [
            [sys.executable, "-m", "gunicorn", "soctrang_loans.wsgi:application", "--bind", f"127.0.0.1:{port}",
             "--workers", "1", "--threads", "8", "--timeout", "120", "--log-level", "warning"],
            [sys.executable, "-m", "celery", "--quiet", "-A", "soctrang_loans", "worker", "-B", "-P", "solo",
             "--loglevel", "warning", "--without-gossip", "--without-mingle"],
        ]  # fmt: skip
        # Own process groups: Ctrl-C reaches this process only, which then stops both in order.
        # Celery's word about running as root is for production; here it would bury the address.
        quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
        children = [
            subprocess.Popen(command, start_new_session=True, env=quiet)  # noqa: S603 — its own commands
            for command in commands
        ]

        def stop(signum: int, frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        # SIGINT too: a shell that starts this in the background has it ignored.
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        try:
            self._wait_for_web(port, children)
            call_command("demo_personas", address=f"http://localhost:{port}/", stdout=self.stdout)
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            raise CommandError("Một tiến trình của cổng đã dừng; xem thông báo ở trên.")
        except KeyboardInterrupt:
            self.stdout.write("\nĐang dừng …")
        finally:
            for child in children:
                if child.poll() is None:
                    os.killpg(child.pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            for child in children:
                try:
                    child.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    os.killpg(child.pid, signal.SIGKILL)

    def _wait_for_web(self, port: int, children: list["subprocess.Popen[bytes]"]) -> None:
        import urllib.error
        import urllib.request

        for _ in range(120):
            if children[0].poll() is not None:
                raise CommandError("Máy chủ web không chạy được; xem thông báo ở trên.")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):  # noqa: S310 — its own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
