"""The project: settings, and the ground floor that registrations, lending and reporting stand on."""

from .celery import app as celery_app

__all__ = ["celery_app"]
