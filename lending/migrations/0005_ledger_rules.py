"""The ledger's rules, on SQLite and PostgreSQL; the events of its months are written once."""

from django.db import migrations

from lending.ledger.rules import ledger_rules
from soctrang_loans.audit.insert_only import insert_only


class Migration(migrations.Migration):
    dependencies = [("lending", "0004_ledger")]

    operations = [ledger_rules("0005"), insert_only("lending_ledgermonthevent")]
