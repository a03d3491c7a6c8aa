"""For machines: does the process answer, and can it work."""

from celery import Celery
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from soctrang_loans.celery import app
from soctrang_loans.documents.pdf import pdf_available

SECONDS = 2


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing behind it is asked."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations and broker; 503 when one of them fails. PDF is only noted: all else works without it."""
    checks = {"database": _database(), "migrations": False, "broker": _broker()}
    checks["migrations"] = checks["database"] and _migrations()
    answer = {**{name: "ok" if fine else "failed" for name, fine in checks.items()}}
    answer["pdf"] = "ok" if pdf_available() else "unavailable"
    return JsonResponse(answer, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return False


def _broker() -> bool:
    return reachable(app)


def reachable(celery: Celery) -> bool:
    """Whether the application's broker takes a connection within two seconds and holds its queue."""
    with celery.connection_for_write() as broker:
        try:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=SECONDS)
            broker.default_channel.queue_declare(celery.conf.task_default_queue)
        except (KombuError, OSError, *broker.connection_errors, *broker.channel_errors):
            return False
    return True
