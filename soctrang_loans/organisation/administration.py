"""Who administers whose accounts (design: "Access").

The province's administrator handles every agency and alone makes administrators; an agency's administrator handles the
agency's own people, a district's also those of its communes.
"""

from django.db.models import Q, QuerySet

from .acting import acting_posting
from .clock import business_date
from .models import Agency, AgencyArea, AgencyKind, Posting, Role, User
from .models.dated import DatedQuerySet

DISTRICT_KINDS = (AgencyKind.DISTRICT_COMMITTEE, AgencyKind.DISTRICT_OFFICE)
COVER_GRANTERS = (Role.LEADER, Role.DIRECTOR)


def is_province_admin(user: User) -> bool:
    """Whether the person now acts as an administrator of the labour department."""
    posting = acting_posting(user)
    return posting is not None and posting.role == Role.ADMIN and posting.agency.kind == AgencyKind.LABOUR_DEPARTMENT


def managed_agencies(user: User) -> DatedQuerySet[Agency]:
    """The agencies whose accounts this person administers today."""
    posting = acting_posting(user)
    if posting is None or posting.role != Role.ADMIN:
        return Agency.objects.none()
    if is_province_admin(user):
        return Agency.objects.all()
    own = Q(pk=posting.agency_id)
    if posting.agency.kind in DISTRICT_KINDS:
        today = business_date()
        communes = AgencyArea.objects.on(today).filter(agency_id=posting.agency_id).values("unit_id")
        own |= Q(kind=AgencyKind.COMMUNE_COMMITTEE, unit_id__in=communes)
    return Agency.objects.filter(own)


def managed_users(user: User) -> QuerySet[User]:
    """The accounts that this person may see: whoever has or had a posting in a managed agency."""
    users = User.objects.filter(is_superuser=False)
    if is_province_admin(user):
        return users
    agencies = managed_agencies(user).values("pk")
    return users.filter(pk__in=Posting.objects.filter(agency__in=agencies).values("user_id"))


def may_manage_account(by: User, user: User) -> bool:
    """Whether `by` may change the account itself: its name, password, activity.

    An account opens everything that its postings open, so an agency's administrator may not take over one that also
    works elsewhere, nor another administrator's; and nobody handles their own account here.
    """
    if by.pk == user.pk or not managed_users(by).filter(pk=user.pk).exists():
        return False
    if is_province_admin(by):
        return True
    present = Posting.objects.filter(user=user).exclude(valid_to__lt=business_date())
    elsewhere = present.exclude(agency__in=managed_agencies(by).values("pk"))
    return not user.is_staff and not elsewhere.exists() and not present.filter(role=Role.ADMIN).exists()


def may_give_role(by: User, agency: Agency, role: str) -> bool:
    """Whether `by` may give (or end) that role in that agency."""
    if role == Role.ADMIN and not is_province_admin(by):
        return False
    return managed_agencies(by).filter(pk=agency.pk).exists()


def cover_agencies(user: User) -> DatedQuerySet[Agency]:
    """The agencies for whose postings this person may grant leave cover: those administered, or the leader's own."""
    posting = acting_posting(user)
    if posting is not None and posting.role in COVER_GRANTERS:
        return Agency.objects.filter(pk=posting.agency_id)
    return managed_agencies(user)


def may_grant_cover(by: User, posting: Posting) -> bool:
    """Whether `by` may let somebody else stand in for that posting (an administrator's: the province only)."""
    if posting.role == Role.ADMIN and not is_province_admin(by):
        return False
    return cover_agencies(by).filter(pk=posting.agency_id).exists()
