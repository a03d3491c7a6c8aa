"""Models of the organisation app."""

from .account_event import AccountEvent
from .agency import Agency, AgencyArea, AgencyKind
from .calendar import CalendarDay
from .clock import ClockSetting
from .insert_only import InsertOnly
from .posting import Posting, Role
from .sequence import NumberSequence
from .territory import AdministrativeUnit, Province, UnitLevel, UnitSuccession
from .user import User

__all__ = [
    "AccountEvent",
    "AdministrativeUnit",
    "Agency",
    "AgencyArea",
    "AgencyKind",
    "CalendarDay",
    "ClockSetting",
    "InsertOnly",
    "NumberSequence",
    "Posting",
    "Province",
    "Role",
    "UnitLevel",
    "UnitSuccession",
    "User",
]
