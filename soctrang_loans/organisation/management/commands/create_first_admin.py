"""`manage.py create_first_admin`: the province's first administrator; everybody else is made in the portal."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from soctrang_loans.organisation.actions.accounts import create_first_admin
from soctrang_loans.organisation.refusal import Refused


class Command(BaseCommand):
    help = "Make the province's first administrator and print a temporary password, to be changed at first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Both are asked for when they are missing and somebody is there to answer."""
        parser.add_argument("--username", help="sign-in name: lower-case letters without marks, digits, . _ -")
        parser.add_argument("--full-name", help="the person's name as written on papers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused (exit 1) when the province has an administrator already."""
        answers: dict[str, str] = {}
        for name, question in (("username", "Tên đăng nhập: "), ("full_name", "Họ và tên: ")):
            answer = options[name] or (input(question) if sys.stdin.isatty() else "")
            if not answer.strip():
                raise CommandError(f"Give --{name.replace('_', '-')}.")
            answers[name] = answer
        try:
            user, password = create_first_admin(username=answers["username"], full_name=answers["full_name"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{user.username}: mật khẩu tạm {password} (phải đổi ở lần đăng nhập đầu tiên)")
