"""The Giấy đăng ký as one form in the sections of the paper."""

from copy import deepcopy
from dataclasses import fields as dataclass_fields
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.urls import reverse_lazy
from django.utils.text import capfirst

from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.fields import DayField, WholeField
from soctrang_loans.organisation.forms.plain import NOT_CHOSEN, inside_page, offer, speak_plainly
from soctrang_loans.organisation.models import AdministrativeUnit, User

from ..actions.completeness import Missing
from ..actions.registration import BeneficiaryData, RegistrationData, known_place_codes
from ..consent import PROCESSING, TRUTH
from ..declaration import LIMITS, NOT_COLUMNS, STUDENT_AGE, WORKER_AGE, faults
from ..models import BeneficiaryGroup, EthnicGroup, Market, Provider, Registration, Sex
from .fields import READERS, CccdField, NameField
from .places import communes_for, grouped_communes, grouped_programmes
from .sections import SECTIONS, Section

EVIDENCE = ("kind", "number", "date")

HINTS = {
    "cccd": "12 chữ số trên thẻ. Mỗi người chỉ có một giấy đăng ký đang mở trong năm.",
    "full_name": "Như trên thẻ, đủ họ, chữ đệm và tên.",
    "cccd_warning_reason": "Nếu thẻ ghi đúng như vậy thì nêu lý do, ví dụ: thẻ đã đính chính năm sinh.",
    "date_of_birth": f"Ngày/tháng/năm. Du học: từ {STUDENT_AGE} tuổi; đi làm việc: từ {WORKER_AGE} tuổi khi đi.",
    "passport_number": "Một chữ cái và 7–8 chữ số, nếu đã có.",
    "permanent_address": "Số nhà, tổ, đường theo đăng ký thường trú; không ghi lại ấp, xã.",
    "phone": "Số di động 10 chữ số.",
    "grade": "Lớp đã học xong, từ 0 đến 12.",
    "languages": "Tên ngoại ngữ và chứng chỉ (N5, TOPIK 2, A1…); chưa học thì ghi “Chưa có”.",
    "been_abroad": "Nước, từ – đến, lý do về; chưa đi thì để trống.",
    "kind": "Chọn hình thức trước: chương trình hiện theo hình thức và thị trường.",
    "intended_months": "Số tháng, từ {} đến {}.".format(*LIMITS["intended_months"]),
    "intended_departure": "Ngày dự kiến; chưa rõ ngày thì ghi ngày đầu tháng.",
    "loan_amount": (
        "Bằng đồng, từ 1.000.000 đến 1.000.000.000. Ngân hàng xét cho vay theo chi phí trong hợp đồng và "
        "mức tối đa của chính sách."
    ),
    "loan_months": "Số tháng, không quá thời hạn hợp đồng đi.",
    "payer_name": "Bắt buộc khi có nhu cầu vay.",
    "declares_truth": TRUTH,
    "consents_processing": PROCESSING,
    "guardian_name": "Bắt buộc khi người đăng ký dưới 18 tuổi; người này ký vào giấy.",
    "confirmation_number": "Số văn bản hoặc số sổ xác nhận của UBND cấp xã.",
    "confirmation_signer": "Họ và tên người ký xác nhận.",
    "paper_date": "Ngày người đăng ký ký giấy.",
    "received_on": "Ngày nhận giấy; giấy vào danh sách (Phụ lục IV) của tháng này.",
}
LABELS = {
    "id_issued_by": "Nơi cấp CCCD",
    "cccd_warning_reason": "Lý do số CCCD khác thường",
    "contact_relation": "Quan hệ của người liên hệ",
    "payer_relation": "Quan hệ của người trả nợ thay",
    "guardian_relation": "Quan hệ của người giám hộ",
    "provider": "Doanh nghiệp, đơn vị tư vấn (nếu đã chọn)",
    "declares_truth": "Người đăng ký cam kết",
    "consents_processing": "Người đăng ký đồng ý cho xử lý dữ liệu cá nhân",
}
# Full width on a wide page for what is long; the rest share their row.
COLUMNS = {1: "col-12", 2: "col-md-6", 3: "col-md-4"}


def fetches(dependent: str) -> dict[str, str]:
    """Attributes of what fetches a dependent list anew, given as a selector.

    Only the newest answer counts and the list is closed until it has come: on a slow line a late answer would
    otherwise wipe what was chosen meanwhile.
    """
    return {"hx-target": dependent, "hx-sync": f"{dependent}:replace", "hx-disabled-elt": dependent}


