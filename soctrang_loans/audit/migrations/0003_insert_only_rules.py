"""The read log is written once; the database refuses to change or delete it."""

from django.db import migrations

from soctrang_loans.audit.insert_only import insert_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]

    operations = [insert_only("audit_readrecord")]
