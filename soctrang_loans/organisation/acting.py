"""The posting under which a person acts."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from .clock import business_date
from .models import Posting, User


def postings_today(user: User) -> QuerySet[Posting]:
    """The person's postings that hold today, their own before those they cover."""
    return (
        Posting.objects.on(business_date())
        .filter(user=user)
        .select_related("agency", "agency__unit", "covers__user")
        .order_by("covers", "agency__sort_order", "id")
    )


def acting_posting(user: User | AnonymousUser) -> Posting | None:
    """The posting chosen for this request, else the first that holds today; None for an account without one."""
    if not isinstance(user, User) or not user.is_active:
        return None
    if user.acting_posting is None:
        postings = list(postings_today(user))
        own = [posting for posting in postings if posting.covers_id is None]
        user.acting_posting = next(iter(own or postings), None)
    return user.acting_posting
