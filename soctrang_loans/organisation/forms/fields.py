"""Fields that read what people type and show it back as papers write it."""

from datetime import date
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString

from soctrang_loans.vietnam.dates import format_date, parse_date
from soctrang_loans.vietnam.money import amount_in_words, format_number, parse_dong


class ReadField(forms.CharField):
    """A text field whose `read` makes the value of the text; its ValueError is the message for the user."""

    attrs: dict[str, str] = {}
    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", **self.attrs}

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return self.nothing
        try:
            return self.read(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def nothing(self) -> Any:
        """What an empty field means."""
        return ""


class DayField(ReadField):
    """A day typed day first, cleaned to `date` or None."""

    attrs = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "size": "10"}
    nothing = None

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if isinstance(value, date) else value

    def read(self, text: str) -> date:
        return parse_date(text)


class AmountInput(forms.TextInput):
    """An amount with its words beneath, also while it is typed."""

    class Media:
        js = (Script("js/amount-words.js", defer=True),)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html(
            '{}<output class="amount-words" for="{}">{}</output>',
            super().render(name, value, attrs, renderer),
            (attrs or {}).get("id", ""),
            in_words(value),
        )


def in_words(typed: Any) -> str:
    """Một trăm mười bảy triệu đồng; nothing for what is no amount."""
    try:
        return amount_in_words(parse_dong(str(typed or "")))
    except ValueError:
        return ""


class DongField(ReadField):
    """An amount in đồng as people type it, cleaned to `int`, at least `min_amount`, or None."""

    attrs = {"inputmode": "numeric", "data-amount-words": ""}
    widget = AmountInput
    nothing = None

    def __init__(self, *, min_amount: int = 1, **kwargs: Any) -> None:
        self.min_amount = min_amount
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, int) else value

    def read(self, text: str) -> int:
        amount = parse_dong(text)
        if amount < self.min_amount:
            raise ValueError("Số tiền phải lớn hơn 0. Hãy ghi số tiền bằng đồng, ví dụ 117.000.000.")
        return amount


class WholeField(forms.IntegerField):
    """A small whole number, in a text input for numbers."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs["localize"] = False
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.error_messages["invalid"] = "Ô này chỉ ghi số nguyên. Hãy ghi lại bằng chữ số."
        if self.min_value is not None and self.max_value is not None:
            outside = f"Số này phải từ {self.min_value} đến {self.max_value}. Hãy sửa lại."
            self.error_messages = {"min_value": outside, "max_value": outside, **self.error_messages}
