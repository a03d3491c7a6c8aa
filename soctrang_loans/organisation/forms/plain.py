"""The shape that all forms share: inside the page's own form tag, and refusals shown where they belong."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from ..refusal import Refused


def inside_page() -> FormHelper:
    """No form tag and no token: the page writes both."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class PlainForm(forms.Form):
    """A form that the page wraps. An empty field is told of by its label, unless it has a sentence of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside_page()
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                label, verb = str(field.label or ""), "chọn" if isinstance(field, forms.ChoiceField) else "nhập"
                field.error_messages["required"] = (
                    f"Chưa {verb} {label[:1].lower()}{label[1:]}. Hãy {verb} rồi gửi lại."
                )


def show_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Put an action's refusal on its field, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
