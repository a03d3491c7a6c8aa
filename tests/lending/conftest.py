"""Loans in every state."""

import pytest

from tests.lending.loans import Loans
from tests.personas import Personas


@pytest.fixture
def loans(personas: Personas) -> Loans:
    """Makes dossiers, contracts and capital."""
    return Loans(personas)
