"""Celery's tasks: thin, repeatable, safe twice at once. What waits stands in rows, so a lost message loses nothing."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from soctrang_loans.organisation.clock import business_date

from .actions.daily_round import run_daily_round
from .actions.provincial_report import draw_up, requeue
from .actions.reminders import send_waiting_mail

logger = logging.getLogger(__name__)


@shared_task
def daily_round() -> None:
    """Open, remind and seal what is due today or was missed."""
    run_daily_round(business_date())


@shared_task
def requeue_waiting_work() -> None:
    """Queue again what the broker or a dead worker lost, and mail what could not be mailed."""
    for report_id in requeue():
        draw_up_report.delay(report_id)
    send_waiting_mail()


@shared_task
def draw_up_report(report_id: int) -> None:
    """Draw up one provincial report."""
    draw_up(report_id)


def queue_report(report_id: int) -> None:
    """Send a report to the worker now; if the broker does not answer, `requeue_waiting_work` does it later."""
    try:
        draw_up_report.delay(report_id)
    except (OperationalError, OSError) as error:
        logger.warning("Report %s waits for the next sweep: %s", report_id, error)
