"""Inputs of the way abroad and of its filter."""

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.fields import DayField, DongField, WholeField
from soctrang_loans.organisation.forms.filters import PlainFilter
from soctrang_loans.organisation.forms.plain import PlainForm, offer
from soctrang_loans.organisation.models import AdministrativeUnit
from soctrang_loans.vietnam.names import search_key

from ..actions.journey import LONGEST_MONTHS
from ..models import ContractCost, Market, OverseasContract, Programme, Provider, Registration

Stage = Registration.Stage
NO_DAY = "Chưa ghi ngày. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 08/10/2024."
ON_THE_WAY = [(stage.value, stage.label) for stage in (Stage.LISTED, Stage.SELECTED, Stage.CONTRACTED, Stage.DEPARTED)]


class JourneyFilter(PlainFilter):
    """By district, stage, market and name; the market is the contract's, before that the first wish."""

    huyen = django_filters.ModelChoiceFilter(
        label="Huyện, thị xã, thành phố",
        field_name="commune__parent",
        queryset=AdministrativeUnit.objects.none(),
        empty_label="Tất cả",
    )
    giai_doan = django_filters.ChoiceFilter(
        label="Giai đoạn", field_name="stage", choices=ON_THE_WAY, empty_label="Tất cả"
    )
    thi_truong = django_filters.ModelChoiceFilter(
        label="Thị trường",
        queryset=Market.objects.all(),
        method="of_market",
        to_field_name="code",
        empty_label="Tất cả",
    )
    ten = django_filters.CharFilter(label="Họ tên", method="named")

    class Meta:
        model = Registration
        fields: list[str] = []

    def __init__(self, *args: Any, districts: list[AdministrativeUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(districts) == 1:
            del self.filters["huyen"]
        else:
            ids = [unit.pk for unit in districts]
            self.filters["huyen"].queryset = AdministrativeUnit.objects.filter(pk__in=ids)

    def of_market(self, rows: QuerySet[Registration], name: str, market: Market) -> QuerySet[Registration]:
        return rows.filter(Q(overseas_contract__market=market) | Q(overseas_contract__isnull=True, market_first=market))

    def named(self, rows: QuerySet[Registration], name: str, text: str) -> QuerySet[Registration]:
        return rows.filter(person__name_search__contains=search_key(text))


class CorrectionForm(PlainForm):
    """Corrections need a word on why; `correcting` shows the field."""

    reason = forms.CharField(
        label="Lý do đính chính",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa ghi lý do đính chính. Hãy ghi rõ sửa gì, vì sao."},
    )

    def __init__(self, *args: Any, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correcting:
            del self.fields["reason"]


class SelectionForm(CorrectionForm):
    """Who selected the person, for where, when."""

    provider = forms.ModelChoiceField(
        label="Doanh nghiệp, trường",
        queryset=Provider.objects.none(),
        empty_label="Chọn trong danh bạ",
        error_messages={"required": "Chưa chọn doanh nghiệp. Hãy chọn trong danh bạ; chưa có thì thêm vào danh bạ."},
    )
    market = forms.ModelChoiceField(
        label="Thị trường",
        queryset=Market.objects.all(),
        error_messages={"required": "Chưa chọn thị trường. Hãy chọn nước, vùng lãnh thổ tiếp nhận."},
    )
    programme = forms.ModelChoiceField(
        label="Chương trình", queryset=Programme.objects.none(), required=False, empty_label="Không ghi"
    )
    selected_on = DayField(label="Ngày trúng tuyển", error_messages={"required": NO_DAY})
    foreign_party = forms.CharField(label="Nơi làm việc, học tập ở nước ngoài", max_length=200, required=False)
    trade = forms.CharField(label="Ngành nghề", max_length=150, required=False)

    field_order = ("provider", "market", "programme", "selected_on", "foreign_party", "trade", "reason")

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        contract: OverseasContract | None = getattr(registration, "overseas_contract", None)
        if contract is not None:
            kept = {name: getattr(contract, name) for name in self.base_fields if name != "reason"}
        else:
            kept = {
                "provider": registration.provider_id,
                "market": registration.market_first_id,
                "programme": registration.programme_id,
                "trade": registration.trade,
            }
        super().__init__(*args, initial=kept, **kwargs)
        kept_provider = contract.provider_id if contract else None
        offer(self, "provider", Provider.objects.filter(Q(is_active=True) | Q(pk=kept_provider)))
        is_student = registration.kind == Registration.Kind.STUDENT
        offer(self, "programme", Programme.objects.filter(for_students=is_student).select_related("market"))


class ContractForm(CorrectionForm):
    """The contract abroad without its costs."""

    number = forms.CharField(
        label="Số hợp đồng",
        max_length=60,
        help_text="Du học: số thư báo nhập học hoặc hợp đồng tư vấn.",
        error_messages={"required": "Chưa ghi số hợp đồng. Hãy nhập số hợp đồng hoặc số thư báo nhập học."},
    )
    signed_on = DayField(label="Ngày ký hợp đồng", error_messages={"required": NO_DAY})
    months = WholeField(
        label="Thời hạn hợp đồng (tháng)",
        help_text=f"Từ 1 đến {LONGEST_MONTHS} tháng.",
        error_messages={"required": "Chưa ghi thời hạn. Hãy ghi số tháng, ví dụ 36."},
    )
    planned_departure = DayField(label="Ngày dự kiến xuất cảnh", error_messages={"required": NO_DAY})
    monthly_pay = forms.CharField(
        label="Tiền lương, trợ cấp",
        max_length=100,
        required=False,
        help_text="Ghi như trong hợp đồng, ví dụ 180.000 JPY.",
    )

    field_order = ("number", "signed_on", "months", "planned_departure", "monthly_pay", "reason")

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        contract = registration.overseas_contract
        kept = {name: getattr(contract, name) for name in self.base_fields if name != "reason"}
        kept["months"] = kept["months"] or registration.intended_months
        super().__init__(*args, initial=kept, **kwargs)


class CostForm(forms.Form):
    """One cost item of the contract; an empty amount means there is none."""

    item = forms.ChoiceField(choices=ContractCost.Item.choices, widget=forms.HiddenInput)
    amount = DongField(label="Số tiền (đồng)", required=False, min_amount=0)
    paid_by_budget = forms.BooleanField(label="Ngân sách đã hỗ trợ", required=False)

    @property
    def item_label(self) -> str:
        return str(ContractCost.Item(self["item"].value()).label)


class BaseCostFormSet(forms.BaseFormSet):
    """One row for every item there is, so that nothing has to be added by script."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        if not self.costs():
            raise forms.ValidationError("Chưa ghi chi phí. Hãy nhập số tiền của ít nhất một khoản, lớn hơn 0 đồng.")

    def costs(self) -> dict[str, int]:
        """Amounts in đồng by item, the empty ones left out."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return {row["item"]: row["amount"] for row in rows if row.get("amount")}

    def paid_by_budget(self) -> list[str]:
        """The items that the state budget bears."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return [row["item"] for row in rows if row.get("amount") and row["paid_by_budget"]]


CostFormSet = forms.formset_factory(
    CostForm, formset=BaseCostFormSet, extra=0, max_num=len(ContractCost.Item), absolute_max=len(ContractCost.Item)
)


def cost_formset(data: Any, contract: OverseasContract) -> BaseCostFormSet:
    """The cost rows of a contract as kept, or as typed."""
    kept = {cost.item: cost for cost in contract.costs.all()}
    initial = [
        {
            "item": item,
            "amount": kept[item].amount if item in kept else None,
            "paid_by_budget": item in kept and kept[item].paid_by_budget,
        }
        for item in ContractCost.Item.values
    ]
    return cast(BaseCostFormSet, CostFormSet(data, initial=initial, prefix="chi-phi"))


class DepartureForm(PlainForm):
    """When the person left, and how."""

    departed_on = DayField(label="Ngày xuất cảnh", error_messages={"required": NO_DAY})
    note = forms.CharField(label="Chuyến bay, cửa khẩu", max_length=150, required=False)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        planned = registration.overseas_contract.planned_departure
        kwargs["initial"] = {"departed_on": planned if planned and planned <= business_date() else None}
        super().__init__(*args, **kwargs)
