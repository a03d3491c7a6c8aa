"""The demo's named people, one password for all. The tests act as the same people."""

from dataclasses import dataclass
from datetime import date

from soctrang_loans.organisation.actions.accounts import create_first_admin, create_user, give_posting, set_password
from soctrang_loans.organisation.models import Agency, AgencyKind, Role, User

DEMO_PASSWORD = "Chay-thu-2024"  # noqa: S105 — printed by `make run`, only ever of the demo
SINCE = date(2024, 1, 1)


@dataclass(frozen=True)
class Persona:
    """One account: the agency is found by kind and, where there are many, by the code of its unit.

    `also` are further postings of the same person: (kind, role).
    """

    username: str
    full_name: str
    kind: AgencyKind
    unit: str
    role: Role
    title: str
    also: tuple[tuple[AgencyKind, Role], ...] = ()

    def agency(self) -> Agency:
        """The agency of the first posting."""
        return find_agency(self.kind, self.unit)


def find_agency(kind: AgencyKind, unit: str = "") -> Agency:
    """The one agency of that kind (of that unit) that stands to this day of the demo."""
    agencies = Agency.objects.filter(kind=kind, valid_to__isnull=True) | Agency.objects.filter(
        kind=kind, valid_to__gte=date(2024, 12, 31)
    )
    return agencies.get(unit__code=unit) if unit else agencies.get()


