"""Events and sent versions are written once; the database refuses to change or delete them."""

from django.db import migrations

from soctrang_loans.audit.insert_only import insert_only


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [insert_only("reporting_obligationevent", "reporting_returnsubmission")]
