"""The province's report: drawn up once under a claim, whatever dies; with the dashboard's and the budget's figures."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from kombu.exceptions import OperationalError

from lending.budget import budget_table
from registrations.figures import district_figures, province_totals
from registrations.periods import Month
from reporting import tasks
from reporting.actions import provincial_report as actions
from reporting.actions.provincial_report import draw_up, request_report, requeue
from reporting.models import ProvincialReport
from reporting.province_figures import as_json, province_figures
from reporting.tasks import draw_up_report, requeue_waiting_work
from soctrang_loans.documents.pdf import PdfUnavailable, pdf_available
from soctrang_loans.organisation.refusal import NotAllowed, Refused

SEPTEMBER = Month(2024, 9)


class Killed(BaseException):
    """What a worker's death looks like from inside: nothing after it runs."""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def no_pdf(monkeypatch):
    """The PDF itself is looked at elsewhere; most of these tests need only its bytes."""
    monkeypatch.setattr(actions, "report_pdf", lambda *_: b"%PDF-1.7")


@pytest.fixture
def report(personas, plan):
    return request_report(by=personas.labour_officer, plan=plan, month=SEPTEMBER)


def read(report):
    return ProvincialReport.objects.get(pk=report.pk)


def files():
    folder = "reports/2024"
    return sorted(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else []


def test_the_worker_draws_it_up_with_progress(report, no_pdf, monkeypatch):
    told = []
    tell = actions._tell
    monkeypatch.setattr(actions, "_tell", lambda *args: (told.append(args[2:]), tell(*args)))
    draw_up_report(report.pk)

    done = read(report)
    assert (done.status, done.progress, done.error, done.attempt) == ("done", 100, "", 1)
    assert [progress for progress, _ in told] == [10, 30, 45, 65]
    assert done.pdf.read() == b"%PDF-1.7"
    assert openpyxl.load_workbook(io.BytesIO(done.xlsx.read())).sheetnames == ["Biểu 05", "Biểu 06"]


def test_its_figures_are_the_dashboards_and_the_budgets(report, plan, no_pdf):
    draw_up_report(report.pk)
    kept = read(report).figures

    assert kept == as_json(province_figures(plan, since=date(2024, 9, 1), until=date(2024, 9, 30)))
    rows = district_figures(plan, until=date(2024, 9, 30))
    assert [row["so_far"]["departed"] for row in kept["districts"]] == [row.departed for row in rows]
    assert kept["total"]["so_far"]["target"] == province_totals(rows).target == 500
    budget = budget_table(plan, as_of=date(2024, 9, 30))
    assert [row["planned"] for row in kept["budget"]] == [row.planned for row in budget.rows]
    assert (kept["budget_total"]["planned"], kept["loans_total"]["planned"]) == (69_221_000_000, 67_500_000_000)
    assert kept["budget_total"]["disbursed"] == budget.total.disbursed


def test_the_workbook_holds_numbers(report, no_pdf):
    draw_up_report(report.pk)
    book = openpyxl.load_workbook(io.BytesIO(read(report).xlsx.read()))

    people = [[cell.value for cell in row] for row in book["Biểu 05"].iter_rows()]
    ke_sach = next(row for row in people if "Kế Sách" in str(row[1]))
    assert ke_sach[2] == 60
    assert any("tạm tính, chưa có Phụ lục I" in str(cell) for row in people for cell in row)
    money = [cell.value for row in book["Biểu 06"].iter_rows() for cell in row]
    assert 69_221_000_000 in money
    assert any("Mẫu tái lập" in str(value) for value in money)


@pytest.mark.parametrize("step", [10, 30, 45, 65])
def test_killed_at_any_step_and_run_again_it_finishes_once(report, no_pdf, monkeypatch, step):
    tell = actions._tell

    def die(paper, claim, progress, text):
        tell(paper, claim, progress, text)
        if progress == step:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_tell", die)
        with pytest.raises(Killed):
            draw_up(report.pk)
    assert (read(report).status, read(report).progress) == ("running", step)
    assert not draw_up(report.pk), "the claim still holds"
    assert requeue() == []

    ProvincialReport.objects.update(claimed_at=timezone.now() - actions.CLAIM_LASTS - timedelta(seconds=1))
    assert requeue() == [report.pk]
    assert draw_up(report.pk)
    assert not draw_up(report.pk)

    done = read(report)
    assert (done.status, done.attempt) == ("done", 2)
    assert {done.pdf.name, done.xlsx.name} <= {f"reports/2024/{name}" for name in files()}


def test_a_slow_worker_that_lost_its_claim_leaves_nothing(report, no_pdf, monkeypatch):
    tell = actions._tell

    def overtaken(paper, claim, progress, text):
        if progress == 65:
            monkeypatch.setattr(actions, "_tell", tell)
            ProvincialReport.objects.update(claimed_at=timezone.now() - actions.CLAIM_LASTS - timedelta(seconds=1))
            assert draw_up(paper.pk)
        tell(paper, claim, progress, text)

    monkeypatch.setattr(actions, "_tell", overtaken)
    assert not draw_up(report.pk)

    done = read(report)
    assert done.status == "done"
    assert {f"reports/2024/{name}" for name in files()} == {done.pdf.name, done.xlsx.name}


def test_a_lost_message_is_queued_again(report, no_pdf):
    """The broker was flushed: the row still waits, and the sweep finds it."""
    requeue_waiting_work()
    assert read(report).status == "queued", "a fresh request is not doubled"
    ProvincialReport.objects.update(queued_at=timezone.now() - actions.QUEUED_LONG)
    requeue_waiting_work()
    assert read(report).status == "done"


def test_a_broker_that_does_not_answer_loses_nothing(report, monkeypatch):
    def silent(*_):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.draw_up_report, "delay", silent)
    tasks.queue_report(report.pk)
    assert read(report).status == "queued"


