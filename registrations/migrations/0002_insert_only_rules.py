"""Event rows of registrations are written once; the database refuses to change or delete them."""

from django.db import migrations

from soctrang_loans.audit.insert_only import insert_only


class Migration(migrations.Migration):
    dependencies = [("registrations", "0001_initial")]

    operations = [
        insert_only("registrations_registrationevent", "registrations_monthlylistevent", "registrations_journeyevent")
    ]
