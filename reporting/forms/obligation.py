"""Shape of what is typed on an obligation's page."""

from django import forms

from registrations.periods import Month, months_between
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.fields import DayField
from soctrang_loans.organisation.forms.plain import PlainForm, offer

from ..actions.obligations import Narrative
from ..models import ReturnSubmission

PARTS = ("direction", "results", "difficulties", "next_tasks", "proposals")
HINTS = {
    "direction": "Văn bản đã ban hành, hội nghị, phân công trong kỳ.",
    "results": "Tuyên truyền, tư vấn, tạo nguồn, vay vốn, xuất cảnh. Số liệu do cổng tự tính, không phải nhập.",
    "difficulties": "Ghi nguyên nhân. Sở trích nguyên văn vào báo cáo gửi UBND tỉnh.",
    "next_tasks": "",
    "proposals": "",
}


class ReturnForm(forms.ModelForm):
    """The five parts of a return."""

    class Meta:
        model = ReturnSubmission
        fields = PARTS
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in PARTS}
        help_texts = HINTS
        error_messages = {name: {"required": "Phần này còn trống. Hãy ghi nội dung rồi gửi lại."} for name in PARTS}

    def narrative(self) -> Narrative:
        """What was typed, for the action."""
        return Narrative(**{name: self.cleaned_data[name] for name in PARTS})


class ExtensionForm(PlainForm):
    """A new due day and why."""

    until = DayField(label="Hạn mới", help_text="Sau hạn hiện nay, từ hôm nay trở đi.")
    reason = forms.CharField(label="Lý do gia hạn", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReportRequestForm(PlainForm):
    """Which month's report to draw up."""

    month = forms.TypedChoiceField(
        label="Tháng báo cáo",
        coerce=int,
        error_messages={
            "required": "Chưa chọn tháng. Hãy chọn một tháng đã kết thúc.",
            "invalid_choice": "Tháng này chưa kết thúc hoặc không thuộc năm kế hoạch. Hãy chọn tháng trong danh sách.",
        },
    )

    def __init__(self, *args: object, year: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        today = business_date()
        ended = [each for each in months_between(Month(year, 1), Month(year, 12)) if each.has_ended(today)]
        offer(self, "month", [(each.month, f"Tháng {each}") for each in reversed(ended)])
