"""Models of the reporting app."""

from .duty import DutyKind, ReportingDuty
from .obligation import Obligation, ObligationEvent
from .provincial_report import ProvincialReport
from .reminder import Reminder
from .submission import ReturnSubmission

__all__ = [
    "DutyKind",
    "Obligation",
    "ObligationEvent",
    "ProvincialReport",
    "Reminder",
    "ReportingDuty",
    "ReturnSubmission",
]
