"""Input of the provider register."""

from typing import Any

from django import forms

from soctrang_loans.organisation.forms.fields import DayField
from soctrang_loans.organisation.forms.plain import inside_page
from soctrang_loans.vietnam.identity import InvalidTaxCode, normalise_tax_code

from ..models import Provider


class ProviderForm(forms.ModelForm):
    """One row of the register; the action writes it."""

    licence_date = DayField(label="Ngày cấp", required=False)

    class Meta:
        model = Provider
        fields = (
            "kind",
            "name",
            "tax_code",
            "licence_number",
            "licence_date",
            "address",
            "phone",
            "bank_account",
            "bank_name",
            "is_active",
        )
        help_texts = {
            "tax_code": "10 chữ số, chi nhánh thêm gạch nối và 3 chữ số.",
            "licence_number": "Doanh nghiệp: số …/LĐTBXH-GP. Tư vấn du học: giấy chứng nhận của Sở GD&ĐT.",
            "is_active": "Bỏ chọn thì không ghi trúng tuyển mới được nữa; hợp đồng đã ghi vẫn giữ.",
        }
        error_messages = {
            "kind": {"required": "Chưa chọn loại. Hãy chọn loại doanh nghiệp, tổ chức."},
            "name": {"required": "Chưa ghi tên. Hãy nhập tên đầy đủ theo giấy phép."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside_page()

    def clean_tax_code(self) -> str:
        code: str = self.cleaned_data["tax_code"]
        try:
            return normalise_tax_code(code) if code else ""
        except InvalidTaxCode as error:
            raise forms.ValidationError(str(error)) from error

    def validate_unique(self) -> None:
        """The action says it in words that mend."""

    def _post_clean(self) -> None:
        """The instance stays as kept: the action alone writes."""
