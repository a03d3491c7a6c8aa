"""What the forms of lending share: layout without a form tag, and a refusal shown at its field."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from soctrang_loans.organisation.refusal import Refused


class PlainForm(forms.Form):
    """A form that the page wraps; official wording in the "required" message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for field in self.fields.values():
            name = str(field.label or "").lower()
            field.error_messages["required"] = f"Chưa nhập {name}. Hãy nhập rồi gửi lại."

    def show_refusal(self, refusal: Refused) -> None:
        """Put the sentence at the field that it belongs to, or at the head of the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
