"""Who works where in the demo: the personas, and invented colleagues in every other district and bank office."""

from dataclasses import dataclass
from random import Random

from soctrang_loans.organisation.actions.accounts import create_user
from soctrang_loans.organisation.models import Agency, AgencyKind, Role, User

from .invented import invent
from .personas import PERSONAS, SINCE, find_agency


@dataclass(frozen=True)
class DistrictStaff:
    """The people of one district: labour office, committee, and the bank's office there."""

    code: str
    office: Agency
    officer: User
    leader: User
    committee_leader: User
    credit_officer: User
    controller: User
    director: User


# Field of DistrictStaff → agency kind, role, title, login prefix.
POSTS = {
    "officer": (AgencyKind.DISTRICT_OFFICE, Role.OFFICER, "Chuyên viên", "huyen"),
    "leader": (AgencyKind.DISTRICT_OFFICE, Role.LEADER, "Trưởng phòng", "lanhdao"),
    "committee_leader": (AgencyKind.DISTRICT_COMMITTEE, Role.LEADER, "Phó Chủ tịch", "lanhdao.ubnd"),
    "credit_officer": (AgencyKind.BANK_OFFICE, Role.CREDIT_OFFICER, "Cán bộ tín dụng", "tindung"),
    "controller": (AgencyKind.BANK_OFFICE, Role.CONTROLLER, "Tổ trưởng Kế hoạch - Nghiệp vụ", "kiemsoat"),
    "director": (AgencyKind.BANK_OFFICE, Role.DIRECTOR, "Giám đốc", "giamdoc"),
}


def staff_districts(users: dict[str, User], codes: list[str], random: Random) -> dict[str, DistrictStaff]:
    """Staff of every district by code: a persona where there is one, else an invented colleague with a new account."""
    by_post = {
        (persona.kind, persona.unit, persona.role): users[key] for key, persona in PERSONAS.items() if persona.unit
    }
    staffed = {}
    for code in codes:
        people: dict[str, User] = {}
        for post, (kind, role, title, prefix) in POSTS.items():
            user = by_post.get((kind, code, role))
            if user is None:
                user, _ = create_user(
                    by=users["labour_admin"],
                    username=f"{prefix}.{code}",
                    full_name=invent(random, 1, youngest=28, oldest=55).full_name,
                    agency=find_agency(kind, code),
                    role=role,
                    title=title,
                    valid_from=SINCE,
                )
            people[post] = user
        staffed[code] = DistrictStaff(code=code, office=find_agency(AgencyKind.DISTRICT_OFFICE, code), **people)
    return staffed
