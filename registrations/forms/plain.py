"""The crispy helper of a form that stands inside the page's own form tag, and refusals shown where they belong."""

from crispy_forms.helper import FormHelper
from django import forms

from soctrang_loans.organisation.refusal import Refused


def inside_page() -> FormHelper:
    """No form tag and no token: `components/form.html` writes both."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def show_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Put an action's refusal on its field, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
