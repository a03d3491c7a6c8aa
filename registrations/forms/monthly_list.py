"""Inputs of the list pages."""

from typing import Any

from django import forms

from soctrang_loans.organisation.forms.fields import DayField
from soctrang_loans.organisation.forms.plain import PlainForm, offer

from ..models import MonthlyList, Plan
from ..periods import Month


class CoverLetterForm(PlainForm):
    """The letter under which the district sends its list."""

    cover_number = forms.CharField(
        label="Số, ký hiệu công văn",
        max_length=60,
        help_text="Ví dụ 45/LĐTBXH.",
        error_messages={"required": "Chưa ghi số công văn. Hãy nhập số, ký hiệu của công văn gửi kèm."},
    )
    cover_date = DayField(
        label="Ngày công văn",
        error_messages={"required": "Chưa ghi ngày công văn. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 08/10/2024."},
    )


class MonthFilter(forms.Form):
    """Which month of which plan year; for the centre and the department also which state."""

    nam = forms.TypedChoiceField(label="Năm", coerce=int, required=False)
    thang = forms.TypedChoiceField(
        label="Tháng", coerce=int, required=False, choices=[(month, f"Tháng {month}") for month in range(1, 13)]
    )
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False)

    NOT_OPEN = "not_open"
    LATE = "late"

    def __init__(self, data: Any, *, shown: Month) -> None:
        # What is not asked for is the month shown at first, so that the selects say what the page shows.
        super().__init__({"nam": shown.year, "thang": shown.month, **{key: data[key] for key in data if data[key]}})
        offer(self, "nam", [(value, str(value)) for value in Plan.objects.values_list("year", flat=True)])
        others = [("", "Tất cả"), (self.LATE, "Quá hạn"), (self.NOT_OPEN, "Chưa mở")]
        offer(self, "trang_thai", [*others, *MonthlyList.Status.choices])

    def month(self, otherwise: Month) -> Month:
        """The month asked for, or that one when the address asks for none that exists."""
        if not self.is_valid():
            return otherwise
        return Month(self.cleaned_data["nam"], self.cleaned_data["thang"])

    def state(self) -> str:
        return self.cleaned_data.get("trang_thai", "") if self.is_valid() else ""
