"""Print the address, the demo's people and their password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reporting.demo.personas import DEMO_PASSWORD, PERSONAS


class Command(BaseCommand):
    """What `make run` says when the portal answers."""

    help = "In địa chỉ, người chạy thử và mật khẩu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://localhost:8000/")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("")
        for persona in PERSONAS.values():
            self.stdout.write(f"  {persona.username:<22}{persona.title} – {persona.agency().short_name}")
        self.stdout.write(f"\n  Mật khẩu chung: {DEMO_PASSWORD}")
        self.stdout.write(self.style.SUCCESS(f"\nCổng đang chạy tại {options['address']} (Ctrl-C để dừng)"))
