"""Fill an empty portal with invented people and their year; does nothing where there are already accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.demo.history import load_demo
from soctrang_loans.organisation.models import User


class Command(BaseCommand):
    """`make run` calls it before the servers start."""

    help = "Nạp người và hồ sơ hư cấu của năm 2024 vào cổng còn trống (chỉ bản chạy thử)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("load_demo is for the demo only.")
        if User.objects.exists():
            return
        self.stdout.write("Nạp người và hồ sơ hư cấu của năm 2024 (khoảng một phút) …")
        steps = load_demo()
        self.stdout.write(f"Đã nạp {steps} bước.")
