"""Who: sets of (agency kind, role), and the checks that views, menus and actions make against them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser

from .acting import acting_posting
from .models import AgencyKind, Role, User
from .refusal import NotAllowed

Who: TypeAlias = frozenset[tuple[str, str]]


def who(kinds: AgencyKind | Iterable[AgencyKind], roles: Role | Iterable[Role]) -> Who:
    """The people who hold one of the roles in one of the kinds of agency."""
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    roles = [roles] if isinstance(roles, str) else list(roles)
    return frozenset((str(kind), str(role)) for kind in kinds for role in roles)


def is_one_of(user: User | AnonymousUser, people: Who) -> bool:
    """Whether the person, as acting now, is among them."""
    posting = acting_posting(user)
    return posting is not None and (posting.agency.kind, posting.role) in people


def require(user: User, people: Who) -> None:
    """Raise NotAllowed unless the person is among them."""
    if not is_one_of(user, people):
        raise NotAllowed("Vai trò hiện tại của anh/chị không được làm việc này.")


@dataclass(frozen=True)
class Rule:
    """One row of the access table: who may open the address, who may send to it.

    `public` needs no sign-in; `signed_in` needs only that. A `menu` label puts the page into the menu of those who
    may read it, under `group`.
    """

    read: Who = frozenset()
    write: Who = frozenset()
    public: bool = False
    signed_in: bool = False
    menu: str = ""
    group: str = ""
    icon: str = ""

    def allows(self, user: User | AnonymousUser, *, writing: bool) -> bool:
        """Whether this person may read (or write) the address."""
        if self.public:
            return True
        if not user.is_authenticated:
            return False
        return self.signed_in or is_one_of(user, self.write if writing else self.read | self.write)
