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
    # Registrations: Phụ lục IV, the way abroad, targets
    # Lending
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
}
_ = people
