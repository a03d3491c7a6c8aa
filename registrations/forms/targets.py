"""Input of Phụ lục I."""

from typing import Any

from django import forms

from soctrang_loans.organisation.forms.fields import DayField, WholeField
from soctrang_loans.organisation.forms.plain import PlainForm
from soctrang_loans.organisation.models import AdministrativeUnit

from ..models import Plan


class TargetsForm(PlainForm):
    """Phụ lục I: a number for every district, and the decision behind it."""

    provisional = forms.BooleanField(label="Tạm tính, chưa có Phụ lục I", required=False)
    decision_number = forms.CharField(label="Số quyết định", max_length=60, required=False)
    decision_date = DayField(label="Ngày quyết định", required=False)
    effective_on = DayField(
        label="Áp dụng từ ngày",
        error_messages={"required": "Chưa ghi ngày áp dụng. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 08/10/2024."},
    )
    note = forms.CharField(label="Ghi chú", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, plan: Plan, districts: list[AdministrativeUnit], people: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.districts = districts
        for unit in districts:
            self.fields[f"huyen_{unit.code}"] = WholeField(
                label=unit.name,
                min_value=0,
                max_value=plan.target_people,
                initial=people.get(unit.pk, 0),
                error_messages={
                    "required": "Chưa ghi chỉ tiêu. Hãy ghi số người, không có thì ghi 0.",
                    "min_value": "Chỉ tiêu không được âm. Hãy ghi 0 hoặc số dương.",
                    "max_value": f"Chỉ tiêu lớn hơn {plan.target_people} người của kế hoạch. Hãy ghi lại.",
                },
            )
        names = [f"huyen_{unit.code}" for unit in districts]
        self.order_fields([*names, "provisional", "decision_number", "decision_date", "effective_on", "note"])

    def people(self) -> dict[int, int]:
        """People by unit id."""
        return {unit.pk: self.cleaned_data[f"huyen_{unit.code}"] for unit in self.districts}
