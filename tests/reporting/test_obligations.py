"""Obligations: opened once whatever the scheduler does, late by Vietnam's clock, answered by whom they concern."""

from datetime import date, datetime
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from registrations.models import MonthlyList, Plan
from reporting.actions import obligations as actions
from reporting.actions.obligations import Narrative, available, extend, open_due_obligations, submit_return
from reporting.matrix import standing_of
from reporting.models import DutyKind, Obligation, ObligationEvent, ReturnSubmission
from reporting.reference import load
from reporting.tasks import daily_round
from soctrang_loans.organisation.clock import VIETNAM, business_time
from soctrang_loans.organisation.models import Agency, CalendarDay
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.races import on_postgresql, outcomes, together

WORDS = Narrative(direction="Ban hành công văn số 12.", results="Tư vấn 40 lượt người.")


def moment(year, month, day, hour=8, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)


def obligation_of(agency_code, month, kind=DutyKind.RETURN):
    return Obligation.objects.for_display().get(agency__code=agency_code, month=month, kind=kind)


@pytest.fixture
def opened(db):
    open_due_obligations(date(2024, 10, 8))


def test_the_plan_has_thirteen_returns_eleven_lists_and_thirteen_annual_reports(plan):
    kinds = [duty.kind for duty in plan.duties.all()]

    assert {kind: kinds.count(kind) for kind in DutyKind.values} == {"list": 11, "return": 13, "annual": 13}
    assert set(plan.duties.values_list("form_code", flat=True)) == {"Biểu 01", "Biểu 02", "Biểu 03", "Phụ lục IV"}


def test_loading_the_duties_again_changes_nothing(plan):
    assert [(laid.created, laid.changed) for laid in load()] == [(0, 0)]


def test_beat_stopped_over_the_first_opens_october_once(plan):
    with business_time(moment(2024, 9, 28)):
        daily_round()
    # Nobody runs from 28/9 to 3/10.
    for day in (moment(2024, 10, 3), moment(2024, 10, 3, 8, 5), moment(2024, 10, 4)):
        with business_time(day):
            daily_round()

    september = Obligation.objects.filter(year=2024, month=9)
    assert september.count() == 24
    assert september.values("duty").distinct().count() == 24
    assert {(each.opens_on, each.legal_due, each.effective_due) for each in september} == {
        (date(2024, 10, 1), date(2024, 10, 10), date(2024, 10, 10))
    }
    assert MonthlyList.objects.filter(year=2024, month=9).count() == 11
    assert ObligationEvent.objects.filter(subject__in=september, action="open").count() == 24


def test_a_first_run_in_october_makes_up_for_the_whole_year(plan):
    open_due_obligations(date(2024, 10, 8))

    assert Obligation.objects.count() == 9 * 24
    assert open_due_obligations(date(2024, 10, 8)) == []


def test_december_opens_the_annual_reports_and_january_the_last_month(plan):
    with business_time(moment(2024, 11, 30)):
        open_due_obligations(date(2024, 11, 30))
    assert not Obligation.objects.filter(kind=DutyKind.ANNUAL).exists()
    with business_time(moment(2024, 12, 1)):
        open_due_obligations(date(2024, 12, 1))
    assert set(Obligation.objects.filter(kind=DutyKind.ANNUAL).values_list("legal_due", flat=True)) == {
        date(2024, 12, 10)
    }
    with business_time(moment(2025, 2, 2)):
        open_due_obligations(date(2025, 2, 2))
    assert set(Obligation.objects.filter(kind=DutyKind.RETURN, month=12).values_list("legal_due", flat=True)) == {
        date(2025, 1, 10)
    }
    assert Obligation.objects.count() == 12 * 24 + 13


@pytest.mark.parametrize(
    ("month", "legal", "effective"),
    [
        (1, date(2024, 2, 10), date(2024, 2, 15)),  # the first day of Tết
        (2, date(2024, 3, 10), date(2024, 3, 11)),  # a Sunday
        (7, date(2024, 8, 10), date(2024, 8, 12)),  # a Saturday
        (8, date(2024, 9, 10), date(2024, 9, 10)),
        (10, date(2024, 11, 10), date(2024, 11, 11)),  # a Sunday
    ],
)
def test_both_due_days_are_stored(plan, month, legal, effective):
    with business_time(moment(2024, 12, 1)):
        open_due_obligations(date(2024, 12, 1))

    rows = Obligation.objects.filter(month=month).exclude(kind=DutyKind.ANNUAL)
    assert set(rows.values_list("legal_due", "effective_due")) == {(legal, effective)}
    # A list's page and its obligation name the same day.
    assert set(MonthlyList.objects.filter(month=month).values_list("effective_due", flat=True)) == {effective}


