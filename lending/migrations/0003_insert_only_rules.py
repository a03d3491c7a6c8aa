"""Event rows and vouchers of lending are written once; the database refuses to change or delete them."""

from django.db import migrations

from soctrang_loans.audit.insert_only import insert_only


class Migration(migrations.Migration):
    dependencies = [("lending", "0002_initial")]

    operations = [
        insert_only(
            "lending_capitalnoticeevent",
            "lending_dossierevent",
            "lending_loancontractevent",
            "lending_voucher",
        )
    ]
