"""The shape that all forms share: inside the page's own form tag, and refusals shown where they belong."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH

from ..refusal import Refused


def inside_page() -> FormHelper:
    """No form tag and no token: the page writes both."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


NOT_CHOSEN = "Chưa chọn"
NO_ADDRESS = "Địa chỉ thư điện tử không đúng dạng. Hãy ghi lại, ví dụ nguyenvana@soctrang.gov.vn."


def speak_plainly(fields: Iterable[forms.Field]) -> None:
    """What Django says of an empty choice or a wrong e-mail address, in our words."""
    for field in fields:
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = NO_ADDRESS
        elif isinstance(field, forms.ModelChoiceField) and field.empty_label == BLANK_CHOICE_DASH[0][1]:
            field.empty_label = NOT_CHOSEN


class PlainForm(forms.Form):
    """A form that the page wraps. An empty field is told of by its label, unless it has a sentence of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside_page()
        speak_plainly(self.fields.values())
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                label, verb = str(field.label or ""), "chọn" if isinstance(field, forms.ChoiceField) else "nhập"
                field.error_messages["required"] = (
                    f"Chưa {verb} {label[:1].lower()}{label[1:]}. Hãy {verb} rồi gửi lại."
                )


def offer(form: forms.BaseForm, name: str, choices: QuerySet[Any] | Iterable[Any]) -> None:
    """Set what a select field lets one choose: the rows of a queryset, or pairs and groups of pairs."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField) and isinstance(choices, QuerySet):
        field.queryset = choices
    elif isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def show_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Put an action's refusal on its field, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
