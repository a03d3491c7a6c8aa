"""What one or many contracts stand at, read from the ledger in two queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum

from .models import LoanContract
from .models.ledger import PRINCIPAL_KINDS, AccountKind, LedgerAccount, LedgerEntry


@dataclass(frozen=True)
class Standing:
    """Amounts in đồng. `approved` is net of cancellations."""

    approved: int = 0
    disbursed: int = 0
    collected: int = 0
    outstanding: int = 0
    undisbursed: int = 0


def standings(contracts: Iterable[LoanContract]) -> dict[int, Standing]:
    """The standing of each contract by its id: two queries, however many contracts."""
    ids = [contract.pk for contract in contracts]
    sums = (
        LedgerAccount.objects.filter(contract__in=ids)
        .order_by()
        .values_list("contract")
        .annotate(
            owed=Sum("balance", filter=Q(kind__in=PRINCIPAL_KINDS), default=0),
            waiting=Sum("balance", filter=Q(kind=AccountKind.COMMITTED), default=0),
        )
    )
    owed = {contract: (outstanding, undisbursed) for contract, outstanding, undisbursed in sums}
    flows = (
        LedgerEntry.objects.filter(Q(debit__contract__in=ids) | Q(credit__contract__in=ids))
        .order_by()
        .values_list("debit__kind", "credit__kind", "debit__contract", "credit__contract")
        .annotate(amount=Sum("amount"))
    )
    totals: dict[int, dict[str, int]] = {pk: {"approved": 0, "disbursed": 0, "collected": 0} for pk in ids}
    for debit, credit, debit_contract, credit_contract, amount in flows:
        row = totals.get(debit_contract or credit_contract)
        if row is None:
            continue
        for name, to, out_of in (
            ("approved", (AccountKind.COMMITTED,), (AccountKind.AVAILABLE,)),
            ("disbursed", (AccountKind.PRINCIPAL_CURRENT,), (AccountKind.COMMITTED,)),
            ("collected", (AccountKind.RECOVERED_WAITING,), PRINCIPAL_KINDS),
        ):
            if debit in to and credit in out_of:
                row[name] += amount
            elif debit in out_of and credit in to:
                row[name] -= amount
    return {
        pk: Standing(
            approved=row["approved"],
            disbursed=row["disbursed"],
            collected=row["collected"],
            outstanding=owed.get(pk, (0, 0))[0],
            undisbursed=owed.get(pk, (0, 0))[1],
        )
        for pk, row in totals.items()
    }


def standing(contract: LoanContract) -> Standing:
    """The standing of one contract."""
    return standings([contract])[contract.pk]
