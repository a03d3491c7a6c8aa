"""The seal: a chain of SHA-256 over canonical JSON lines, the same on every database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64


def digest(previous: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The hex digest of the rows in the given order, begun from the previous digest (GENESIS for the first)."""
    state = hashlib.sha256(previous.encode())
    for row in rows:
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        state.update(line.encode())
        state.update(b"\n")
    return state.hexdigest()
