"""Opening the pages of the registrations app."""

import pytest
from django.urls import reverse


@pytest.fixture
def browse(client):
    """Sign in and open or send."""

    def go(user, name, *args, data=None, query=""):
        client.force_login(user)
        address = reverse(f"registrations:{name}", args=args) + query
        return client.get(address) if data is None else client.post(address, data)

    return go
