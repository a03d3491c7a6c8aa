"""`manage.py load_reference`: the real plan of `fixtures/` into the database; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

import lending.reference
import registrations.reference
import reporting.reference
import soctrang_loans.organisation.reference


class Command(BaseCommand):
    help = "Nạp từ fixtures/: đơn vị hành chính, cơ quan, danh mục, kế hoạch, kinh phí, chính sách, chế độ báo cáo."

    def handle(self, *args: Any, **options: Any) -> None:
        """Lay the floors from the ground up, in one transaction."""
        with transaction.atomic():
            laid = [
                *soctrang_loans.organisation.reference.load(),
                *registrations.reference.load(),
                *lending.reference.load(),
                *reporting.reference.load(),
            ]
        if options["verbosity"] > 1:
            for each in laid:
                self.stdout.write(str(each))
        created, changed = sum(each.created for each in laid), sum(each.changed for each in laid)
        if options["verbosity"] > 0:
            self.stdout.write(f"Dữ liệu nền: thêm {created} dòng, sửa {changed} dòng.")
