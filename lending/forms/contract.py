"""Forms of a loan contract: signing, disbursement, collection."""

from collections.abc import Iterable
from typing import Any

from django import forms

from lending.models import Voucher
from soctrang_loans.organisation.forms.fields import DayField, DongField
from soctrang_loans.organisation.forms.plain import PlainForm, offer


class SigningForm(PlainForm):
    """What the bank's own system gave the contract."""

    number = forms.CharField(label="Số khế ước", max_length=40)
    customer_code = forms.CharField(label="Mã khách hàng", max_length=30)
    signed_on = DayField(label="Ngày ký")


class DisbursementForm(PlainForm):
    """One disbursement voucher."""

    voucher_number = forms.CharField(label="Số chứng từ", max_length=60)
    value_date = DayField(label="Ngày giải ngân")
    amount = DongField(label="Số tiền giải ngân (đồng)")
    payee_kind = forms.ChoiceField(label="Bên nhận tiền")
    payee_name = forms.CharField(label="Tên bên nhận tiền", max_length=250)
    payee_account = forms.CharField(label="Tài khoản nhận", max_length=30, required=False)
    note = forms.CharField(label="Nội dung", max_length=300, required=False)

    def __init__(self, *args: Any, payees: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "payee_kind", [(kind, Voucher.Payee(kind).label) for kind in payees])


class CollectionForm(PlainForm):
    """One collection voucher."""

    voucher_number = forms.CharField(label="Số chứng từ", max_length=60)
    value_date = DayField(label="Ngày thu")
    amount = DongField(label="Số tiền gốc thu (đồng)")
    note = forms.CharField(label="Nội dung", max_length=300, required=False)


class ReversalForm(PlainForm):
    """Why a voucher is taken back."""

    reason = forms.CharField(label="Lý do đảo chứng từ", widget=forms.Textarea(attrs={"rows": 3}))
