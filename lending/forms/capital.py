"""Forms about capital: recording, opening balances, confirming, releasing what was recovered."""

from django import forms

from lending.models import CapitalNotice, FundingSource, Pool
from registrations.models import Plan
from soctrang_loans.organisation.forms.fields import DayField, DongField
from soctrang_loans.organisation.forms.plain import PlainForm


class CapitalForm(PlainForm):
    """What Sở Tài chính records."""

    plan = forms.ModelChoiceField(Plan.objects.all(), label="Năm kế hoạch", empty_label=None)
    source = forms.ModelChoiceField(FundingSource.objects.all(), label="Nguồn vốn", empty_label="Chọn nguồn vốn")
    kind = forms.ChoiceField(
        label="Loại",
        choices=[(kind.value, kind.label) for kind in (CapitalNotice.Kind.TRANSFER, CapitalNotice.Kind.ANNOUNCEMENT)],
    )
    document_number = forms.CharField(label="Số văn bản", max_length=60)
    document_date = DayField(label="Ngày văn bản")
    amount = DongField(label="Số tiền (đồng)", help_text="Vốn cấp mới đã chuyển hoặc đã thông báo sang ngân hàng.")
    transferred_on = DayField(label="Ngày chuyển")
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)


class OpeningForm(PlainForm):
    """What the branch records once, when the portal goes live."""

    plan = forms.ModelChoiceField(Plan.objects.all(), label="Năm kế hoạch", empty_label=None)
    source = forms.ModelChoiceField(FundingSource.objects.all(), label="Nguồn vốn", empty_label="Chọn nguồn vốn")
    pool = forms.ChoiceField(
        label="Phần vốn", choices=[(pool.value, pool.label) for pool in (Pool.NEW, Pool.RECOVERED)]
    )
    document_number = forms.CharField(label="Số biên bản đối chiếu", max_length=60)
    document_date = DayField(label="Ngày biên bản")
    amount = DongField(label="Số dư (đồng)", help_text="Số vốn còn có thể cho vay của phần vốn này.")
    value_date = DayField(label="Ngày số dư")
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)


class ConfirmCapitalForm(PlainForm):
    """The bank says on which day the money was there."""

    received_on = DayField(label="Ngày ngân hàng nhận")


class ReleaseForm(PlainForm):
    """A decision that puts recovered principal back into lending."""

    source = forms.ModelChoiceField(FundingSource.objects.all(), label="Nguồn vốn", empty_label="Chọn nguồn vốn")
    amount = DongField(label="Số tiền đưa vào cho vay lại (đồng)")
    decision = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = DayField(label="Ngày quyết định")
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)
