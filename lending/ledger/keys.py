"""Natural keys: the same event of the outside world gives the same key, through whatever channel it comes (rule 4)."""

import unicodedata
from datetime import date


def voucher_key(kind: str, contract_number: str, voucher_number: str) -> str:
    """The key of an event that the bank gave a voucher: số khế ước + voucher number + kind.

    Spaces and letter case of the two numbers do not matter. Raises ValueError where one is blank.
    """
    return ":".join(["voucher", _part(contract_number), _part(voucher_number), str(kind)])


def plain_key(contract_number: str, value_date: date, kind: str, amount: int, ordinal: int = 1) -> str:
    """The key without a voucher: số khế ước + value date + kind + amount (đồng) + ordinal among such on that day.

    Raises ValueError for a blank contract number or an ordinal below 1.
    """
    if ordinal < 1:
        raise ValueError("The first event of its like has ordinal 1.")
    return ":".join(["plain", _part(contract_number), value_date.isoformat(), str(kind), str(amount), str(ordinal)])


def reversal_key(event: str) -> str:
    """The key of the event that reverses another; an event has one, so it is reversed once."""
    return f"reversal:{event}"


def _part(number: str) -> str:
    part = "".join(unicodedata.normalize("NFC", number).split()).upper()
    if not part:
        raise ValueError("A natural key needs the contract's and the voucher's number.")
    return part.replace("%", "%25").replace(":", "%3A")
