"""Monthly lists brought to a state, for the tests of lists, journeys and figures."""

from datetime import date

from registrations.actions.monthly_list import certify, open_list, prepare, receive, submit_list
from registrations.models import MonthlyList, Registration
from soctrang_loans.organisation.models import Agency, AgencyKind, User
from tests.registrations.papers import accepted, commune

SEPTEMBER = {"paper_date": date(2024, 9, 16), "received_on": date(2024, 9, 17), "confirmation_date": date(2024, 9, 16)}


def office(district: str = "943") -> Agency:
    """The labour office of that district."""
    return Agency.objects.get(kind=AgencyKind.DISTRICT_OFFICE, unit__code=district)


def september(personas, number: int = 1, **changes) -> Registration:
    """Somebody of xã An Mỹ whom the district received and accepted in September 2024."""
    return accepted(personas.commune_officer, personas.district_officer, number, **SEPTEMBER | changes)


def elsewhere(personas, number: int = 50, **changes) -> Registration:
    """Somebody of Trần Đề, accepted there in September 2024."""
    town = commune("Thị trấn Trần Đề", "Huyện Trần Đề")
    return accepted(
        personas.commune_officer_other,
        personas.other_district_officer,
        number,
        **SEPTEMBER | {"commune": town} | changes,
    )


def gathered(month: int = 9, district: str = "943") -> MonthlyList:
    """A list that is only open."""
    return open_list(agency=office(district), year=2024, month=month)


def prepared(personas, month: int = 9) -> MonthlyList:
    return prepare(monthly_list=gathered(month), by=personas.district_officer)


def certified(personas, month: int = 9) -> MonthlyList:
    return certify(monthly_list=prepared(personas, month), by=personas.district_leader)


def submitted_list(personas, month: int = 9, day: date = date(2024, 10, 8)) -> MonthlyList:
    return submit_list(
        monthly_list=certified(personas, month), by=personas.district_officer, cover_number="45/LĐTBXH", cover_date=day
    )


def received_list(personas, month: int = 9) -> MonthlyList:
    return receive(monthly_list=submitted_list(personas, month), by=personas.centre_officer)


def second_leader(personas) -> User:
    """Another leader of Phòng LĐTBXH Kế Sách."""
    from soctrang_loans.organisation.models import Posting, Role

    user = User.objects.create_user("pho.kesach", "Chay-thu-2024", full_name="Trương Thị Phó")
    Posting.objects.create(
        user=user, agency=office(), role=Role.LEADER, title="Phó Trưởng phòng", valid_from=date(2024, 1, 1)
    )
    return user
