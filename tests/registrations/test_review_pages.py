"""The district's review queue and its steps in the browser."""

from datetime import date

import pytest
from django.urls import reverse

from soctrang_loans.organisation.clock import business_time
from tests.personas import Personas, signed_in
from tests.registrations.papers import commune, submitted

pytestmark = pytest.mark.django_db


def test_the_queue_holds_the_district_s_papers_oldest_first(personas: Personas) -> None:
    with business_time(date(2024, 10, 8)):
        late = submitted(personas.commune_officer, 1)
    with business_time(date(2024, 10, 7)):
        early = submitted(personas.sister_commune_officer, 2, commune=commune("Thị trấn Kế Sách"))
    with business_time(date(2024, 10, 6)):
        submitted(
            personas.commune_officer_other,
            3,
            commune=commune("Thị trấn Trần Đề", "Huyện Trần Đề"),
            received_on=date(2024, 10, 5),
        )
    page = signed_in(personas.district_officer).get(reverse("registrations:review")).context["page"]

    assert [row.pk for row in page] == [early.pk, late.pk]


def test_accepting_leads_back_to_the_queue(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    client = signed_in(personas.district_officer)
    page = client.get(reverse("registrations:detail", args=[registration.pk])).content.decode()
    assert "Đang chờ: <strong>Phòng Lao động - Thương binh và Xã hội huyện Kế Sách</strong>" in page
    assert "từ 08/10/2024, hạn 11/11/2024" in page  # 10/11/2024 is a Sunday

    address = reverse("registrations:transition", args=[registration.pk])
    answer = client.post(address, {"transition": "accept"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("registrations:review")
    assert f"Đã tiếp nhận giấy đăng ký {registration.number}" in answer.content.decode()
    registration.refresh_from_db()
    assert registration.status == "accepted"


def test_returning_without_a_reason_asks_for_it(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    client = signed_in(personas.district_officer)
    address = reverse("registrations:transition", args=[registration.pk])
    assert "Chưa ghi lý do" in client.post(address, {"transition": "return", "reason": ""}).content.decode()

    client.post(address, {"transition": "return", "reason": "Thiếu dấu xác nhận"})
    registration.refresh_from_db()
    assert registration.status == "returned"
    commune_page = signed_in(personas.commune_officer).get(reverse("registrations:detail", args=[registration.pk]))
    assert "Lý do: Thiếu dấu xác nhận" in commune_page.content.decode()


def test_the_commune_has_no_button_to_accept_and_is_refused(personas: Personas) -> None:
    registration = submitted(personas.commune_officer)
    client = signed_in(personas.commune_officer)
    page = client.get(reverse("registrations:detail", args=[registration.pk])).content.decode()
    assert 'value="accept"' not in page
    address = reverse("registrations:transition", args=[registration.pk])
    assert client.post(address, {"transition": "accept"}).status_code == 403


def test_the_author_in_the_district_leaves_acceptance_to_another(personas: Personas) -> None:
    registration = submitted(personas.district_officer)
    address = reverse("registrations:transition", args=[registration.pk])
    own = signed_in(personas.district_officer)
    assert 'value="accept"' not in own.get(reverse("registrations:detail", args=[registration.pk])).content.decode()
    assert own.post(address, {"transition": "accept"}).status_code == 403
    assert signed_in(personas.district_leader).post(address, {"transition": "accept"}).status_code == 302