class Radios(forms.RadioSelect):
    """Radio buttons whose first one is the place to jump to from the list of errors."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "form-check-input", **(attrs or {})})

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index if index is not None else "0")


def _column_field(column: Any, **kwargs: Any) -> forms.Field | None:
    label = LABELS.get(column.name, capfirst(column.verbose_name))
    plain = {"label": label, "required": not column.blank, "help_text": HINTS.get(column.name, "")}
    if column.name in READERS:
        extra = {"max_length": max(column.max_length or 0, 30)} if isinstance(column, models.CharField) else {}
        return READERS[column.name](**plain, **extra)
    if isinstance(column, models.DateField):
        return DayField(**plain)
    if isinstance(column, models.PositiveSmallIntegerField):
        least, most = LIMITS[column.name]
        return WholeField(**plain, min_value=least, max_value=most)
    if column.choices:
        return forms.ChoiceField(**plain, choices=[("", NOT_CHOSEN), *column.choices])
    if isinstance(column, models.ForeignKey):
        return forms.ModelChoiceField(
            queryset=column.related_model._default_manager.all(), empty_label=NOT_CHOSEN, **plain
        )
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**{**plain, "required": False})
    field: forms.Field | None = column.formfield(label=label, help_text=plain["help_text"])
    return field


_COLUMNS = fields_for_model(
    Registration,
    fields=[each.name for each in dataclass_fields(RegistrationData) if each.name not in NOT_COLUMNS | {"commune"}],
    formfield_callback=_column_field,
)


class RegistrationForm(forms.Form):
    """Reads a declaration. `declaration()` gives it to the actions once the form is valid."""

    def __init__(self, *args: Any, user: User, registration: Registration | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(registration) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.user = user
        self.registration = registration
        self.groups = list(BeneficiaryGroup.objects.all())
        self.fields |= self._person_fields()
        self.fields |= deepcopy(_COLUMNS)
        self._choices_of_kind()
        self._places()
        self._programmes()
        self._beneficiaries()
        speak_plainly(self.fields.values())
        for name, field in self.fields.items():
            field.error_messages["required"] = f"Chưa nhập mục “{field.label}”. Hãy nhập rồi lưu lại."
            field.help_text = field.help_text or HINTS.get(name, "")
        if not self.is_bound and registration is None:
            self.fields["cccd"].widget.attrs["autofocus"] = True

    # --- fields

    @staticmethod
    def _person_fields() -> dict[str, forms.Field]:
        return {
            "cccd": CccdField(label="Số CCCD (số định danh cá nhân)", max_length=30),
            "full_name": NameField(label="Họ và tên"),
            "date_of_birth": DayField(label="Ngày sinh"),
            "sex": forms.ChoiceField(label="Giới tính", choices=Sex.choices, widget=Radios),
            "ethnic_group": forms.ModelChoiceField(
                label="Dân tộc", queryset=EthnicGroup.objects.all(), empty_label=NOT_CHOSEN
            ),
        }

    def _choices_of_kind(self) -> None:
        programmes = {
            "hx-get": reverse_lazy("registrations:programmes"),
            "hx-trigger": "change",
            "hx-include": "[name=market_first],[name=kind]",
            **fetches("#id_programme"),
        }
        self.fields["kind"] = forms.ChoiceField(
            label="Hình thức đăng ký", choices=Registration.Kind.choices, widget=Radios(attrs=programmes)
        )
        self.fields["market_first"].widget.attrs |= programmes
        self.fields["wants_loan"] = forms.ChoiceField(
            label="Có nhu cầu vay vốn không?",
            choices=[("yes", "Có"), ("no", "Không")],
            required=False,
            widget=Radios,
        )
        offer(self, "provider", Provider.objects.filter(is_active=True))

    def _places(self) -> None:
        communes = communes_for(self.user)
        if self.registration is not None:
            # A unit that has since been merged stays on the paper that names it.
            communes |= AdministrativeUnit.objects.filter(pk=self.registration.commune_id).select_related("parent")
        units = list(communes)
        districts = list(dict.fromkeys(unit.parent for unit in units if unit.parent))
        if len(districts) > 1:
            self.fields["district"] = forms.ChoiceField(
                label="Huyện, thị xã, thành phố",
                required=False,
                choices=[("", "Tất cả"), *((str(each.pk), str(each)) for each in districts)],
                widget=forms.Select(
                    attrs={
                        "hx-get": reverse_lazy("registrations:communes"),
                        "hx-trigger": "change",
                        **fetches("#id_commune"),
                    }
                ),
            )
            chosen = self._typed("district")
            shown = [unit for unit in units if not chosen or str(unit.parent_id) == chosen]
        else:
            shown = units
        self.fields["commune"] = forms.ModelChoiceField(label="Xã, phường, thị trấn", queryset=communes)
        options = grouped_communes(shown)
        if len(units) == 1:
            self.initial.setdefault("commune", units[0].pk)
            offer(self, "commune", options[0][1])
        else:
            offer(self, "commune", [("", NOT_CHOSEN), *options])

    def _programmes(self) -> None:
        chosen = self._typed("market_first")
        market = Market.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        kind = self._typed("kind")
        students = kind == Registration.Kind.STUDENT if kind else None
        offer(self, "programme", [("", NOT_CHOSEN), *grouped_programmes(market, students)])

    def _beneficiaries(self) -> None:
        self.fields["beneficiaries"] = forms.MultipleChoiceField(
            label="Đối tượng",
            choices=[(group.code, group.name) for group in self.groups],
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
        for group in self.groups:
            about = f"({group.short_name})"
            for part, field in (
                ("kind", forms.CharField(label=f"Giấy tờ chứng minh {about}", max_length=150, required=False)),
                ("number", forms.CharField(label=f"Số {about}", max_length=60, required=False)),
                ("date", DayField(label=f"Ngày {about}", required=False)),
            ):
                field.widget.attrs["class"] = "form-control form-control-sm"
                self.fields[f"evidence_{part}_{group.code}"] = field

    def _typed(self, name: str) -> str:
        value = self.data.get(self.add_prefix(name), "") if self.is_bound else self.initial.get(name, "")
        value = getattr(value, "pk", value)
        return str(value or "")

    # --- reading

    def clean_wants_loan(self) -> bool:
        """Who says nothing wants no loan."""
        return bool(self.cleaned_data["wants_loan"] == "yes")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        found = faults(self.declaration(), today=business_date(), known_place_codes=known_place_codes())
        for fault in found:
            self.add_error(fault.field, fault.message)
        return cleaned

    def declaration(self) -> RegistrationData:
        """What was declared; only of a form without errors."""
        names = {each.name for each in dataclass_fields(RegistrationData)} - {"beneficiaries"}
        chosen = self.cleaned_data["beneficiaries"]
        groups = tuple(
            BeneficiaryData(
                group=group,
                evidence_kind=self.cleaned_data[f"evidence_kind_{group.code}"],
                evidence_number=self.cleaned_data[f"evidence_number_{group.code}"],
                evidence_date=self.cleaned_data[f"evidence_date_{group.code}"],
            )
            for group in self.groups
            if group.code in chosen
        )
        return RegistrationData(**{name: self.cleaned_data[name] for name in names}, beneficiaries=groups)

    # --- showing

    @property
    def asks_reason(self) -> bool:
        """Whether the reason for an unusual CCCD is to be asked: it contradicts, or a reason was given."""
        return bool(self.errors.get("cccd_warning_reason") or self._typed("cccd_warning_reason"))

    @property
    def helper(self) -> FormHelper:
        """The layout; made anew each time, since it depends on what is asked."""
        helper = inside_page()
        helper.layout = Layout(*(self._fieldset(section) for section in SECTIONS))
        return helper

    def _fieldset(self, section: Section) -> Fieldset:
        if section.key == "doi-tuong":
            return Fieldset(section.title, HTML("{% include 'registrations/beneficiaries.html' %}"), css_id=section.key)
        rows = []
        for row in section.fields:
            names = [name for name in ((row,) if isinstance(row, str) else row) if self._shows(name)]
            if names:
                column = COLUMNS[len(names)]
                rows.append(
                    Div(
                        *(Field(name, template="registrations/field.html", wrapper_class=column) for name in names),
                        css_class="row",
                    )
                )
        return Fieldset(section.title, *rows, css_id=section.key)

    def _shows(self, name: str) -> bool:
        return name in self.fields and (name != "cccd_warning_reason" or self.asks_reason)

    def group_rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Each group's checkbox with its evidence fields."""
        boxes = self["beneficiaries"].subwidgets
        return [
            (box, [self[f"evidence_{part}_{group.code}"] for part in EVIDENCE])
            for box, group in zip(boxes, self.groups, strict=True)
        ]

    def section_states(self, missing: list[Missing]) -> list[tuple[Section, str, str]]:
        """Each section with its state as (tone, words): có lỗi, chưa nhập, đang nhập, đủ."""
        lacking = {each.field for each in missing}
        return [(section, *self._state(section, lacking)) for section in SECTIONS]

    def _state(self, section: Section, lacking: set[str]) -> tuple[str, str]:
        if any(self.errors.get(name) for name in section.names):
            return "bad", "Có lỗi"
        # The choice that is only a filter, and the days that are filled in beforehand, say nothing.
        told = [name for name in section.names if name not in ("district", "commune", "received_on")]
        if self.registration is None or not any(self._typed(name) not in ("", "False", "no") for name in told):
            return "neutral", "Chưa nhập"
        return ("waiting", "Đang nhập") if lacking & set(section.names) else ("good", "Đủ")


def _initial(registration: Registration | None) -> dict[str, Any]:
    if registration is None:
        return {"received_on": business_date()}
    person = registration.person
    initial: dict[str, Any] = {name: getattr(registration, name) for name in (*_COLUMNS, "commune")}
    initial |= {name: getattr(person, name) for name in ("cccd", "full_name", "date_of_birth", "sex", "ethnic_group")}
    initial["wants_loan"] = "yes" if registration.wants_loan else "no"
    initial["district"] = registration.commune.parent_id
    kept = list(registration.beneficiaries.select_related("group"))
    initial["beneficiaries"] = [each.group.code for each in kept]
    for each in kept:
        for part in EVIDENCE:
            initial[f"evidence_{part}_{each.group.code}"] = getattr(each, f"evidence_{part}")
    return initial
