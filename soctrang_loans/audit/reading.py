"""The read log's only door."""

from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.clock import business_now
from soctrang_loans.organisation.models import User

from .models import ReadRecord


def note_reading(*, by: User, subject_kind: str, what: str, subject_id: int | None = None) -> ReadRecord:
    """Write down that somebody opened a person's record, a file or an export."""
    return ReadRecord.objects.create(
        read_at=business_now(),
        by=by,
        posting=acting_posting(by),
        subject_kind=subject_kind,
        subject_id=subject_id,
        what=what[:300],
    )
