"""Pages of Phụ lục IV: they work, out of scope is 404, not allowed is 403, bad input mends and loses nothing."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registrations.models import MonthlyList
from soctrang_loans.audit.models import ReadRecord
from soctrang_loans.documents import pdf
from soctrang_loans.organisation.clock import VIETNAM, business_time
from tests.registrations.lists import (
    certified,
    elsewhere,
    gathered,
    prepared,
    received_list,
    september,
    submitted_list,
)
from tests.registrations.papers import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(browse):
    """Press one of the list's buttons."""
    return lambda user, paper, name, **data: browse(
        user, "list_transition", paper.pk, data={"transition": name, **data}
    )


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- the months


def test_a_district_sees_its_months_and_may_open_one_before_celery_does(personas, browse):
    page = browse(personas.district_officer, "lists")
    assert "Tháng 10/2024" in text_of(page)
    assert "Tháng 11/2024" not in text_of(page)
    assert "Mở danh sách tháng" in text_of(page)
    opened = browse(personas.district_officer, "list_open", data={"year": "2024", "month": "9"})
    paper = MonthlyList.objects.get()
    assert opened.url == reverse("registrations:list_detail", args=[paper.pk])
    assert (paper.agency.unit.code, paper.month) == ("943", 9)
    assert browse(personas.district_officer, "list_open", data={"year": "2024", "month": "9"}).url == opened.url


def test_a_month_that_has_not_begun_is_refused_in_words(personas, browse, client):
    browse(personas.district_officer, "list_open", data={"year": "2024", "month": "11"})
    assert "Tháng 11/2024 chưa bắt đầu" in text_of(client.get(reverse("registrations:lists")))
    assert browse(personas.district_officer, "list_open", data={"year": "2024", "month": "x"}).status_code == 404
    assert browse(personas.district_officer, "list_open", data={"year": "2024", "month": "13"}).status_code == 404


@pytest.mark.parametrize("persona", ["centre_officer", "labour_officer"])
def test_the_province_sees_all_districts_of_last_month(personas, browse, persona):
    submitted_list(personas)
    page = text_of(browse(getattr(personas, persona), "lists"))
    assert page.count("Phòng LĐTBXH") == 11
    assert "Đã gửi 1/11 danh sách" in page
    assert "Đúng hạn" in page
    assert "Chưa mở" in page
    assert "Mở danh sách tháng" not in page


def test_lateness_shows_from_the_first_moment_after_the_effective_due_day(personas, browse):
    gathered()
    with business_time(datetime(2024, 10, 10, 23, 59, 59, tzinfo=VIETNAM)):
        assert "0 danh sách quá hạn" in text_of(browse(personas.centre_officer, "lists"))
    with business_time(datetime(2024, 10, 11, 0, 0, tzinfo=VIETNAM)):
        page = text_of(browse(personas.centre_officer, "lists"))
    assert "Quá hạn 1 ngày</span>" in page
    assert "11 danh sách quá hạn" in page


@pytest.mark.parametrize(
    ("query", "offices"),
    [("?trang_thai=submitted", 1), ("?trang_thai=not_open", 10), ("?trang_thai=late", 0), ("?nam=1999&thang=77", 11)],
)
def test_the_province_filters_by_month_and_state(personas, browse, query, offices):
    submitted_list(personas)
    page = browse(personas.centre_officer, "lists", query=query)
    assert len(page.context["rows"]) == offices


@pytest.mark.parametrize("persona", ["commune_officer", "credit_officer", "education_officer", "labour_admin"])
def test_others_have_no_lists(personas, browse, persona):
    user = getattr(personas, persona)
    paper = gathered()
    for name, args in (("lists", []), ("list_detail", [paper.pk]), ("list_xlsx", [paper.pk])):
        assert browse(user, name, *args).status_code == 403


# --- one list


def test_the_page_groups_counts_names_what_is_missing_and_whom_it_waits_for(personas, browse):
    september(personas, 1, full_name="Nguyễn Văn Có")
    waiting = submitted(
        personas.commune_officer, 2, full_name="Nguyễn Văn Chờ", received_on=datetime(2024, 9, 30).date(),
        paper_date=datetime(2024, 9, 30).date(), confirmation_date=datetime(2024, 9, 30).date(),
    )  # fmt: skip
    page = text_of(browse(personas.district_officer, "list_detail", gathered().pk))
    assert "Xã An Mỹ: 1 người" in page
    assert "Tổng cộng: 1 người" in page
    assert "094******001" in page
    assert "094099000001" not in page
    assert f'href="{reverse("registrations:detail", args=[waiting.pk])}"' in page
    assert "Phòng LĐTBXH huyện Kế Sách lập danh sách" in page
    assert "từ 01/10/2024, hạn 10/10/2024" in page
    assert "Lập danh sách</button>" in page
    assert "mẫu tái lập" in page


def test_the_buttons_walk_the_list_through(personas, browse, step):
    september(personas)
    paper = gathered()
    for user, transition, status in (
        (personas.district_officer, "prepare", "prepared"),
        (personas.district_leader, "certify", "certified"),
    ):
        assert step(user, paper, transition).status_code == 302
        paper.refresh_from_db()
        assert paper.status == status
    letter = {"cover_number": "45/LĐTBXH", "cover_date": "8/10/2024"}
    sent = browse(personas.district_officer, "list_submit", paper.pk, data=letter)
    assert sent.url == reverse("registrations:list_receipt", args=[paper.pk])
    receipt = text_of(browse(personas.district_officer, "list_receipt", paper.pk))
    assert "Đúng hạn" in receipt
    assert "08:00 08/10/2024" in receipt
    assert "Số 45/LĐTBXH ngày 08/10/2024" in receipt
    page = text_of(browse(personas.centre_officer, "list_detail", paper.pk))
    assert "Nhận danh sách</button>" in page
    assert step(personas.centre_officer, paper, "receive").status_code == 302
    paper.refresh_from_db()
    assert paper.status == "received"


