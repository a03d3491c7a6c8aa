"""What every page needs: the clock, the acting posting and the menu drawn from the access table."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from soctrang_loans.access_table import ACCESS

from .acting import acting_posting, postings_today
from .clock import business_now
from .models import User


def menu_of(user: User) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The menu: (group, [(url name, label, icon)]) in the order of the access table."""
    rows = [
        (rule.group, name, rule.menu, rule.icon)
        for name, rule in ACCESS.items()
        if rule.menu and rule.allows(user, writing=False)
    ]
    order = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: order.index(row[0]))
    return [(group, [row[1:] for row in members]) for group, members in groupby(rows, key=lambda row: row[0])]


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"demo": settings.DEMO}
    return {
        "demo": settings.DEMO,
        "now": business_now(),
        "acting": acting_posting(user),
        "my_postings": list(postings_today(user)),
        "menu": menu_of(user),
    }
