"""Forms of a loan dossier: opening, papers, appraisal, decision."""

from typing import Any

from django import forms

from lending.models import FundingSource
from lending.papers import papers_for, required_papers
from registrations.models import Registration
from soctrang_loans.organisation.forms.fields import DayField, DongField, WholeField
from soctrang_loans.organisation.forms.plain import PlainForm, offer


class PapersForm(PlainForm):
    """The checklist of the registration's kind."""

    papers = forms.MultipleChoiceField(label="Giấy tờ đã có", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = required_papers(registration)
        names = [(paper.code, paper.name, paper.code in required) for paper in papers_for(registration)]
        offer(self, "papers", [(code, f"{name} (bắt buộc)" if needed else name) for code, name, needed in names])


class OpenDossierForm(PapersForm):
    """What the credit officer takes in; amounts and months stand as registered until changed."""

    source = forms.ModelChoiceField(FundingSource.objects.all(), label="Nguồn vốn đề nghị", empty_label=None)
    requested_amount = DongField(label="Số tiền đề nghị vay (đồng)")
    requested_months = WholeField(label="Thời hạn đề nghị (tháng)", min_value=1, max_value=120)
    purpose = forms.CharField(label="Mục đích sử dụng vốn", max_length=200)
    received_on = DayField(label="Ngày nhận đủ hồ sơ")
    field_order = ("source", "requested_amount", "requested_months", "purpose", "received_on", "papers")


class AppraisalForm(PlainForm):
    """Báo cáo thẩm định (02/LĐNN), in short."""

    amount = DongField(label="Mức đề xuất (đồng)")
    months = WholeField(label="Thời hạn đề xuất (tháng)", min_value=1, max_value=120)
    opinion = forms.CharField(label="Ý kiến thẩm định", widget=forms.Textarea(attrs={"rows": 4}))


class ApprovalForm(PlainForm):
    """The director's decision."""

    amount = DongField(label="Mức phê duyệt (đồng)")
    months = WholeField(label="Thời hạn (tháng)", min_value=1, max_value=120)
