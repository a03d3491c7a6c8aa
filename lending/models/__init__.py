"""Models of the lending app."""

from .capital import CapitalNotice, CapitalNoticeEvent
from .contract import LoanContract, LoanContractEvent
from .dossier import Dossier, DossierEvent
from .funding import BudgetLine, FundingSource, Pool
from .ledger import (
    AccountKind,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerMonth,
    LedgerMonthEvent,
    LedgerSeal,
)
from .policy import LendingPolicy, PolicyParameter
from .voucher import Voucher

__all__ = [
    "AccountKind",
    "BudgetLine",
    "CapitalNotice",
    "CapitalNoticeEvent",
    "Dossier",
    "DossierEvent",
    "EntryKind",
    "FundingSource",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerMonth",
    "LedgerMonthEvent",
    "LedgerSeal",
    "LendingPolicy",
    "LoanContract",
    "LoanContractEvent",
    "PolicyParameter",
    "Pool",
    "Voucher",
]
