"""The verbs of lending."""

from .capital import cancel_capital, confirm_capital, record_capital, record_opening, reject_capital
from .collection import collect_principal, release_recovered
from .contract import sign_contract
from .decision import approve, cancel_approval, refuse
from .disbursement import disburse
from .dossier import appraise, check, open_dossier, return_to_appraisal, update_papers, withdraw_dossier
from .reversal import reverse_voucher

__all__ = [
    "appraise",
    "approve",
    "cancel_approval",
    "cancel_capital",
    "check",
    "collect_principal",
    "confirm_capital",
    "disburse",
    "open_dossier",
    "record_capital",
    "record_opening",
    "refuse",
    "reject_capital",
    "release_recovered",
    "return_to_appraisal",
    "reverse_voucher",
    "sign_contract",
    "update_papers",
    "withdraw_dossier",
]
