"""The Celery application. Tasks are thin: they call actions, and what waits stands in database rows."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soctrang_loans.settings")

app = Celery("soctrang_loans")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
