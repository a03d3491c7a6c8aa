"""The access table: for every URL name, who may go there. An address that is not in it is refused, for everybody.

The menu is drawn from the same table, in this order. `docs/architecture.md` tells how scope (which rows) differs from
access (which pages).
"""

from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import Rule

PUBLIC = Rule(public=True)
SIGNED_IN = Rule(signed_in=True)

ACCESS: dict[str, Rule] = {
    # Reporting: home and the work queue
    "home": Rule(signed_in=True, menu="Việc cần làm", group="Công việc", icon="house"),
    "demo_next_day": SIGNED_IN,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    # Registrations: Phụ lục III
    "registrations:list": Rule(
        read=people.PEOPLE_READERS, menu="Giấy đăng ký (Phụ lục III)", group="Đăng ký", icon="person-lines-fill"
    ),
    "registrations:create": Rule(
        write=people.REGISTRARS, menu="Nhập giấy đăng ký", group="Đăng ký", icon="person-plus"
    ),
    "registrations:review": Rule(read=people.DISTRICT, menu="Chờ xem xét", group="Đăng ký", icon="inbox"),
    "registrations:detail": Rule(read=people.REGISTRATION_READERS),
    "registrations:edit": Rule(write=people.REGISTRARS),
    "registrations:transition": Rule(write=people.REGISTRARS),
    "registrations:reveal": Rule(write=people.NUMBER_READERS),
    "registrations:pdf": Rule(read=people.REGISTRARS),
    "registrations:export": Rule(read=people.PEOPLE_READERS),
    "registrations:communes": Rule(read=people.REGISTRARS),
    "registrations:programmes": Rule(read=people.REGISTRARS),
    # Registrations: Phụ lục IV, the way abroad, targets
    "registrations:lists": Rule(
        read=people.LIST_READERS,
        menu="Danh sách tháng (Phụ lục IV)",
        group="Danh sách và xuất cảnh",
        icon="list-columns",
    ),
    "registrations:list_open": Rule(write=people.DISTRICT),
    "registrations:list_detail": Rule(read=people.LIST_READERS),
    "registrations:list_transition": Rule(write=people.DISTRICT | people.CENTRE),
    "registrations:list_submit": Rule(write=people.DISTRICT),
    "registrations:list_receipt": Rule(read=people.LIST_READERS),
    "registrations:list_xlsx": Rule(read=people.LIST_READERS),
    "registrations:list_pdf": Rule(read=people.LIST_READERS),
    "registrations:journeys": Rule(
        read=people.LIST_READERS,
        menu="Trúng tuyển, xuất cảnh",
        group="Danh sách và xuất cảnh",
        icon="airplane",
    ),
    "registrations:journey_detail": Rule(read=people.LIST_READERS),
    "registrations:journey_selection": Rule(write=people.CENTRE),
    "registrations:journey_contract": Rule(write=people.CENTRE),
    "registrations:journey_departure": Rule(write=people.CENTRE),
    "registrations:providers": Rule(
        read=people.LIST_READERS, menu="Danh bạ doanh nghiệp", group="Danh sách và xuất cảnh", icon="buildings"
    ),
    "registrations:provider_add": Rule(write=people.CENTRE),
    "registrations:provider_edit": Rule(write=people.CENTRE),
    "registrations:targets": Rule(
        read=people.FIGURE_READERS, menu="Chỉ tiêu (Phụ lục I)", group="Danh sách và xuất cảnh", icon="bullseye"
    ),
    "registrations:targets_edit": Rule(write=people.LABOUR),
    # Lending
    "lending:dossiers": Rule(
        read=people.LOAN_READERS | people.DISTRICT, menu="Hồ sơ vay vốn", group="Cho vay", icon="folder2-open"
    ),
    "lending:candidates": Rule(read=people.OFFICE, menu="Chờ lập hồ sơ", group="Cho vay", icon="person-plus"),
    "lending:dossier_open": Rule(read=people.CREDIT_OFFICERS, write=people.CREDIT_OFFICERS),
    "lending:dossier": Rule(read=people.LOAN_READERS | people.DISTRICT),
    "lending:dossier_step": Rule(write=people.OFFICE),
    "lending:dossier_papers": Rule(write=people.CREDIT_OFFICERS),
    "lending:dossier_appraise": Rule(write=people.CREDIT_OFFICERS),
    "lending:dossier_approve": Rule(write=people.OFFICE_DIRECTORS),
    "lending:contracts": Rule(read=people.LOAN_READERS, menu="Khế ước", group="Cho vay", icon="file-earmark-text"),
    "lending:contract": Rule(read=people.LOAN_READERS),
    "lending:contract_step": Rule(write=people.OFFICE_DIRECTORS),
    "lending:contract_sign": Rule(write=people.CREDIT_OFFICERS),
    "lending:contract_disburse": Rule(write=people.CREDIT_OFFICERS),
    "lending:contract_collect": Rule(write=people.CREDIT_OFFICERS),
    "lending:voucher_reverse": Rule(write=people.OFFICE_DECIDERS),
    "lending:budget": Rule(
        read=people.FIGURE_READERS, menu="Kinh phí kế hoạch", group="Vốn và ngân sách", icon="cash-stack"
    ),
    "lending:budget_xlsx": Rule(read=people.FIGURE_READERS),
    "lending:capital_list": Rule(
        read=people.MONEY_READERS | people.OFFICE, menu="Vốn về", group="Vốn và ngân sách", icon="bank"
    ),
    "lending:capital_record": Rule(write=people.FINANCE),
    "lending:capital_opening": Rule(write=people.BRANCH),
    "lending:capital": Rule(read=people.MONEY_READERS | people.OFFICE, write=people.BRANCH_DECIDERS),
    "lending:capital_step": Rule(write=people.FINANCE | people.BRANCH),
    "lending:recovered": Rule(
        read=people.MONEY_READERS,
        write=people.BRANCH_DECIDERS,
        menu="Vốn thu hồi",
        group="Vốn và ngân sách",
        icon="arrow-repeat",
    ),
    "lending:release_reverse": Rule(write=people.BRANCH_DECIDERS),
    "lending:journal": Rule(read=people.MONEY_READERS, menu="Sổ cái", group="Vốn và ngân sách", icon="journal-text"),
    "lending:months": Rule(
        read=people.MONEY_READERS, menu="Tháng sổ cái", group="Vốn và ngân sách", icon="calendar-month"
    ),
    "lending:month_step": Rule(write=people.BRANCH),
    "lending:policies": Rule(
        read=people.FIGURE_READERS, menu="Chính sách cho vay", group="Vốn và ngân sách", icon="card-checklist"
    ),
    # Reporting: obligations, reports, dashboards
    "reporting:dashboard": Rule(
        read=people.FIGURE_READERS, menu="Kết quả toàn tỉnh", group="Báo cáo", icon="bar-chart-line"
    ),
    "reporting:obligations": Rule(
        read=people.OBLIGATION_READERS, menu="Ai chưa báo cáo", group="Báo cáo", icon="calendar-check"
    ),
    "reporting:obligation": Rule(read=people.OBLIGATION_READERS),
    "reporting:obligation_submit": Rule(write=people.REPORTERS),
    "reporting:obligation_extend": Rule(write=people.LABOUR),
    "reporting:obligation_move": Rule(write=people.LABOUR),
    "reporting:reports": Rule(
        read=people.PROVINCE_REPORT_READERS,
        menu="Báo cáo gửi UBND tỉnh",
        group="Báo cáo",
        icon="file-earmark-bar-graph",
    ),
    "reporting:report_request": Rule(write=people.LABOUR),
    "reporting:report_progress": Rule(read=people.PROVINCE_REPORT_READERS),
    "reporting:report_file": Rule(read=people.PROVINCE_REPORT_READERS),
    # Organisation: accounts, agencies
    "login": PUBLIC,
    "logout": SIGNED_IN,
    "password_change": SIGNED_IN,
    "acting_posting_choose": SIGNED_IN,
    "user_list": Rule(read=people.ADMINS, menu="Người dùng", group="Quản trị", icon="person-gear"),
    "user_detail": Rule(read=people.ADMINS),
    "user_create": Rule(write=people.ADMINS),
    "user_edit": Rule(write=people.ADMINS),
    "user_reset_password": Rule(write=people.ADMINS),
    "user_deactivate": Rule(write=people.ADMINS),
    "user_reactivate": Rule(write=people.ADMINS),
    "posting_give": Rule(write=people.ADMINS),
    "posting_end": Rule(write=people.COVER_GRANTERS),
    "cover_list": Rule(read=people.COVER_GRANTERS, menu="Ủy quyền", group="Quản trị", icon="arrow-left-right"),
    "cover_grant": Rule(write=people.COVER_GRANTERS),
    "agency_list": Rule(read=people.ADMINS, menu="Cơ quan", group="Quản trị", icon="building"),
    "agency_detail": Rule(read=people.ADMINS),
    "unit_list": Rule(read=people.REFERENCE_READERS, menu="Đơn vị hành chính", group="Quản trị", icon="map"),
    "holiday_list": Rule(
        read=people.REFERENCE_READERS, menu="Ngày nghỉ, ngày làm bù", group="Quản trị", icon="calendar3"
    ),
}
