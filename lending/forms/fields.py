"""Fields that read amounts and days as people in the province type them."""

from datetime import date
from typing import Any

from django import forms

from soctrang_loans.vietnam.dates import InvalidDate, format_date, parse_date
from soctrang_loans.vietnam.money import format_number, parse_dong


class DongField(forms.CharField):
    """An amount in đồng, cleaned to int; `min_amount` 1 unless told."""

    def __init__(self, *, min_amount: int = 1, **kwargs: Any) -> None:
        self.min_amount = min_amount
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse_dong(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if amount < self.min_amount:
            raise forms.ValidationError("Số tiền phải lớn hơn 0. Hãy ghi số tiền bằng đồng, ví dụ 117.000.000.")
        return amount


class DayField(forms.CharField):
    """A day, typed day first, cleaned to `date`."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_date(text)
        except InvalidDate as error:
            raise forms.ValidationError(str(error)) from error
