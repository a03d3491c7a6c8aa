"""`manage.py verify_ledger`: recompute the ledger from its entries and name each difference."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from lending.ledger.rules import lay_again
from lending.ledger.verification import Check, verify


class Command(BaseCommand):
    """Exits with 1 where anything differs."""

    help = "Kiểm tra toàn bộ sổ cái từ các bút toán; thoát với mã 1 nếu có sai lệch."
    # The system check of the guards would stop the command before it could name them beside the rest.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lay-rules",
            action="store_true",
            help="Đặt lại các quy tắc của sổ cái trong cơ sở dữ liệu trước khi kiểm tra.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lay_rules"]:
            lay_again(connection)
        checks = verify()
        self._print_table(checks)
        differences = [(check.name, difference) for check in checks for difference in check.differences]
        for name, difference in differences:
            self.stdout.write(f"[{name}] {difference}")
        if differences:
            self.stdout.write(f"\nSổ cái có {len(differences)} sai lệch.")
            sys.exit(1)
        self.stdout.write("\nSổ cái khớp.")

    def _print_table(self, checks: list[Check]) -> None:
        heads = ("Kiểm tra", "Đã xét", "Sai lệch")
        width = max(len(heads[0]), *(len(check.name) for check in checks))
        self.stdout.write(f"{heads[0]:<{width}}  {heads[1]:>10}  {heads[2]:>8}")
        self.stdout.write("-" * (width + 22))
        for check in checks:
            self.stdout.write(f"{check.name:<{width}}  {check.examined:>10}  {len(check.differences):>8}")
        self.stdout.write("")
