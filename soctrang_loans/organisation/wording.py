"""What screens and papers call things."""

from django.db.models import Field, Model


def label_of(model: Model | type[Model], name: str) -> str:
    """The name of a model's field as the models give it."""
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name)
