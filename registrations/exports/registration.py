"""The list of registrations as a table to take away: XLSX or CSV, numbers of people only for who enters them."""

from typing import Any

from import_export import resources
from import_export.fields import Field
from import_export.widgets import Widget

from soctrang_loans.vietnam.identity import mask_cccd, mask_phone
from soctrang_loans.workbooks.plain import plain_rows_csv, plain_rows_xlsx

from ..models import Registration

KINDS = ("xlsx", "csv")


class AsIs(Widget):
    """Hands the value on: numbers and dates stay such, and the workbook decides how they look."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class RegistrationResource(resources.ModelResource):
    """One row a registration. With `full`, CCCD and telephone are whole; else their middle is hidden."""

    number = Field("number", "Số tiếp nhận", widget=AsIs())
    full_name = Field("person__full_name", "Họ và tên", widget=AsIs())
    date_of_birth = Field("person__date_of_birth", "Ngày sinh", widget=AsIs())
    sex = Field(column_name="Giới tính")
    ethnic_group = Field("person__ethnic_group__name", "Dân tộc", widget=AsIs())
    cccd = Field(column_name="Số CCCD")
    phone = Field(column_name="Điện thoại")
    district = Field("commune__parent__name", "Huyện, thị xã, thành phố", widget=AsIs())
    commune = Field("commune__name", "Xã, phường, thị trấn", widget=AsIs())
    group = Field(column_name="Đối tượng chính")
    kind = Field(column_name="Hình thức")
    market = Field("market_first__name", "Thị trường", widget=AsIs())
    trade = Field("trade", "Ngành nghề", widget=AsIs())
    loan_amount = Field("loan_amount", "Số tiền cần vay (đồng)", widget=AsIs())
    paper_date = Field("paper_date", "Ngày ghi trên giấy", widget=AsIs())
    received_on = Field("received_on", "Ngày tiếp nhận", widget=AsIs())
    status = Field(column_name="Trạng thái")
    stage = Field(column_name="Giai đoạn")

    class Meta:
        model = Registration
        fields = (
            "number",
            "full_name",
            "date_of_birth",
            "sex",
            "ethnic_group",
            "cccd",
            "phone",
            "district",
            "commune",
            "group",
            "kind",
            "market",
            "trade",
            "loan_amount",
            "paper_date",
            "received_on",
            "status",
            "stage",
        )

    def __init__(self, *, full: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.full = full

    def dehydrate_sex(self, registration: Registration) -> str:
        return registration.person.get_sex_display()

    def dehydrate_cccd(self, registration: Registration) -> str:
        number = registration.person.cccd
        return number if self.full else mask_cccd(number)

    def dehydrate_phone(self, registration: Registration) -> str:
        return registration.phone if self.full else mask_phone(registration.phone)

    def dehydrate_group(self, registration: Registration) -> str:
        return next((each.group.short_name for each in registration.beneficiaries.all() if each.is_primary), "")

    def dehydrate_kind(self, registration: Registration) -> str:
        return registration.get_kind_display()

    def dehydrate_status(self, registration: Registration) -> str:
        return registration.get_status_display()

    def dehydrate_stage(self, registration: Registration) -> str:
        return registration.get_stage_display()

    def file(self, queryset: Any, kind: str) -> bytes:
        """The file of that kind ("xlsx" or "csv") with formulas disarmed."""
        dataset = self.export(queryset)
        rows = [list(row) for row in dataset]
        if kind == "csv":
            return plain_rows_csv(dataset.headers, rows)
        return plain_rows_xlsx("Giấy đăng ký", dataset.headers, rows)
