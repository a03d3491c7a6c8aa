"""Fields of the Giấy đăng ký: they read what people type and show it back as papers write it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from soctrang_loans.vietnam.dates import format_date, parse_date
from soctrang_loans.vietnam.identity import normalise_passport, normalise_phone, parse_cccd
from soctrang_loans.vietnam.money import amount_in_words, format_number, parse_dong

from ..declaration import personal_name


class ReadField(forms.CharField):
    """A text field whose `read` makes the value of the text; its ValueError is the message for the user."""

    attrs: dict[str, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", **self.attrs}))
        super().__init__(**kwargs)

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


class DongField(ReadField):
    """An amount in đồng as people type it, cleaned to `int` or None; its words appear beneath."""

    attrs = {"inputmode": "numeric", "data-amount-words": ""}
    nothing = None

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "DongBoundField":
        return DongBoundField(form, self, field_name)

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, int) else value

    def read(self, text: str) -> int:
        return parse_dong(text)


class DongBoundField(forms.BoundField):
    """An amount that can also say itself in words."""

    @property
    def words(self) -> str:
        """Một trăm mười bảy triệu đồng; nothing for what is no amount."""
        value = self.value()
        try:
            return amount_in_words(value if isinstance(value, int) else parse_dong(str(value or "")))
        except ValueError:
            return ""


class WholeField(forms.IntegerField):
    """A small whole number, in a text input for numbers."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs["localize"] = False
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.error_messages["invalid"] = "Ô này chỉ ghi số nguyên. Hãy ghi lại bằng chữ số."


class CccdField(ReadField):
    """A CCCD of 12 digits."""

    attrs = {"inputmode": "numeric"}

    def read(self, text: str) -> str:
        return parse_cccd(text).number


class PassportField(ReadField):
    """A passport number, in capitals."""

    def read(self, text: str) -> str:
        return normalise_passport(text)


class PhoneField(ReadField):
    """A telephone number in national form."""

    attrs = {"inputmode": "tel"}

    def read(self, text: str) -> str:
        return normalise_phone(text)


class NameField(ReadField):
    """A personal name in NFC, with capitals by word."""

    def read(self, text: str) -> str:
        return personal_name(text)


# Which field reads which column of the registration, where Django's own would not do.
READERS: dict[str, Callable[..., forms.Field]] = {
    "passport_number": PassportField,
    "phone": PhoneField,
    "zalo": PhoneField,
    "contact_phone": PhoneField,
    "payer_phone": PhoneField,
    "contact_name": NameField,
    "payer_name": NameField,
    "guardian_name": NameField,
    "loan_amount": DongField,
    "monthly_income": DongField,
}
