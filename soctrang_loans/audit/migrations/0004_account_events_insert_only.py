"""Account events are written once; the database refuses to change or delete them."""

from django.db import migrations

from soctrang_loans.audit.insert_only import insert_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_insert_only_rules"), ("organisation", "0002_account_event")]

    operations = [insert_only("organisation_accountevent")]