def test_a_fault_says_so_and_the_month_can_be_asked_for_again(report, no_pdf, monkeypatch, personas, plan):
    def broken(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(actions, "report_xlsx", broken)
        assert not draw_up(report.pk)
    failed = read(report)
    assert (failed.status, failed.error) == ("failed", actions.FAILED)

    again = request_report(by=personas.labour_officer, plan=plan, month=SEPTEMBER)
    assert draw_up(again.pk)


def test_after_three_deaths_it_fails_with_a_sentence(report):
    long_ago = timezone.now() - actions.CLAIM_LASTS - timedelta(seconds=1)
    ProvincialReport.objects.update(status="running", attempt=3, claimed_at=long_ago)
    assert requeue() == []
    assert (read(report).status, read(report).error) == ("failed", actions.FAILED)


def test_without_the_pdf_library_the_workbook_is_there_and_the_reason_told(report, monkeypatch):
    def missing(*_):
        raise PdfUnavailable

    monkeypatch.setattr(actions, "report_pdf", missing)
    assert draw_up(report.pk)
    done = read(report)
    assert (done.status, bool(done.xlsx), bool(done.pdf)) == ("done", True, False)
    assert "apt-get install" in done.error


@pytest.mark.skipif(not pdf_available(), reason="the system has no pango")
def test_the_pdf_is_a_bc_with_both_tables(report):
    import pypdf

    assert draw_up(report.pk)
    pages = pypdf.PdfReader(read(report).pdf).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for words in (
        "BÁO CÁO",
        "Kính gửi: Ủy ban nhân dân tỉnh Sóc Trăng",
        "I. CÔNG TÁC CHỈ ĐẠO",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
        "Biểu 05",
        "Biểu 06",
        "69.221.000.000",
        "Mẫu tái lập",
        "tạm tính, chưa có Phụ lục I",
    ):
        assert words in text
    # The two tables lie on landscape pages.
    assert [page.mediabox.width > page.mediabox.height for page in pages][-2:] == [True, True]
    assert pages[0].mediabox.width < pages[0].mediabox.height


def test_a_month_that_has_not_ended_and_a_report_in_work_are_refused(report, personas, plan):
    with pytest.raises(Refused) as refusal:
        request_report(by=personas.labour_officer, plan=plan, month=Month(2024, 10))
    assert refusal.value.rule == "month_not_ended"
    with pytest.raises(Refused) as refusal:
        request_report(by=personas.labour_leader, plan=plan, month=SEPTEMBER)
    assert refusal.value.rule == "provincial_report_one_in_work"


@pytest.mark.parametrize("persona", ["province_reader", "district_officer", "labour_admin"])
def test_only_the_department_asks(personas, plan, persona):
    with pytest.raises(NotAllowed):
        request_report(by=getattr(personas, persona), plan=plan, month=SEPTEMBER)