@pytest.mark.parametrize(
    ("month", "sent", "late_days"),
    [
        (9, moment(2024, 10, 10, 23, 59, 59), 0),
        (9, moment(2024, 10, 11, 0, 0, 0), 1),
        (10, moment(2024, 11, 11, 23, 59, 59), 0),
        (10, moment(2024, 11, 12, 0, 0, 0), 1),
        (1, moment(2024, 2, 15, 23, 59, 59), 0),
        (1, moment(2024, 2, 16, 0, 0, 0), 1),
    ],
)
def test_lateness_turns_at_midnight_in_vietnam_after_the_effective_day(personas, month, sent, late_days):
    with business_time(moment(2024, 12, 1)):
        open_due_obligations(date(2024, 12, 1))
    paper = obligation_of("so-gddt", month)
    with business_time(sent):
        submit_return(obligation=paper, by=personas.education_officer, narrative=WORDS)

    standing = standing_of(obligation_of("so-gddt", month), moment(2024, 12, 31))
    assert (standing.late, standing.late_days, standing.sent) == (late_days > 0, late_days, True)


def test_utc_does_not_decide(personas, opened):
    """17:00 UTC is already the next day in Vietnam."""
    paper = obligation_of("so-gddt", 9)
    with business_time(datetime.fromisoformat("2024-10-10T17:00:00+00:00")):
        submit_return(obligation=paper, by=personas.education_officer, narrative=WORDS)

    assert standing_of(obligation_of("so-gddt", 9), moment(2024, 10, 12)).late


def test_an_extension_moves_lateness_and_is_told(personas, opened):
    paper = obligation_of("so-gddt", 8)
    assert standing_of(paper, moment(2024, 10, 8)).word == "Quá hạn 28 ngày"

    extend(obligation=paper, by=personas.labour_officer, until=date(2024, 10, 15), reason="Bão số 3.")

    paper = obligation_of("so-gddt", 8)
    assert (paper.effective_due, paper.due) == (date(2024, 9, 10), date(2024, 10, 15))
    assert not standing_of(paper, moment(2024, 10, 15, 23, 59)).late
    assert standing_of(paper, moment(2024, 10, 16, 0, 0)).late
    event = paper.events.last()
    assert (event.label, event.reason) == ("Gia hạn đến ngày 15/10/2024", "Bão số 3.")


def test_a_list_that_is_given_more_time_says_so_itself(personas, opened, client):
    paper = obligation_of("phong-ldtbxh-943", 8, DutyKind.LIST)
    client.force_login(personas.district_officer)
    address = f"/danh-sach/{paper.monthly_list_id}/"
    assert "Quá hạn" in client.get(address).content.decode()

    extend(obligation=paper, by=personas.labour_officer, until=date(2024, 10, 15), reason="Bão số 3.")

    page = client.get(address).content.decode()
    assert "Sở gia hạn đến 15/10/2024" in page
    assert "Quá hạn" not in page
    assert "Bão số 3." in page
    assert obligation_of("phong-ldtbxh-943", 8, DutyKind.LIST).monthly_list.due == date(2024, 10, 15)


@pytest.mark.parametrize(
    ("until", "reason", "rule"),
    [
        (date(2024, 10, 10), "Bão.", "extension_after_due"),
        (date(2024, 10, 20), "  ", "reason_required"),
    ],
)
def test_an_extension_needs_a_later_day_and_a_reason(personas, opened, until, reason, rule):
    paper = obligation_of("so-gddt", 9)
    with pytest.raises(Refused) as refusal:
        extend(obligation=paper, by=personas.labour_officer, until=until, reason=reason)

    assert refusal.value.rule == rule
    assert obligation_of("so-gddt", 9).extended_due is None


def test_a_past_day_is_no_extension(personas, opened):
    with pytest.raises(Refused) as refusal:
        extend(obligation=obligation_of("so-gddt", 5), by=personas.labour_officer, until=date(2024, 10, 7), reason="x")
    assert refusal.value.rule == "extension_not_past"


def test_a_return_is_sent_returned_sent_again_accepted_and_locked(personas, opened):
    paper = obligation_of("so-gddt", 9)
    first = submit_return(obligation=paper, by=personas.education_officer, narrative=WORDS)
    sent_at = obligation_of("so-gddt", 9).first_submitted_at
    actions.return_return(obligation=paper, by=personas.labour_officer, reason="Thiếu phần tư vấn.")
    with business_time(moment(2024, 10, 14)):
        second = submit_return(obligation=paper, by=personas.education_officer, narrative=WORDS)
        actions.accept_return(obligation=paper, by=personas.labour_officer)
        actions.lock_return(obligation=paper, by=personas.labour_officer)

    paper = obligation_of("so-gddt", 9)
    assert (first.version, second.version, paper.status) == (1, 2, "locked")
    # Returned and sent again after the due day stays in time: the first sending decides.
    assert paper.first_submitted_at == sent_at
    assert standing_of(paper, moment(2024, 10, 14)).on_time
    assert [event.action for event in paper.events.all()] == ["open", "submit", "return", "submit", "accept", "lock"]


def test_figures_are_frozen_with_the_version(personas, opened):
    submission = submit_return(
        obligation=obligation_of("ubnd-huyen-ke-sach", 9), by=personas.district_officer, narrative=WORDS
    )

    stored = ReturnSubmission.objects.get(pk=submission.pk).figures
    labels = {row["label"]: row for row in stored["rows"]}
    assert labels["Chỉ tiêu năm (người)"]["so_far"] == 60
    assert labels["Số người đăng ký"]["so_far"] == 0


