"""How an action says no."""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """A rule forbids it. The text is one Vietnamese sentence on what is wrong and one on how to mend it.

    `rule` names the rule for tests and logs; `field` the form field it belongs to, if any.
    """

    def __init__(self, message: str, *, rule: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.field = field


class NotAllowed(PermissionDenied):
    """In scope, but not this person's to do: 403."""