def test_a_late_list_says_so_on_its_receipt(personas, browse):
    with business_time(datetime(2024, 10, 14, 9, 30, tzinfo=VIETNAM)):
        paper = submitted_list(personas)
        receipt = text_of(browse(personas.district_officer, "list_receipt", paper.pk))
    assert "Muộn 4 ngày so với hạn thực hiện 10/10/2024" in receipt


def test_who_was_accepted_after_the_preparation_is_pointed_out(personas, browse):
    paper = prepared(personas)
    with business_time(datetime(2024, 10, 8, 9, 0, tzinfo=VIETNAM)):
        september(personas)
        page = text_of(browse(personas.district_leader, "list_detail", paper.pk))
    assert "Có 1 người được tiếp nhận sau khi lập danh sách" in page


def test_another_districts_list_is_not_there(personas, browse, step):
    elsewhere(personas)
    paper = gathered(district="951")
    for name in ("list_detail", "list_xlsx", "list_pdf", "list_submit", "list_receipt"):
        assert browse(personas.district_leader, name, paper.pk).status_code == 404
    moved = step(personas.district_leader, paper, "prepare")
    assert moved.status_code == 404
    assert browse(personas.committee_officer, "list_detail", paper.pk).status_code == 404
    assert browse(personas.committee_officer, "list_detail", gathered().pk).status_code == 200


def test_in_scope_but_not_theirs_to_do(personas, browse, step):
    paper = prepared(personas)
    assert step(personas.labour_leader, paper, "certify").status_code == 403
    assert step(personas.centre_leader, paper, "certify").status_code == 403
    officer = step(personas.district_officer, paper, "certify")
    assert officer.status_code == 403
    assert browse(personas.centre_officer, "list_submit", paper.pk, data={}).status_code == 403
    paper.refresh_from_db()
    assert paper.status == "prepared"


def test_a_return_without_a_reason_says_so_and_one_with_keeps_its_words(personas, browse, step):
    paper = submitted_list(personas)
    page = step(personas.centre_officer, paper, "return", reason=" ")
    assert "Chưa ghi lý do khi trả lại danh sách" in text_of(page)
    assert "<details open>" in text_of(page)
    done = step(personas.centre_officer, paper, "return", reason="Thiếu")
    assert done.status_code == 302
    assert "Lý do: Thiếu" in text_of(browse(personas.district_officer, "list_detail", paper.pk))
    refused = step(personas.centre_officer, paper, "return", reason="Thiếu nữa")
    assert "Hãy tải lại trang" in text_of(refused)


def test_an_unknown_step_is_not_there(personas, step):
    assert step(personas.district_officer, gathered(), "eat").status_code == 404


def test_a_wrong_covering_letter_keeps_what_was_typed(personas, browse):
    paper = certified(personas)
    typed = {"cover_number": "45/LĐTBXH", "cover_date": "31/12/2024"}
    page = text_of(browse(personas.district_officer, "list_submit", paper.pk, data=typed))
    assert "không ở tương lai. Hãy ghi lại ngày theo công văn." in page
    assert 'value="45/LĐTBXH"' in page
    assert 'value="31/12/2024"' in page
    page = text_of(browse(personas.district_officer, "list_submit", paper.pk, data={"cover_date": "8/10"}))
    assert "Chưa ghi số công văn" in page
    assert "ngày/tháng/năm" in page


def test_nothing_is_sent_before_certification_and_no_receipt_before_sending(personas, browse):
    paper = prepared(personas)
    assert browse(personas.district_officer, "list_submit", paper.pk).status_code == 302
    assert browse(personas.district_officer, "list_receipt", paper.pk).status_code == 404


# --- the files


@pytest.mark.parametrize(("name", "start"), [("list_xlsx", b"PK"), ("list_pdf", b"%PDF")])
def test_a_download_is_a_file_and_is_noted(personas, browse, name, start):
    september(personas)
    paper = received_list(personas)
    response = browse(personas.centre_officer, name, paper.pk)
    assert response.content.startswith(start)
    extension = name.removeprefix("list_")
    assert response["Content-Disposition"] == f'attachment; filename="phu-luc-iv-943-2024-09.{extension}"'
    note = ReadRecord.objects.get(subject_kind="monthly_list")
    assert (note.by, note.subject_id) == (personas.centre_officer, paper.pk)


def test_without_the_pdf_libraries_the_page_says_what_is_missing(personas, browse, client, monkeypatch):
    def missing(html):
        raise pdf.PdfUnavailable

    monkeypatch.setattr("registrations.exports.monthly_list.render_pdf", missing)
    paper = gathered()
    assert browse(personas.district_officer, "list_pdf", paper.pk).status_code == 302
    assert "thiếu thư viện hệ thống Pango" in text_of(client.get(reverse("registrations:list_detail", args=[paper.pk])))
    assert not ReadRecord.objects.exists()


# --- queries


def test_more_people_cost_no_more_queries(personas, client):
    september(personas, 1)
    paper = gathered()
    client.force_login(personas.district_officer)
    address = reverse("registrations:list_detail", args=[paper.pk])
    client.get(address)

    def count():

        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    one = count()
    september(personas, 2)
    september(personas, 3)
    assert count() == one
