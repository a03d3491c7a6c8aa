"""For whom a paper waits, since when and until when: the line above its timeline."""

from dataclasses import dataclass
from datetime import date, datetime

from soctrang_loans.organisation.calendar import working_calendar
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import Agency, AgencyKind

from .models import Registration, RegistrationEvent
from .periods import Month


@dataclass(frozen=True)
class Waiting:
    """Who is to act, since when, and the effective due day of the month's list where there is one."""

    who: str
    since: datetime | date | None
    due: date | None = None

    @property
    def late(self) -> bool:
        """Whether the due day has passed."""
        return self.due is not None and business_date() > self.due


def waiting_for(registration: Registration, events: list[RegistrationEvent]) -> Waiting | None:
    """Whom the paper waits for as it stands; None when nobody has to act on it here."""
    status = Registration.Status
    since = next((event.happened_at for event in reversed(events) if event.to_state == registration.status), None)
    due = Month.of(registration.received_on).effective_due(working_calendar())
    if registration.status in (status.DRAFT, status.RETURNED):
        return Waiting(registration.entered_agency.name, since, due)
    if registration.status == status.SUBMITTED:
        return Waiting(district_office_name(registration), since, due)
    if registration.status == status.ACCEPTED and registration.stage == Registration.Stage.REGISTERED:
        return Waiting(f"{district_office_name(registration)} lập danh sách tháng (Phụ lục IV)", since, due)
    return None


def district_office_name(registration: Registration) -> str:
    """The labour office that answers for the registration's commune today."""
    office = (
        Agency.objects.on(business_date())
        .filter(kind=AgencyKind.DISTRICT_OFFICE, areas__unit=registration.commune_id)
        .first()
    )
    return office.name if office else "Phòng Lao động - Thương binh và Xã hội"
