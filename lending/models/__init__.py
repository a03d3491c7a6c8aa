"""Models of the lending app."""

from .capital import CapitalNotice, CapitalNoticeEvent
from .contract import LoanContract, LoanContractEvent
from .dossier import Dossier, DossierEvent
from .funding import BudgetLine, FundingSource, Pool
from .policy import LendingPolicy, PolicyParameter
from .voucher import Voucher

__all__ = [
    "BudgetLine",
    "CapitalNotice",
    "CapitalNoticeEvent",
    "Dossier",
    "DossierEvent",
    "FundingSource",
    "LendingPolicy",
    "LoanContract",
    "LoanContractEvent",
    "PolicyParameter",
    "Pool",
    "Voucher",
]
