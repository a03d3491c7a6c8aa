"""Named people who act in the tests; the same as in the demo."""

from types import SimpleNamespace

from django.test import Client

from reporting.demo.personas import PERSONAS
from soctrang_loans.organisation.models import User


class Personas(SimpleNamespace):
    """`personas.commune_officer` and so on: fresh User objects, acting under their first posting."""

    def __getattr__(self, key: str) -> User:
        if key not in PERSONAS:
            raise AttributeError(key)
        user = User.objects.get(username=PERSONAS[key].username)
        setattr(self, key, user)
        return user

    @staticmethod
    def keys() -> list[str]:
        """The names of all personas."""
        return list(PERSONAS)


def signed_in(user: User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client
