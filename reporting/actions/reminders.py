"""Reminding agencies: on their home page always, by mail where they have an address."""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import Refused

from ..models import Obligation, Reminder
from .obligations import TABLE, locked, refuse_unless_wanted

logger = logging.getLogger(__name__)
DAYS_BEFORE = 3
# A worker that claimed a mail and died is not waited for longer than this (real time).
MAIL_CLAIM = timedelta(minutes=15)


def remind_due(today: date) -> list[Reminder]:
    """Remind of everything wanted that is due within three days, due today or overdue: each once for a due day.

    After days without a run only the reminder that fits today is made. Returns those that are new.
    """
    wanted = (
        Obligation.objects.for_display()
        .filter(status__in=(Obligation.Status.OPEN, Obligation.Status.RETURNED))
        .filter(Q(effective_due__lte=today + timedelta(days=DAYS_BEFORE)))
        .filter(Q(monthly_list=None) | ~Q(monthly_list__status__in=("submitted", "received")))
        .prefetch_related("reminders")
    )
    made = []
    for obligation in wanted:
        kind = _kind_for(obligation.due, today)
        if kind is None or any(each.kind == kind and each.due == obligation.due for each in obligation.reminders.all()):
            continue
        reminder, created = Reminder.objects.get_or_create(
            obligation=obligation,
            kind=kind,
            due=obligation.due,
            defaults={"on": today, "mail_to": obligation.agency.email},
        )
        if created:
            made.append(reminder)
    return made


def _kind_for(due: date, today: date) -> Reminder.Kind | None:
    if today > due:
        return Reminder.Kind.OVERDUE
    if today == due:
        return Reminder.Kind.DUE
    return Reminder.Kind.BEFORE if today >= due - timedelta(days=DAYS_BEFORE) else None


def ask(*, obligation: Obligation, by: User) -> Reminder:
    """The department reminds an agency by hand, once a day at most. Leaves an event row.

    Raises Refused when it was already sent or already asked for today.
    """
    try:
        with transaction.atomic():
            paper = locked(obligation)
            refuse_unless_wanted(paper)
            TABLE.move(paper, "remind", by=by, label="Sở nhắc nộp báo cáo")
            return Reminder.objects.create(
                obligation=paper,
                kind=Reminder.Kind.ASKED,
                due=paper.due,
                on=business_date(),
                mail_to=paper.agency.email,
            )
    except IntegrityError as error:
        raise Refused(
            "Hôm nay đã nhắc cơ quan này rồi. Hãy nhắc lại vào ngày khác.", rule="reminder_asked_once_a_day"
        ) from error


def send_waiting_mail() -> int:
    """Mail every reminder that has an address and was not mailed; a failure is kept and tried by the next run.

    Returns how many went out. A claim keeps two workers from sending one reminder twice.
    """
    sent = 0
    now = timezone.now()
    free = Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=now - MAIL_CLAIM)
    waiting = Reminder.objects.filter(free, mailed_at=None).exclude(mail_to="")
    for reminder in waiting.select_related("obligation__agency", "obligation__duty"):
        if not Reminder.objects.filter(free, pk=reminder.pk, mailed_at=None).update(mail_claimed_at=now):
            continue
        try:
            send_mail(subject_of(reminder), text_of(reminder), settings.DEFAULT_FROM_EMAIL, [reminder.mail_to])
        except OSError as error:  # smtplib's errors are OSErrors too
            logger.warning("Reminder %s was not mailed: %s", reminder.pk, error)
            Reminder.objects.filter(pk=reminder.pk).update(mail_claimed_at=None, mail_error=str(error)[:300])
            continue
        Reminder.objects.filter(pk=reminder.pk).update(mailed_at=timezone.now(), mail_error="")
        sent += 1
    return sent


def subject_of(reminder: Reminder) -> str:
    """The subject line of a reminder's mail."""
    return f"{reminder.get_kind_display()}: {reminder.obligation.title}"


def text_of(reminder: Reminder) -> str:
    """The text of a reminder's mail; it names no person."""
    obligation = reminder.obligation
    return (
        f"Kính gửi {obligation.agency.name},\n\n"
        f"{obligation.title} ({obligation.duty.form_code}) "
        f"có hạn ngày {reminder.due:%d/%m/%Y}. Đến ngày {reminder.on:%d/%m/%Y} Sở Lao động - Thương binh và Xã hội "
        "chưa nhận được.\n\nĐề nghị quý cơ quan gửi trên cổng thông tin.\n"
    )
