"""The main job, driven in a browser as its personas: from a Giấy đăng ký to the provincial report.

Somebody outside the priority groups wants 117.000.000 đồng for Japan. At the end the budget page, the statutory list
read by another library and the month's report carry the same figures.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from registrations.models import Provider, Registration
from soctrang_loans.organisation.clock import VIETNAM, at, set_demo_clock

CCCD = "094099000117"
NAME = "Trần Quốc Thử Nghiệm"
AMOUNT = 117_000_000

SignIn = Callable[..., Page]


@pytest.fixture(autouse=True)
def october(live_server: object) -> datetime:
    """The chain begins on Tuesday 24/09/2024."""
    start = datetime(2024, 9, 24, 8, 0, tzinfo=VIETNAM)
    set_demo_clock(start)
    return start


def fill(page: Page, values: dict[str, str]) -> None:
    """Fill a form by field name: text inputs, selects by visible text, radio buttons and checkboxes by value."""
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("e => e.type || e.tagName")
        if kind in ("radio", "checkbox"):
            page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind.startswith("select"):
            field.select_option(label=value)
        else:
            field.fill(value)


def press(page: Page, text: str) -> None:
    """Click the button or link of that text and wait for the page that follows."""
    target = page.locator("main").get_by_role("button", name=text, exact=True)
    if not target.count():
        target = page.locator("main").get_by_role("link", name=text, exact=True)
    assert target.count(), f"No “{text}” on {page.url}: " + page.locator("main").inner_text()
    with page.expect_navigation():
        target.first.click()
    assert not page.locator(".alert-danger").count(), page.locator(".alert-danger").all_inner_texts()


def download(page: Page, link: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.locator("main").get_by_role("link", name=link).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path.read_bytes()


def cells(workbook: bytes) -> list[Any]:
    """Every cell of every sheet, as the other reader sees it."""
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]


def register(sign_in: SignIn) -> str:
    page = sign_in("commune_officer")
    page.goto("/dang-ky/nhap/")
    fill(page, {"cccd": CCCD, "full_name": NAME, "date_of_birth": "12/05/1999", "sex": "M", "ethnic_group": "Kinh"})
    fill(page, {"id_issued_on": "20/04/2021", "id_issued_by": "Cục Cảnh sát quản lý hành chính về trật tự xã hội"})
    fill(page, {"hamlet": "Ấp Phú Ninh", "permanent_address": "Số 12, tổ 3", "current_address": "Số 12, tổ 3"})
    fill(page, {"phone": "0912345678", "contact_name": "Trần Văn Cha", "contact_relation": "Cha"})
    fill(page, {"contact_phone": "0912345679", "schooling": "Trung học phổ thông", "grade": "12"})
    fill(page, {"qualification": "Không có", "languages": "Tiếng Nhật N5", "kind": "worker"})
    # The list of programmes is closed until it has come; select_option waits for it to open.
    page.locator("[name=market_first]").select_option(label="Nhật Bản")
    fill(page, {"programme": "Thực tập sinh kỹ năng"})
    fill(page, {"trade": "Chế biến thủy sản", "intended_months": "36", "intended_departure": "01/12/2024"})
    fill(page, {"wants_loan": "yes", "loan_amount": "117.000.000", "loan_months": "36"})
    assert "Một trăm mười bảy triệu đồng" in page.locator("main").inner_text()
    fill(page, {"loan_purpose": "Chi phí đi làm việc", "payer_name": "Lê Thị Mẹ", "payer_relation": "Mẹ"})
    fill(page, {"payer_phone": "0912345670"})
    page.get_by_role("checkbox", name="Đối tượng khác").check()
    page.locator("[name=declares_truth]").check()
    page.locator("[name=consents_processing]").check()
    fill(page, {"confirmation_number": "45/XN-UBND", "confirmation_date": "24/09/2024"})
    fill(page, {"confirmation_signer": "Lê Văn Chủ, Chủ tịch", "paper_date": "23/09/2024", "received_on": "24/09/2024"})
    press(page, "Lưu và xem lại")
    press(page, "Gửi huyện xem xét")
    number = re.search(r"DK-94-2024-\d{6}", page.content())
    assert number
    return number.group()


def test_from_a_giay_dang_ky_to_the_provincial_report(sign_in: SignIn, tmp_path: Path) -> None:
    number = register(sign_in)
    Provider.objects.create(kind="enterprise", name="Công ty Mẫu (hư cấu)", licence_number="901/LĐTBXH-GP")

    district = sign_in("district_officer")
    district.goto("/dang-ky/cho-xem-xet/")
    district.locator("main").get_by_role("link", name=NAME).first.click()
    press(district, "Tiếp nhận")

    # The last day of September turns into October: beat's round opens the month's lists and returns.
    set_demo_clock(datetime(2024, 9, 30, 20, 0, tzinfo=VIETNAM))
    district.goto("/")
    with district.expect_navigation():
        district.get_by_role("button", name="Sang ngày hôm sau").click()
    assert "01/10/2024" in district.locator(".portal-demo").inner_text()

    district.goto("/danh-sach/")
    district.locator("main").get_by_role("link", name="Tháng 09/2024").first.click()
    list_address = district.url
    press(district, "Lập danh sách")
    leader = sign_in("district_leader")
    leader.goto(list_address)
    press(leader, "Duyệt danh sách")
    district.goto(list_address)
    press(district, "Gửi Trung tâm…")
    fill(district, {"cover_number": "45/LĐTBXH", "cover_date": "01/10/2024"})
    district.locator("main form button.btn-primary").last.click()
    district.goto(list_address)
    listed = cells(download(district, "Tải XLSX", tmp_path))
    assert CCCD in listed
    assert any("Trần Quốc Thử Nghiệm".upper() in str(cell).upper() for cell in listed)
    assert any(isinstance(cell, int | float) and cell == AMOUNT for cell in listed)

    centre = sign_in("centre_officer")
    centre.goto(list_address)
    press(centre, "Nhận danh sách")
    set_demo_clock(at(date(2024, 10, 8)))
    registration = Registration.objects.get(number=number)
    centre.goto(f"/duong-di/{registration.pk}/trung-tuyen/")
    fill(centre, {"market": "Nhật Bản", "selected_on": "04/10/2024"})
    centre.locator("[name=provider]").select_option(index=1)
    centre.locator("main form button.btn-primary").last.click()
    centre.goto(f"/duong-di/{registration.pk}/hop-dong/")
    fill(
        centre, {"number": "117/2024/HĐ", "signed_on": "07/10/2024", "months": "36", "planned_departure": "25/10/2024"}
    )
    centre.locator("main input[name$='-amount']").first.fill("120.000.000")
    centre.locator("main form button.btn-primary").last.click()

    finance = sign_in("finance_officer")
    finance.goto("/von-ve/ghi/")
    fill(finance, {"source": "Ngân sách địa phương", "document_number": "12/STC-QLNS", "document_date": "07/10/2024"})
    fill(finance, {"amount": "2.000.000.000", "transferred_on": "07/10/2024"})
    finance.locator("main form button.btn-primary").last.click()
    finance.wait_for_url(re.compile(r"/von-ve/\d+/"))
    notice_address = finance.url
    branch = sign_in("branch_director")
    branch.goto(notice_address)
    fill(branch, {"received_on": "08/10/2024"})
    branch.locator("main form button.btn-primary").first.click()

    credit = sign_in("credit_officer")
    credit.goto(f"/ho-so-vay/lap/{registration.pk}/")
    for box in credit.locator("[name=papers]").all():
        box.check()
    credit.locator("main form button.btn-primary").last.click()
    credit.wait_for_url(re.compile(r"/ho-so-vay/\d+/$"))
    dossier_address = credit.url
    press(credit, "Thẩm định")
    fill(credit, {"amount": "117.000.000", "months": "36", "opinion": "Đủ điều kiện, có khả năng trả nợ."})
    credit.locator("main form button.btn-primary").last.click()
    credit.wait_for_url(dossier_address)
    controller = sign_in("controller")
    controller.goto(dossier_address)
    controller.locator(".portal-transition button.btn-primary").first.click()
    director = sign_in("office_director")
    director.goto(dossier_address)
    press(director, "Phê duyệt…")
    fill(director, {"amount": "117.000.000", "months": "36"})
    director.locator("main form button.btn-primary").last.click()
    director.wait_for_url(re.compile(r"/(khe-uoc|ho-so-vay)/\d+/$"))
    credit.goto(dossier_address)
    press(credit, "Xem khế ước")
    contract_address = credit.url
    press(credit, "Ký khế ước")
    fill(credit, {"number": "6600000943000117", "customer_code": "9400117", "signed_on": "08/10/2024"})
    credit.locator("main form button.btn-primary").last.click()
    credit.wait_for_url(contract_address)
    press(credit, "Giải ngân")
    fill(credit, {"voucher_number": "GN-0117", "value_date": "08/10/2024", "amount": "117.000.000"})
    fill(credit, {"payee_name": "Công ty Mẫu (hư cấu)"})
    credit.locator("main form button.btn-primary").last.click()
    credit.wait_for_url(contract_address)
    assert "117.000.000" in credit.locator("main").inner_text()

    set_demo_clock(at(date(2024, 10, 25), 21))
    centre.goto(f"/duong-di/{registration.pk}/xuat-canh/")
    fill(centre, {"departed_on": "25/10/2024", "note": "VN300, Tân Sơn Nhất"})
    centre.locator("main form button.btn-primary").last.click()

    set_demo_clock(at(date(2024, 11, 4)))
    province = sign_in("labour_officer")
    province.goto("/kinh-phi/")
    shown = province.locator("main").inner_text()
    assert "117.000.000" in shown
    assert "67.500.000.000" in shown
    budget = cells(download(province, "Tải XLSX", tmp_path))
    assert AMOUNT in budget
    province.goto("/bao-cao/toan-tinh/")
    assert "1 / 500" in province.locator("main").inner_text().replace("\xa0", " ")

    province.goto("/bao-cao/thang/")
    province.locator("[name=month]").select_option(value="10")
    with province.expect_navigation():
        province.get_by_role("button", name="Lập báo cáo").click()
    province.goto("/bao-cao/thang/")
    report = cells(download(province, "XLSX", tmp_path))
    assert AMOUNT in report
    assert 69_221_000_000 in report
    assert any("Kế Sách" in str(cell) for cell in report)