@pytest.mark.parametrize(
    ("sender", "agency"),
    [
        ("education_officer", "so-gddt"),
        ("branch_officer", "nhcsxh-tinh"),
        ("committee_officer", "ubnd-huyen-ke-sach"),
        ("district_officer", "ubnd-huyen-ke-sach"),
    ],
)
def test_each_agency_sends_its_own(personas, opened, sender, agency):
    submit_return(obligation=obligation_of(agency, 9), by=getattr(personas, sender), narrative=WORDS)
    assert obligation_of(agency, 9).status == "submitted"


@pytest.mark.parametrize("sender", ["other_district_officer", "education_officer", "labour_officer", "centre_officer"])
def test_nobody_sends_for_another(personas, opened, sender):
    paper = obligation_of("ubnd-huyen-ke-sach", 9)
    with pytest.raises(NotAllowed):
        submit_return(obligation=paper, by=getattr(personas, sender), narrative=WORDS)
    assert not paper.submissions.exists()


def test_an_empty_narrative_and_a_second_sending_are_refused(personas, opened):
    paper = obligation_of("so-gddt", 9)
    with pytest.raises(Refused) as refusal:
        submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("", "x"))
    assert (refusal.value.rule, refusal.value.field) == ("narrative_required", "direction")
    submit_return(obligation=paper, by=personas.education_officer, narrative=WORDS)
    with pytest.raises(Refused) as refusal:
        submit_return(obligation=paper, by=personas.education_officer, narrative=WORDS)
    assert refusal.value.rule == "wrong_state"
    assert paper.submissions.count() == 1


def test_a_list_obligation_follows_its_list(personas, opened):
    paper = Obligation.objects.for_display().get(agency__parent__code="ubnd-huyen-ke-sach", month=9, kind=DutyKind.LIST)
    with pytest.raises(Refused) as refusal:
        submit_return(obligation=paper, by=personas.district_officer, narrative=WORDS)
    assert refusal.value.rule == "list_goes_its_own_way"

    sent = moment(2024, 10, 11, 9)
    MonthlyList.objects.filter(pk=paper.monthly_list_id).update(status="submitted", first_submitted_at=sent)

    paper = Obligation.objects.for_display().get(pk=paper.pk)
    standing = standing_of(paper, moment(2024, 10, 20))
    assert (paper.state, standing.late_days) == (Obligation.Status.SUBMITTED, 1)
    assert available(paper, personas.labour_officer) == []
    with pytest.raises(Refused):
        extend(obligation=paper, by=personas.labour_officer, until=date(2024, 10, 30), reason="x")


@pytest.mark.parametrize(
    ("persona", "count"),
    [
        ("labour_officer", 24),
        ("province_reader", 24),
        ("centre_officer", 11),
        ("education_officer", 1),
        ("branch_director", 1),
        ("committee_officer", 2),
        ("district_officer", 2),
        ("commune_officer", 0),
        ("credit_officer", 0),
        ("labour_admin", 0),
    ],
)
def test_scope(personas, opened, persona, count):
    assert Obligation.objects.visible_to(getattr(personas, persona)).filter(month=9).count() == count


def test_the_database_refuses_a_second_obligation_and_a_changed_event(opened):
    paper = obligation_of("so-gddt", 9)
    paper.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ObligationEvent.objects.filter(action="open").update(label="khác")


def test_an_agency_that_has_ended_owes_nothing_more(plan):
    Agency.objects.filter(code="ubnd-huyen-ke-sach").update(valid_to=date(2024, 6, 30))
    open_due_obligations(date(2024, 10, 8))

    months = Obligation.objects.filter(agency__code="ubnd-huyen-ke-sach").values_list("month", flat=True)
    assert sorted(months) == [1, 2, 3, 4, 5]


def test_a_holiday_declared_later_moves_the_next_opening(plan):
    CalendarDay.objects.create(date=date(2024, 10, 10), kind="holiday", name="Nghỉ bão")
    open_due_obligations(date(2024, 10, 8))
    assert obligation_of("so-gddt", 9).effective_due == date(2024, 10, 11)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_open_once():
    assert outcomes(*[lambda: open_due_obligations(date(2024, 10, 8))] * 2) == ["done", "done"]
    assert Obligation.objects.count() == 9 * 24
    assert ObligationEvent.objects.filter(action="open").count() == 9 * 24


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_control_without_the_plan_lock_two_schedulers_collide(monkeypatch):
    """The race is real: with the lock taken away both find the same months missing, and the constraint stops one."""
    both_looked = Barrier(2, timeout=30)
    missing = actions._missing

    def looked(plan, today):
        found = missing(plan, today)
        both_looked.wait()
        return found

    monkeypatch.setattr(actions, "_missing", looked)
    monkeypatch.setattr(type(Plan.objects.all()), "select_for_update", lambda self, **_: self)
    results = together(*[lambda: open_due_obligations(date(2024, 10, 8))] * 2)

    assert [type(result) for result in results if isinstance(result, Exception)] == [IntegrityError]
    assert Obligation.objects.count() == 9 * 24
