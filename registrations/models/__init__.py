"""Models of the registrations app."""

from .journey import ContractCost, JourneyEvent, OverseasContract
from .monthly_list import MonthlyList, MonthlyListEntry, MonthlyListEvent
from .person import Person, Sex
from .plan import DistrictTarget, Plan, TargetRevision
from .provider import Provider
from .registration import Registration, RegistrationBeneficiary, RegistrationEvent
from .vocabulary import BeneficiaryGroup, EthnicGroup, Market, Programme

__all__ = [
    "BeneficiaryGroup",
    "ContractCost",
    "DistrictTarget",
    "EthnicGroup",
    "JourneyEvent",
    "Market",
    "MonthlyList",
    "MonthlyListEntry",
    "MonthlyListEvent",
    "OverseasContract",
    "Person",
    "Plan",
    "Programme",
    "Provider",
    "Registration",
    "RegistrationBeneficiary",
    "RegistrationEvent",
    "Sex",
    "TargetRevision",
]
