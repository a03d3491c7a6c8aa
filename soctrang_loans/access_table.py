"""The access table: for every URL name, who may go there. An address that is not in it is refused, for everybody.

The menu is drawn from the same table, in this order. `docs/architecture.md` tells how scope (which rows) differs from
access (which pages).
"""

from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import Rule

PUBLIC = Rule(public=True)
SIGNED_IN = Rule(signed_in=True)

ACCESS: dict[str, Rule] = {
    # Reporting: home and the work queue
    # Registrations: Phụ lục III
    # Registrations: Phụ lục IV, the way abroad, targets
    # Lending
    # Reporting: obligations, reports, dashboards
    # Organisation: accounts, agencies
}
_ = people