K, R = AgencyKind, Role
PERSONAS: dict[str, Persona] = {
    "labour_admin": Persona("quantri.so", "Lê Thị Hồng Đào", K.LABOUR_DEPARTMENT, "", R.ADMIN, "Quản trị hệ thống"),
    "commune_officer": Persona(
        "xa.anmy", "Nguyễn Văn Bình", K.COMMUNE_COMMITTEE, "31564", R.OFFICER, "Công chức Lao động - TBXH"
    ),
    "sister_commune_officer": Persona(
        "tt.kesach", "Thạch Thị Sa Rinh", K.COMMUNE_COMMITTEE, "31528", R.OFFICER, "Công chức Lao động - TBXH"
    ),
    "commune_officer_other": Persona(
        "tt.trande", "Lý Minh Tuấn", K.COMMUNE_COMMITTEE, "31673", R.OFFICER, "Công chức Lao động - TBXH"
    ),
    "commune_admin": Persona(
        "quantri.anmy", "Phạm Thị Út", K.COMMUNE_COMMITTEE, "31564", R.ADMIN, "Quản trị tài khoản"
    ),
    "district_officer": Persona(
        "huyen.kesach",
        "Trần Thị Ngọc Lan",
        K.DISTRICT_OFFICE,
        "943",
        R.OFFICER,
        "Chuyên viên",
        also=((K.DISTRICT_COMMITTEE, R.OFFICER),),
    ),
    "district_leader": Persona("lanhdao.kesach", "Huỳnh Văn Đức", K.DISTRICT_OFFICE, "943", R.LEADER, "Trưởng phòng"),
    "other_district_officer": Persona(
        "huyen.trande", "Sơn Thị Mỹ Duyên", K.DISTRICT_OFFICE, "951", R.OFFICER, "Chuyên viên"
    ),
    "other_district_leader": Persona(
        "lanhdao.trande", "Võ Quốc Khánh", K.DISTRICT_OFFICE, "951", R.LEADER, "Trưởng phòng"
    ),
    "committee_officer": Persona(
        "ubnd.kesach", "Đặng Thị Thu Hà", K.DISTRICT_COMMITTEE, "943", R.OFFICER, "Chuyên viên Văn phòng"
    ),
    "committee_leader": Persona(
        "lanhdao.ubnd.kesach", "Ngô Thanh Sơn", K.DISTRICT_COMMITTEE, "943", R.LEADER, "Phó Chủ tịch"
    ),
    "centre_officer": Persona("trungtam", "Lâm Thị Kim Thoa", K.EMPLOYMENT_CENTRE, "", R.OFFICER, "Chuyên viên tư vấn"),
    "centre_leader": Persona("lanhdao.trungtam", "Trịnh Công Hậu", K.EMPLOYMENT_CENTRE, "", R.LEADER, "Phó Giám đốc"),
    "labour_officer": Persona("so.ldtbxh", "Bùi Thị Thanh Trúc", K.LABOUR_DEPARTMENT, "", R.OFFICER, "Chuyên viên"),
    "labour_leader": Persona("lanhdao.so", "Đỗ Hữu Nghĩa", K.LABOUR_DEPARTMENT, "", R.LEADER, "Phó Giám đốc Sở"),
    "education_officer": Persona(
        "so.gddt", "Mai Thị Phương Thảo", K.EDUCATION_DEPARTMENT, "", R.OFFICER, "Chuyên viên"
    ),
    "education_leader": Persona(
        "lanhdao.gddt", "Châu Tuấn Kiệt", K.EDUCATION_DEPARTMENT, "", R.LEADER, "Phó Giám đốc Sở"
    ),
    "finance_officer": Persona("so.taichinh", "Quách Thị Bảo Ngọc", K.FINANCE_DEPARTMENT, "", R.OFFICER, "Chuyên viên"),
    "finance_leader": Persona("lanhdao.taichinh", "Tạ Văn Lộc", K.FINANCE_DEPARTMENT, "", R.LEADER, "Phó Giám đốc Sở"),
    "province_reader": Persona(
        "ubnd.tinh", "Hồ Thị Diễm My", K.PROVINCE_COMMITTEE, "", R.READER, "Chuyên viên Văn phòng"
    ),
    "credit_officer": Persona(
        "tindung.kesach", "Kim Sô Phi", K.BANK_OFFICE, "943", R.CREDIT_OFFICER, "Cán bộ tín dụng"
    ),
    "controller": Persona(
        "kiemsoat.kesach", "Dương Thị Cẩm Tú", K.BANK_OFFICE, "943", R.CONTROLLER, "Tổ trưởng Kế hoạch - Nghiệp vụ"
    ),
    "office_director": Persona("giamdoc.kesach", "Lưu Hoàng Nam", K.BANK_OFFICE, "943", R.DIRECTOR, "Giám đốc PGD"),
    "other_credit_officer": Persona(
        "tindung.trande", "Danh Thị Sà Quen", K.BANK_OFFICE, "951", R.CREDIT_OFFICER, "Cán bộ tín dụng"
    ),
    "other_controller": Persona(
        "kiemsoat.trande", "Tiêu Văn Phước", K.BANK_OFFICE, "951", R.CONTROLLER, "Tổ trưởng Kế hoạch - Nghiệp vụ"
    ),
    "other_office_director": Persona(
        "giamdoc.trande", "Vương Thị Hạnh", K.BANK_OFFICE, "951", R.DIRECTOR, "Giám đốc PGD"
    ),
    "branch_officer": Persona(
        "nganhang.tinh", "Đinh Quang Vinh", K.BANK_BRANCH, "", R.CREDIT_OFFICER, "Cán bộ Kế hoạch - Tín dụng"
    ),
    "branch_controller": Persona(
        "kiemsoat.tinh", "Tô Thị Minh Nguyệt", K.BANK_BRANCH, "", R.CONTROLLER, "Trưởng phòng Kế toán"
    ),
    "branch_director": Persona(
        "giamdoc.tinh", "Phan Trọng Nhân", K.BANK_BRANCH, "", R.DIRECTOR, "Phó Giám đốc Chi nhánh"
    ),
}


def make_personas(password: str = DEMO_PASSWORD) -> dict[str, User]:
    """Make every persona's account and postings through the account actions; returns them by key."""
    first = PERSONAS["labour_admin"]
    admin, _ = create_first_admin(username=first.username, full_name=first.full_name, valid_from=SINCE)
    set_password(user=admin, password=password)
    users = {"labour_admin": admin}
    for key, persona in PERSONAS.items():
        if key == "labour_admin":
            continue
        user, _ = create_user(
            by=admin,
            username=persona.username,
            full_name=persona.full_name,
            agency=persona.agency(),
            role=persona.role,
            title=persona.title,
            valid_from=SINCE,
        )
        for kind, role in persona.also:
            give_posting(by=admin, user=user, agency=find_agency(kind, persona.unit), role=role, valid_from=SINCE)
        set_password(user=user, password=password)
        users[key] = user
    return users
