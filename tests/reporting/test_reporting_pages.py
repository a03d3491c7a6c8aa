"""The pages of reporting: each works, keeps to its scope, refuses whom it must, loses nothing typed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lending.actions import record_capital, reject_capital
from lending.models import FundingSource
from registrations.periods import Month
from reporting.actions import provincial_report
from reporting.actions.obligations import Narrative, open_due_obligations, submit_return
from reporting.actions.provincial_report import draw_up, request_report
from reporting.models import DutyKind, Obligation, ProvincialReport
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import ClockSetting

WORDS = {"direction": "Ban hành công văn.", "results": "Tư vấn 40 lượt.", "difficulties": "Thiếu cán bộ."}


@pytest.fixture
def signed_in(personas):
    """A browser of that person."""

    def browser(name):
        client = Client(raise_request_exception=True)
        client.force_login(getattr(personas, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


@pytest.fixture
def opened(db):
    open_due_obligations(date(2024, 10, 8))


@pytest.fixture
def paper(opened):
    return Obligation.objects.get(agency__code="so-gddt", month=9, kind=DutyKind.RETURN)


def address(name, paper):
    return reverse(f"reporting:{name}", args=[paper.pk])


# --- home


@pytest.mark.parametrize(
    ("persona", "words"),
    [
        ("education_officer", ["Báo cáo chưa gửi", "Gửi báo cáo tháng 09/2024 (Biểu 03)", "10/10/2024"]),
        ("district_officer", ["Danh sách tháng chưa gửi", "Gửi danh sách tháng 09/2024", "Báo cáo chưa gửi"]),
        ("committee_officer", ["Gửi báo cáo tháng 09/2024 (Biểu 01)"]),
        ("credit_officer", ["Hiện không có việc nào chờ anh/chị."]),
        ("commune_admin", ["Hiện không có việc nào chờ anh/chị."]),
    ],
)
def test_home_shows_each_what_waits_for_them(signed_in, opened, persona, words):
    page = signed_in(persona).get(reverse("home"))
    assert page.status_code == 200
    for word in words:
        assert word in page.content.decode()


def test_home_puts_the_oldest_deadline_first(signed_in, opened):
    things = signed_in("district_officer").get(reverse("home")).context["things"]
    dues = [thing.due for thing, _ in things]
    assert dues == sorted(dues)
    assert dues[0] == date(2024, 2, 15)


def test_rejected_capital_waits_for_finance_until_it_is_recorded_again(signed_in, personas, plan):
    def record():
        return record_capital(
            by=personas.finance_officer,
            plan=plan,
            source=FundingSource.objects.get(code="central"),
            kind="announcement",
            document_number="90/TB-NHCS",
            document_date=date(2024, 10, 8),
            amount=2_000_000_000,
            transferred_on=date(2024, 10, 8),
        )

    def titles(persona):
        return [pile.title for pile in signed_in(persona).get(reverse("home")).context["piles"]]

    notice = record()
    assert "Vốn về chờ xác nhận" in titles("branch_controller")
    assert "Vốn về chờ xác nhận" not in titles("branch_officer"), "who cannot confirm is not asked to"
    assert titles("finance_leader") == []
    reject_capital(notice=notice, by=personas.branch_controller, reason="Chưa thấy tiền.")
    assert titles("finance_leader") == ["Vốn ngân hàng không nhận"]
    record()
    assert titles("finance_leader") == []


def test_home_asks_for_a_sign_in(client, db):
    assert client.get(reverse("home")).status_code == 302


def test_returns_wait_for_the_department(signed_in, paper, personas):
    submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("a", "b"))
    page = signed_in("labour_officer").get(reverse("home")).content.decode()
    assert "Báo cáo chờ nhận" in page
    assert address("obligation", paper) in page


# --- matrix


def test_the_matrix_shows_every_agency_and_month(signed_in, opened):
    page = signed_in("labour_officer").get(reverse("reporting:obligations"))
    matrix = page.context["matrix"]
    assert (len(matrix.rows), matrix.months) == (24, list(range(9, 0, -1)))
    assert (matrix.total.wanted, matrix.total.complete_percent) == (8 * 24, 0)
    text = page.content.decode()
    assert "Quá hạn 28 ngày" in text
    assert "Đến hạn 10/10" in text


def test_the_matrix_counts_complete_and_in_time(signed_in, paper, personas):
    submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("a", "b"))
    late = Obligation.objects.get(agency__code="so-gddt", month=8, kind=DutyKind.RETURN)
    submit_return(obligation=late, by=personas.education_officer, narrative=Narrative("a", "b"))

    page = signed_in("education_officer").get(reverse("reporting:obligations"))
    (row,) = page.context["matrix"].rows
    assert (row.share.wanted, row.share.sent, row.share.in_time) == (9, 2, 1)
    assert "<small>trễ 28 ngày</small>" in page.content.decode()


@pytest.mark.parametrize(("kind", "rows"), [("list", 11), ("return", 13), ("annual", 0), ("nonsense", 24)])
def test_the_matrix_is_narrowed_by_kind(signed_in, opened, kind, rows):
    page = signed_in("labour_officer").get(reverse("reporting:obligations"), {"loai": kind})
    assert len(page.context["matrix"].rows) == rows


@pytest.mark.parametrize(
    ("persona", "rows"), [("education_officer", 1), ("district_officer", 2), ("centre_officer", 11)]
)
def test_the_matrix_keeps_to_the_scope(signed_in, opened, persona, rows):
    assert len(signed_in(persona).get(reverse("reporting:obligations")).context["matrix"].rows) == rows


def test_the_matrix_is_not_for_everybody(signed_in, opened):
    assert signed_in("commune_officer").get(reverse("reporting:obligations")).status_code == 403


def test_a_year_without_a_plan_is_not_there(signed_in, opened):
    assert signed_in("labour_officer").get(reverse("reporting:obligations"), {"nam": "1999"}).status_code == 404


# --- one obligation


def test_an_agency_sends_its_return_and_reads_whether_in_time(signed_in, paper):
    browser = signed_in("education_officer")
    assert "Biểu 03" in browser.get(address("obligation", paper)).content.decode()

    page = browser.post(address("obligation_submit", paper), WORDS, follow=True)

    text = page.content.decode()
    assert "Đã gửi báo cáo lúc 08:00 08/10/2024, đúng hạn." in text
    assert "Đang chờ: <strong>Sở Lao động - Thương binh và Xã hội</strong>" in text
    assert paper.submissions.get().difficulties == "Thiếu cán bộ."


def test_what_was_typed_stays_when_a_part_is_empty(signed_in, paper):
    page = signed_in("education_officer").post(address("obligation_submit", paper), WORDS | {"results": ""})

    assert page.status_code == 400
    text = page.content.decode()
    assert "Phần này còn trống. Hãy ghi nội dung rồi gửi lại." in text
    assert "Ban hành công văn." in text
    assert not paper.submissions.exists()


@pytest.mark.parametrize(
    ("persona", "status"),
    [("district_officer", 404), ("branch_officer", 404), ("labour_officer", 403), ("commune_officer", 403)],
)
def test_nobody_else_sends_it(signed_in, paper, persona, status):
    assert signed_in(persona).post(address("obligation_submit", paper), WORDS).status_code == status
    assert not paper.submissions.exists()


@pytest.mark.parametrize(
    ("persona", "status"),
    [("labour_officer", 200), ("province_reader", 200), ("branch_officer", 404), ("commune_officer", 403)],
)
def test_who_reads_it(signed_in, paper, persona, status):
    assert signed_in(persona).get(address("obligation", paper)).status_code == status


def test_the_department_accepts_returns_and_locks(signed_in, paper, personas):
    submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("a", "b"))
    browser, url = signed_in("labour_officer"), address("obligation_move", paper)

    without = browser.post(url, {"transition": "return", "reason": " "})
    assert (without.status_code, "Chưa ghi lý do" in without.content.decode()) == (400, True)
    browser.post(url, {"transition": "return", "reason": "Thiếu số liệu."})
    paper.refresh_from_db()
    assert paper.status == "returned"
    submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("a", "b"))
    for name in ("accept", "lock"):
        browser.post(url, {"transition": name})
    paper.refresh_from_db()
    assert paper.status == "locked"
    assert browser.post(url, {"transition": "unknown"}).status_code == 400


def test_an_agency_does_not_accept_its_own(signed_in, paper, personas):
    submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("a", "b"))
    answer = signed_in("education_leader").post(address("obligation_move", paper), {"transition": "accept"})
    assert answer.status_code == 403


def test_the_department_reminds_and_extends(signed_in, paper):
    browser = signed_in("labour_officer")
    again = [browser.post(address("obligation_move", paper), {"transition": "remind"}, follow=True) for _ in range(2)]
    assert "Đã nhắc Sở GD&amp;ĐT." in again[0].content.decode()
    assert "Hôm nay đã nhắc cơ quan này rồi." in again[1].content.decode()

    bad = browser.post(address("obligation_extend", paper), {"until": "09/10/2024", "reason": "Bão số 3."})
    assert bad.status_code == 400
    assert "Ngày gia hạn phải sau hạn hiện nay (10/10/2024)." in bad.content.decode()
    assert "Bão số 3." in bad.content.decode()
    good = browser.post(
        address("obligation_extend", paper), {"until": "15/10/2024", "reason": "Bão số 3."}, follow=True
    )
    assert "Đã gia hạn đến ngày 15/10/2024." in good.content.decode()


# --- dashboard


def test_the_dashboard_shows_departures_against_targets_and_money_against_the_plan(signed_in, plan):
    text = signed_in("province_reader").get(reverse("reporting:dashboard")).content.decode()
    for words in ("500", "Kế Sách", "tạm tính, chưa có Phụ lục I", "69.221.000.000", "67.500.000.000 đồng"):
        assert words in text
    assert "style=" not in text


def test_the_dashboard_links_rows_for_those_who_may_open_them(signed_in, plan):
    assert "giai_doan=departed" in signed_in("labour_officer").get(reverse("reporting:dashboard")).content.decode()
    assert "giai_doan=departed" not in signed_in("province_reader").get(reverse("reporting:dashboard")).content.decode()


def test_the_dashboard_is_not_for_communes(signed_in, plan):
    assert signed_in("commune_officer").get(reverse("reporting:dashboard")).status_code == 403


# --- the province's reports


@pytest.fixture
def quick(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(provincial_report, "report_pdf", lambda *_: b"%PDF-1.7")


@pytest.fixture
def report(personas, plan, quick):
    return request_report(by=personas.labour_officer, plan=plan, month=Month(2024, 9))


def test_the_department_asks_and_downloads(signed_in, plan, quick, django_capture_on_commit_callbacks):
    browser = signed_in("labour_officer")
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(reverse("reporting:report_request"), {"month": "9"}, follow=True)
    report = ProvincialReport.objects.get()
    assert "Đã nhận yêu cầu." in page.content.decode()
    pdf = browser.get(reverse("reporting:report_file", args=[report.pk, "pdf"]))
    assert b"".join(pdf.streaming_content) == b"%PDF-1.7"
    assert pdf["Content-Disposition"] == 'attachment; filename="bao-cao-thang-2024-09.pdf"'
    assert browser.get(reverse("reporting:report_file", args=[report.pk, "xlsx"])).status_code == 200


@pytest.mark.parametrize(("month", "words"), [("10", "Hãy chọn"), ("", "Hãy chọn")])
def test_a_month_that_has_not_ended_cannot_be_chosen(signed_in, plan, month, words):
    page = signed_in("labour_officer").post(reverse("reporting:report_request"), {"month": month})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert not ProvincialReport.objects.exists()


def test_progress_is_shown_and_asks_again_only_while_in_work(signed_in, report):
    ProvincialReport.objects.update(status="running", progress=45, step="Dàn trang PDF")
    browser, url = signed_in("province_reader"), reverse("reporting:report_progress", args=[report.pk])
    row = browser.get(url).content.decode()
    assert "45 % – Dàn trang PDF" in row
    assert "hx-trigger" in row
    assert "Dàn trang PDF" in browser.get(reverse("reporting:reports")).content.decode()

    ProvincialReport.objects.update(status="queued")
    assert draw_up(report.pk)
    row = browser.get(url).content.decode()
    assert "hx-trigger" not in row
    assert "Xong lúc 08:00 08/10/2024" in row


@pytest.mark.parametrize("persona", ["district_officer", "finance_officer", "branch_director"])
@pytest.mark.parametrize("name", ["reports", "report_request", "report_progress", "report_file"])
def test_reports_are_the_departments_and_the_committees(signed_in, report, persona, name):
    args = {"report_progress": [report.pk], "report_file": [report.pk, "pdf"]}.get(name, [])
    browser = signed_in(persona)
    send = browser.post if name == "report_request" else browser.get
    assert send(reverse(f"reporting:{name}", args=args)).status_code == 403


def test_a_report_without_a_file_yet_and_one_that_is_not_there(signed_in, report):
    browser = signed_in("labour_officer")
    assert browser.get(reverse("reporting:report_file", args=[report.pk, "pdf"])).status_code == 404
    assert browser.get(reverse("reporting:report_progress", args=[report.pk + 1])).status_code == 404


def test_the_committee_reads_and_does_not_ask(signed_in, plan):
    browser = signed_in("province_reader")
    assert "Lập báo cáo</button>" not in browser.get(reverse("reporting:reports")).content.decode()
    assert browser.post(reverse("reporting:report_request"), {"month": "9"}).status_code == 403


# --- machines and the demo's clock


def test_the_process_answers(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready_when_database_migrations_and_broker_are(client, db, monkeypatch):
    from reporting.views import health

    monkeypatch.setattr(health, "_broker", lambda: True)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("database", "migrations", "broker")} == {
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
    }


@pytest.mark.parametrize("part", ["_database", "_migrations", "_broker"])
def test_not_ready_when_one_fails(client, db, monkeypatch, part):
    from reporting.views import health

    monkeypatch.setattr(health, "_broker", lambda: True)
    monkeypatch.setattr(health, part, lambda: False)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "failed" in answer.json().values()


def test_the_broker_is_really_asked(tmp_path):
    from celery import Celery

    from reporting.views import health

    assert health.reachable(Celery(broker="memory://"))
    assert not health.reachable(Celery(broker="redis://127.0.0.1:1/0"))
    folders = Celery(broker="filesystem://")
    folders.conf.broker_transport_options = {"data_folder_in": f"{tmp_path}/in", "data_folder_out": f"{tmp_path}/in"}
    assert not health.reachable(folders)
    (tmp_path / "in").mkdir()
    assert health.reachable(folders)


def test_the_demo_moves_to_the_next_day_and_does_what_beat_would_have_done(signed_in, db):
    page = signed_in("labour_officer").post(reverse("demo_next_day"), follow=True)

    assert ClockSetting.objects.count() == 1
    assert Obligation.objects.filter(month=9).count() == 24
    assert "216 nghĩa vụ báo cáo" in page.content.decode()


def test_production_has_no_such_control(signed_in, settings, db):
    settings.DEMO = False
    assert signed_in("labour_officer").post(reverse("demo_next_day")).status_code == 404
    assert not ClockSetting.objects.exists()


def test_the_demo_clock_is_not_moved_by_a_link(signed_in, db):
    assert signed_in("labour_officer").get(reverse("demo_next_day")).status_code == 405


# --- weight


@pytest.mark.parametrize(
    ("name", "args"),
    [("reporting:obligations", {}), ("reporting:dashboard", {}), ("home", {}), ("reporting:reports", {})],
)
def test_queries_do_not_grow_with_rows(signed_in, plan, personas, quick, django_assert_max_num_queries, name, args):
    browser = signed_in("labour_officer")

    def queries():
        with django_assert_max_num_queries(60) as captured:
            browser.get(reverse(name), args)
        return len(captured)

    open_due_obligations(date(2024, 2, 1))
    _answer(personas, 1)
    few = queries()
    open_due_obligations(business_date())
    for month in range(2, 10):
        _answer(personas, month)
    for month in range(1, 9):
        draw_up(request_report(by=personas.labour_officer, plan=plan, month=Month(2024, month)).pk)

    assert queries() == few


def _answer(personas, month):
    paper = Obligation.objects.get(agency__code="so-gddt", month=month, kind=DutyKind.RETURN)
    submit_return(obligation=paper, by=personas.education_officer, narrative=Narrative("a", "b"))
