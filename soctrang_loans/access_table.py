"""The access table: for every URL name, who may go there. An address that is not in it is refused, for everybody.

The menu is drawn from the same table, in this order. `docs/architecture.md` tells how scope (which rows) differs from
access (which pages).
"""

from soctrang_loans.organisation.access import Rule

ACCESS: dict[str, Rule] = {}
