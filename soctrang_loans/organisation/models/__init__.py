"""Models of the organisation app."""

from .agency import Agency, AgencyArea, AgencyKind
from .calendar import CalendarDay
from .clock import ClockSetting
from .posting import Posting, Role
from .sequence import NumberSequence
from .territory import AdministrativeUnit, Province, UnitLevel, UnitSuccession
from .user import User

__all__ = [
    "AdministrativeUnit",
    "Agency",
    "AgencyArea",
    "AgencyKind",
    "CalendarDay",
    "ClockSetting",
    "NumberSequence",
    "Posting",
    "Province",
    "Role",
    "UnitLevel",
    "UnitSuccession",
    "User",
]
