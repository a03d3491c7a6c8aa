"""`manage.py create_first_admin`: the province's first administrator; everybody else is made in the portal."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from soctrang_loans.organisation.actions.accounts import create_first_admin
from soctrang_loans.organisation.refusal import Refused


class Command(BaseCommand):
    help = "Tạo quản trị viên đầu tiên của tỉnh và in mật khẩu tạm, phải đổi ở lần đăng nhập đầu tiên."

    def add_arguments(self, parser: CommandParser) -> None:
        """Both are asked for when they are missing and somebody is there to answer."""
        parser.add_argument(
            "--username", help="tên đăng nhập: chữ thường không dấu, chữ số, dấu chấm, gạch nối, gạch dưới"
        )
        parser.add_argument("--full-name", help="họ và tên như trên giấy tờ")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused (exit 1) when the province has an administrator already."""
        answers: dict[str, str] = {}
        for name, question in (("username", "Tên đăng nhập: "), ("full_name", "Họ và tên: ")):
            answer = options[name] or (input(question) if sys.stdin.isatty() else "")
            if not answer.strip():
                raise CommandError(f"Thiếu --{name.replace('_', '-')}. Hãy ghi thêm rồi chạy lại.")
            answers[name] = answer
        try:
            user, password = create_first_admin(username=answers["username"], full_name=answers["full_name"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{user.username}: mật khẩu tạm {password} (phải đổi ở lần đăng nhập đầu tiên)")
