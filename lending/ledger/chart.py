"""Which accounts each kind of entry may join: the table "Entries" of the ledger's design, as data."""

from collections.abc import Iterable

from lending.models.ledger import PRINCIPAL_KINDS, AccountKind, EntryKind

A = AccountKind
E = EntryKind
Pair = tuple[AccountKind, AccountKind]


def _pairs(debits: Iterable[AccountKind], credits: Iterable[AccountKind]) -> frozenset[Pair]:
    credits = tuple(credits)
    return frozenset((debit, credit) for debit in debits for credit in credits)


CAPITAL = (A.CAPITAL_NEW, A.CAPITAL_OPENING, A.CAPITAL_SUPPLEMENT)
# By kind: the (debited, credited) accounts. A reversal joins them the other way round.
CHART: dict[EntryKind, frozenset[Pair]] = {
    E.CAPITAL_RECEIVED: _pairs([A.AVAILABLE], [A.CAPITAL_NEW]),
    E.OPENING: _pairs([A.AVAILABLE, *PRINCIPAL_KINDS], [A.CAPITAL_OPENING])
    | _pairs([A.INTEREST_DUE], [A.INTEREST_INCOME]),
    E.CAPITAL_WITHDRAWN: _pairs(CAPITAL, [A.AVAILABLE]),
    E.APPROVAL: _pairs([A.COMMITTED], [A.AVAILABLE]),
    E.APPROVAL_RELEASED: _pairs([A.AVAILABLE], [A.COMMITTED]),
    E.DISBURSEMENT: _pairs([A.PRINCIPAL_CURRENT], [A.COMMITTED]),
    E.INTEREST_ACCRUED: _pairs([A.INTEREST_DUE], [A.INTEREST_INCOME]),
    E.INTEREST_COLLECTED: _pairs([A.INTEREST_HELD], [A.INTEREST_DUE]),
    E.PRINCIPAL_COLLECTED: _pairs([A.RECOVERED_WAITING], PRINCIPAL_KINDS),
    E.RELEASED_FOR_LENDING: _pairs([A.AVAILABLE], [A.RECOVERED_WAITING]),
    E.OVERPAYMENT_HELD: _pairs([A.CLEARING], [A.UNAPPLIED]),
    E.OVERPAYMENT_APPLIED: _pairs([A.UNAPPLIED], [A.CLEARING]),
    E.OVERPAYMENT_REFUNDED: _pairs([A.UNAPPLIED], [A.CLEARING]),
    E.DEBT_RECLASSIFIED: frozenset(pair for pair in _pairs(PRINCIPAL_KINDS, PRINCIPAL_KINDS) if pair[0] != pair[1]),
    E.PRINCIPAL_WRITTEN_OFF: _pairs([A.RISK_RESERVE, A.CAPITAL_LOSS], PRINCIPAL_KINDS),
    E.RESERVE_COMPENSATION: _pairs([A.AVAILABLE], [A.RESERVE_CASH]),
    E.INTEREST_WAIVED: _pairs([A.INTEREST_INCOME], [A.INTEREST_DUE]),
    E.LATE_RECOVERY: _pairs([A.RECOVERED_WAITING], [A.CAPITAL_LOSS]),
    E.INTEREST_SPLIT: _pairs([A.RESERVE_CASH, A.INTEREST_OUT_USE, A.AVAILABLE], [A.INTEREST_HELD])
    | _pairs([A.INTEREST_INCOME], [A.RISK_RESERVE, A.CAPITAL_SUPPLEMENT]),
    E.INTEREST_PASSED_ON: _pairs([A.INTEREST_OUT_BANK], [A.INTEREST_HELD]),
    E.LINE_ALLOTTED: _pairs([A.LINE_AVAILABLE], [A.LINE_ALLOTTED]),
    E.LINE_SPENT: _pairs([A.LINE_SPENT], [A.LINE_AVAILABLE]),
    E.COLLECTION_MOVED: _pairs(PRINCIPAL_KINDS, PRINCIPAL_KINDS),
}
