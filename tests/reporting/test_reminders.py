"""Reminders: each once for a due day, on the home page always, mailed once, never lost."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from reporting.actions import reminders as actions
from reporting.actions.obligations import Narrative, extend, open_due_obligations, submit_return
from reporting.actions.reminders import ask, remind_due, send_waiting_mail
from reporting.models import DutyKind, Obligation, Reminder
from reporting.work_queue import reminders_of
from soctrang_loans.organisation.clock import at, business_time
from soctrang_loans.organisation.models import Agency
from soctrang_loans.organisation.refusal import Refused


@pytest.fixture
def paper(db, plan):
    """The one obligation that is open: Sở GD&ĐT for September, due on 10/10."""
    plan.duties.exclude(agency__code="so-gddt", kind=DutyKind.RETURN).delete()
    open_due_obligations(date(2024, 10, 8))
    Obligation.objects.exclude(month=9).update(
        status="accepted", first_submitted_at=at(date(2024, 9, 1)), submitted_at=at(date(2024, 9, 1))
    )
    return Obligation.objects.for_display().get(month=9)


def kinds():
    return list(Reminder.objects.order_by("id").values_list("kind", flat=True))


def test_three_days_before_on_the_day_and_overdue_each_once(paper):
    seen = {}
    for day in range(1, 20):
        today = date(2024, 10, day)
        for _ in range(3):
            for reminder in remind_due(today):
                seen.setdefault(day, []).append(reminder.kind)

    assert seen == {7: ["before"], 10: ["due"], 11: ["overdue"]}


def test_after_days_without_a_run_only_the_fitting_one_is_made(paper):
    assert [each.kind for each in remind_due(date(2024, 10, 14))] == ["overdue"]
    assert remind_due(date(2024, 10, 15)) == []


def test_what_was_sent_is_not_reminded_of(paper, personas):
    submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("a", "b"))
    assert remind_due(date(2024, 10, 11)) == []


def test_an_extension_reminds_of_its_own_day(paper, personas):
    remind_due(date(2024, 10, 8))
    assert [each.kind for each in reminders_of(personas.education_leader)] == ["before"]
    extend(obligation=paper, by=personas.labour_officer, until=date(2024, 10, 18), reason="Bão.")
    assert reminders_of(personas.education_leader) == []

    assert remind_due(date(2024, 10, 10)) == []
    assert [each.due for each in remind_due(date(2024, 10, 15))] == [date(2024, 10, 18)]
    assert kinds() == ["before", "before"]


def test_lists_are_reminded_of_until_they_are_sent(plan):
    plan.duties.exclude(agency__code="phong-ldtbxh-943").delete()
    with business_time(at(date(2024, 2, 2))):
        open_due_obligations(date(2024, 2, 2))
    paper = Obligation.objects.get()
    assert len(remind_due(date(2024, 2, 15))) == 1
    paper.monthly_list.status = "submitted"
    paper.monthly_list.save()
    assert remind_due(date(2024, 2, 16)) == []


def test_the_agency_sees_its_reminder_at_home_and_others_do_not(paper, personas):
    remind_due(date(2024, 10, 8))
    remind_due(date(2024, 10, 11))

    assert [each.kind for each in reminders_of(personas.education_leader)] == ["overdue"]
    assert reminders_of(personas.district_officer) == []
    assert reminders_of(personas.labour_officer) == []


def test_the_department_asks_by_hand_once_a_day(paper, personas):
    ask(obligation=paper, by=personas.labour_officer)
    with pytest.raises(Refused) as refusal:
        ask(obligation=paper, by=personas.labour_leader)
    assert refusal.value.rule == "reminder_asked_once_a_day"
    with business_time(at(date(2024, 10, 9))):
        ask(obligation=paper, by=personas.labour_officer)
    assert kinds() == ["asked", "asked"]
    assert paper.events.filter(action="remind").count() == 2


@pytest.fixture
def addressed(paper):
    Agency.objects.filter(code="so-gddt").update(email="so-gddt@example.vn")
    remind_due(date(2024, 10, 8))
    return Reminder.objects.get()


def test_mail_goes_out_once(addressed):
    assert [send_waiting_mail(), send_waiting_mail()] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["so-gddt@example.vn"]
    assert message.subject == "Sắp đến hạn: Báo cáo tháng 09/2024"
    assert "hạn ngày 10/10/2024" in message.body


def test_without_an_address_nothing_is_mailed(paper):
    remind_due(date(2024, 10, 8))
    assert (send_waiting_mail(), mail.outbox) == (0, [])


@pytest.mark.parametrize("fault", [ConnectionRefusedError("refused"), smtplib.SMTPServerDisconnected("gone")])
def test_mail_that_fails_is_kept_and_sent_once_later(addressed, monkeypatch, fault):
    def down(*args, **kwargs):
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(actions, "send_mail", down)
        assert send_waiting_mail() == 0
    addressed.refresh_from_db()
    assert (addressed.mailed_at, addressed.mail_error) == (None, str(fault))

    assert [send_waiting_mail(), send_waiting_mail()] == [1, 0]
    addressed.refresh_from_db()
    assert addressed.mail_error == ""


def test_a_claim_of_another_worker_is_respected_until_it_runs_out(addressed):
    Reminder.objects.update(mail_claimed_at=timezone.now())
    assert send_waiting_mail() == 0
    Reminder.objects.update(mail_claimed_at=timezone.now() - actions.MAIL_CLAIM - timedelta(seconds=1))
    assert send_waiting_mail() == 1
