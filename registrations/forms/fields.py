"""Fields of the Giấy đăng ký."""

from collections.abc import Callable
from functools import partial

from django import forms

from soctrang_loans.organisation.forms.fields import DongField, ReadField
from soctrang_loans.vietnam.identity import normalise_passport, normalise_phone, parse_cccd

from ..declaration import personal_name


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
    "monthly_income": partial(DongField, min_amount=0),
}
