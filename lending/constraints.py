"""Named database constraints of lending, turned into refusals with their Vietnamese sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from soctrang_loans.organisation.refusal import Refused

FALLBACK = "Dữ liệu không hợp lệ theo quy tắc của cổng. Hãy kiểm tra lại các ô vừa nhập."
DEFAULT = str(models.BaseConstraint.default_violation_error_message)


def violated(error: IntegrityError, *of: type[models.Model]) -> tuple[str, str] | None:
    """(rule, sentence) of the constraint that the database named in its error; None where it is another model's.

    PostgreSQL gives the name; SQLite gives it for checks only, and for unique rules the columns.
    """
    text = str(error)
    for model in of:
        table = model._meta.db_table
        for constraint in model._meta.constraints:
            column_of = {each.name: each.column for each in model._meta.local_fields}
            columns = [f"{table}.{column_of[name]}" for name in getattr(constraint, "fields", None) or ()]
            if (constraint.name and constraint.name in text) or (
                columns and text == "UNIQUE constraint failed: " + ", ".join(columns)
            ):
                message = str(constraint.violation_error_message or "")
                return constraint.name, FALLBACK if message in ("", DEFAULT) else message
        for field in model._meta.local_fields:
            named = f"{table}.{field.column}" in text or f"{table}_{field.column}_" in text
            if named and field.unique and not field.primary_key:
                name = str(field.verbose_name)
                return f"{table}_{field.column}_unique", f"{name.capitalize()} này đã có. Hãy kiểm tra lại."
    return None


@contextmanager
def refusing(*of: type[models.Model]) -> Iterator[None]:
    """Raise Refused(rule=constraint name) where a write inside breaks a named constraint of these models."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        found = violated(error, *of)
        if found is None:
            raise
        raise Refused(found[1], rule=found[0]) from error
