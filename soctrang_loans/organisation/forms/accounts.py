"""Accounts, postings and leave cover."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from soctrang_loans.organisation.administration import is_province_admin, managed_agencies
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.forms.fields import DayField
from soctrang_loans.organisation.forms.filters import PlainFilter, without_marks
from soctrang_loans.organisation.forms.plain import NOT_CHOSEN, PlainForm, offer
from soctrang_loans.organisation.models import Agency, AgencyKind, Posting, Role, User
from soctrang_loans.organisation.models.posting import roles_of

NO_FIRST_DAY = {"required": "Chưa nhập ngày bắt đầu. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 08/10/2024."}
NO_LAST_DAY = {"required": "Chưa nhập ngày kết thúc. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 08/10/2024."}


def role_choices(kinds: set[str], by: User) -> list[tuple[str, str]]:
    """The roles that agencies of these kinds have, the administrator's only for the province's administrator."""
    roles = [role for role in Role if any(role in roles_of(kind) for kind in kinds)]
    return [(str(role), role.label) for role in roles if role != Role.ADMIN or is_province_admin(by)]


class PersonalDetails(PlainForm):
    """Who the account belongs to."""

    full_name = forms.CharField(label="Họ và tên", max_length=100)
    phone = forms.CharField(label="Điện thoại", max_length=20, required=False)
    email = forms.EmailField(
        label="Thư điện tử công vụ", required=False, help_text="Không bắt buộc; mật khẩu không gửi qua thư điện tử."
    )


class PostingDetails(PlainForm):
    """Role, title and dates of a posting."""

    role = forms.ChoiceField(label="Vai trò")
    title = forms.CharField(label="Chức vụ", max_length=100, required=False, help_text="Ghi như trên văn bản.")
    valid_from = DayField(label="Từ ngày", initial=business_date, error_messages=NO_FIRST_DAY)
    valid_to = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa biết.")


class UserCreateForm(PersonalDetails, PostingDetails):
    """A new account with its first posting in one agency."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ thường không dấu, chữ số, dấu chấm, gạch nối; ví dụ: nguyenvana.kesach.",
    )
    field_order = ("full_name", "username", "phone", "email", "role", "title", "valid_from", "valid_to")

    def __init__(self, *args: Any, agency: Agency, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nobody becomes an administrator because that role stands first.
        offer(self, "role", [("", NOT_CHOSEN), *role_choices({agency.kind}, by)])


class UserEditForm(PersonalDetails):
    """Personal details; the province's administrator also lets somebody edit reference data."""

    is_staff = forms.BooleanField(label="Được sửa dữ liệu nền (đơn vị hành chính, cơ quan, ngày nghỉ)", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_province_admin(by):
            del self.fields["is_staff"]


class PostingForm(PostingDetails):
    """A further posting for an account that exists."""

    agency = forms.ModelChoiceField(label="Cơ quan", queryset=Agency.objects.none())
    field_order = ("agency", "role", "title", "valid_from", "valid_to")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = managed_agencies(by).on(business_date())
        offer(self, "agency", agencies)
        kinds = set(agencies.order_by().values_list("kind", flat=True).distinct())
        offer(self, "role", [("", NOT_CHOSEN), *role_choices(kinds, by)])


class PostingEndForm(PlainForm):
    """The last day of a posting or a cover."""

    last_day = DayField(
        label="Ngày cuối",
        initial=business_date,
        help_text="Hết ngày này mới mất quyền. Chọn ngày hôm qua để cắt quyền ngay; phân công bắt đầu từ hôm nay thì "
        "chỉ cắt ngay được bằng cách ngừng tài khoản.",
    )
    reason = forms.CharField(label="Lý do", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


class CoverForm(PlainForm):
    """Who stands in, from when to when, and why."""

    deputy = forms.ModelChoiceField(label="Người được ủy quyền", queryset=User.objects.none())
    valid_from = DayField(label="Từ ngày", initial=business_date, error_messages=NO_FIRST_DAY)
    valid_to = DayField(label="Đến hết ngày", error_messages=NO_LAST_DAY)
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 2}), max_length=300)

    def __init__(self, *args: Any, posting: Posting, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Posting.objects.on(business_date()).filter(agency=posting.agency, covers__isnull=True)
        deputies = User.objects.filter(is_active=True, pk__in=colleagues.values("user_id"))
        offer(self, "deputy", deputies.exclude(pk__in=[posting.user_id, by.pk]).order_by("full_name"))


class UserFilter(PlainFilter):
    """Narrow the list of accounts; the state is kept in the address."""

    q = django_filters.CharFilter(label="Tên hoặc tên đăng nhập", method="search")
    agency = django_filters.ModelChoiceFilter(
        label="Cơ quan", method="of_agency", queryset=lambda request: managed_agencies(request.user)
    )
    role = django_filters.ChoiceFilter(label="Vai trò", choices=Role, method="of_role")
    state = django_filters.ChoiceFilter(
        label="Tình trạng",
        method="in_state",
        choices=[("active", "Đang hoạt động"), ("inactive", "Đã ngừng"), ("first", "Chưa đổi mật khẩu tạm")],
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return without_marks(queryset, value, "full_name", "username")

    def of_agency(self, queryset: QuerySet[User], name: str, value: Agency) -> QuerySet[User]:
        """Whoever works there today or will."""
        postings = Posting.objects.filter(agency=value).exclude(valid_to__lt=business_date())
        return queryset.filter(pk__in=postings.values("user_id"))

    def of_role(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Whoever holds that role today in an agency that the reader administers."""
        postings = Posting.objects.on(business_date()).filter(role=value)
        postings = postings.filter(agency__in=managed_agencies(self.request.user).values("pk"))
        return queryset.filter(pk__in=postings.values("user_id"))

    def in_state(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Active, closed, or still with a temporary password."""
        if value == "first":
            return queryset.filter(is_active=True, must_change_password=True)
        return queryset.filter(is_active=value == "active")


class AgencyFilter(PlainFilter):
    """Narrow the list of agencies."""

    q = django_filters.CharFilter(label="Tên cơ quan", method="search")
    kind = django_filters.ChoiceFilter(label="Loại", choices=AgencyKind)
    ended = django_filters.ChoiceFilter(
        label="Thời gian", method="over_time", choices=[("all", "Cả cơ quan đã ngừng")], empty_label="Đang hoạt động"
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    @property
    def qs(self) -> QuerySet[Agency]:
        """Today's agencies unless all are asked for."""
        found = super().qs
        if self.form.is_valid() and self.form.cleaned_data.get("ended") == "all":
            return found
        today = business_date()
        return found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today)

    def search(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return without_marks(queryset, value, "name", "short_name")

    def over_time(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        """Handled in `qs`, because leaving it empty narrows the list too."""
        return queryset
