"""Cheap password hashes for the demo, whose one password is printed on the screen anyway."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoPasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 with few rounds: eighty accounts in a second instead of half a minute. Never listed in production."""

    algorithm = "pbkdf2_demo"
    iterations = 1000
