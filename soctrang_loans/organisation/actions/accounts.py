"""Accounts, postings, passwords without e-mail, and leave cover (ủy quyền). Each verb leaves an AccountEvent."""

import secrets
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.administration import (
    is_province_admin,
    may_give_role,
    may_grant_cover,
    may_manage_account,
)
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import AccountEvent, Agency, AgencyKind, Posting, Role, User
from soctrang_loans.organisation.models.posting import roles_of
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.identity import InvalidPhone, normalise_phone
from soctrang_loans.vietnam.names import InvalidName, normalise_name

# Without 0/o, 1/l/i: the password is read out or copied by hand once.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
NOT_YOURS = "Tài khoản này không do anh/chị quản trị."


def temporary_password() -> str:
    """Twelve letters and digits in three groups, about 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def _note(user: User, action: str, label: str, *, by: User | None, reason: str = "") -> None:
    AccountEvent.objects.create(
        happened_at=business_now(),
        by=by,
        posting=acting_posting(by) if by else None,
        user=user,
        action=action,
        label=label,
        reason=reason.strip(),
    )


def _fill(user: User, *, full_name: str, phone: str, email: str) -> None:
    """Put checked personal details on the account; raises Refused with the field."""
    try:
        user.full_name = normalise_name(full_name)
    except InvalidName as error:
        raise Refused(str(error), rule="name", field="full_name") from error
    try:
        user.phone = normalise_phone(phone) if phone.strip() else ""
    except InvalidPhone as error:
        raise Refused(str(error), rule="phone", field="phone") from error
    user.email = email.strip()
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], rule="account_field", field=name) from error


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def require_account(by: User, user: User) -> None:
    """Raise NotAllowed unless `by` administers the account itself."""
    if not may_manage_account(by, user):
        raise NotAllowed(NOT_YOURS)


def _make(username: str, full_name: str, phone: str, email: str) -> tuple[User, str]:
    user = User(username=username.strip().lower(), must_change_password=True)
    _fill(user, full_name=full_name, phone=phone, email=email)
    password = temporary_password()
    user.set_password(password)
    taken = Refused("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.", rule="username_taken", field="username")
    if User.objects.filter(username=user.username).exists():
        raise taken
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise taken from error
    return user, password


@transaction.atomic
def create_first_admin(*, username: str, full_name: str, valid_from: date | None = None) -> tuple[User, str]:
    """Make the province's first administrator, by command only; returns the account and its temporary password.

    Raises Refused when the labour department already has an administrator, or none such department exists.
    """
    department = Agency.objects.filter(kind=AgencyKind.LABOUR_DEPARTMENT).order_by("sort_order").first()
    if department is None:
        raise Refused(
            "Chưa có Sở Lao động - Thương binh và Xã hội. Hãy chạy load_reference trước.", rule="reference_missing"
        )
    if Posting.objects.filter(
        agency__kind=AgencyKind.LABOUR_DEPARTMENT, role=Role.ADMIN, user__is_active=True, valid_to__isnull=True
    ).exists():
        raise Refused("Tỉnh đã có quản trị viên. Hãy để người đó tạo tài khoản trong cổng.", rule="first_admin_exists")
    user, password = _make(username, full_name, "", "")
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    Posting.objects.create(
        user=user,
        agency=department,
        role=Role.ADMIN,
        title="Quản trị hệ thống",
        valid_from=valid_from or business_date(),
    )
    _note(user, "created", "Tạo tài khoản quản trị đầu tiên của tỉnh", by=None)
    return user, password


@transaction.atomic
def create_user(
    *,
    by: User,
    username: str,
    full_name: str,
    agency: Agency,
    role: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> tuple[User, str]:
    """Make an account with its first posting; returns it and the temporary password, which is shown once.

    Raises NotAllowed outside the administrator's agencies, Refused for a bad or taken name.
    """
    if not may_give_role(by, agency, role):
        raise NotAllowed(NOT_YOURS)
    user, password = _make(username, full_name, phone, email)
    _note(user, "created", "Tạo tài khoản", by=by)
    _post(by=by, user=user, agency=agency, role=role, title=title, valid_from=valid_from, valid_to=valid_to)
    return user, password


@transaction.atomic
def edit_user(
    *, by: User, user: User, full_name: str, phone: str = "", email: str = "", is_staff: bool | None = None
) -> User:
    """Change the account's personal details; `is_staff` (reference data) only by the province's administrator."""
    user = _locked(user)
    require_account(by, user)
    if is_staff is not None and is_staff != user.is_staff and not is_province_admin(by):
        raise NotAllowed("Chỉ quản trị viên của tỉnh được giao quyền sửa dữ liệu nền.")
    _fill(user, full_name=full_name, phone=phone, email=email)
    if is_staff is not None:
        user.is_staff = is_staff
    user.save(update_fields=["full_name", "phone", "email", "is_staff"])
    _note(user, "edited", "Sửa thông tin tài khoản", by=by)
    return user


@transaction.atomic
def reset_password(*, by: User, user: User) -> str:
    """Give the account a new temporary password, shown once; every session of the account ends."""
    user = _locked(user)
    require_account(by, user)
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _note(user, "password_reset", "Đặt lại mật khẩu tạm", by=by)
    return password


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None = None) -> None:
    """Set the password that the person has chosen (`by` is that person; None for the demo's own accounts)."""
    if by is not None and by.pk != user.pk:
        raise NotAllowed(NOT_YOURS)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    _note(user, "password_changed", "Đổi mật khẩu", by=by)


@transaction.atomic
def deactivate_user(*, by: User, user: User, reason: str) -> User:
    """Close the account at once; its postings and its papers stay as they are."""
    return _switch(by, user, active=False, reason=reason)


@transaction.atomic
def reactivate_user(*, by: User, user: User, reason: str = "") -> User:
    """Open a closed account again."""
    return _switch(by, user, active=True, reason=reason)


def _switch(by: User, user: User, *, active: bool, reason: str) -> User:
    user = _locked(user)
    require_account(by, user)
    if user.is_active == active:
        raise Refused(
            f"Tài khoản này {'đang hoạt động' if active else 'đã ngừng'} rồi. Hãy tải lại trang.", rule="wrong_state"
        )
    if not active and not reason.strip():
        raise Refused(
            "Chưa ghi lý do ngừng tài khoản. Hãy ghi rõ lý do rồi gửi lại.", rule="reason_required", field="reason"
        )
    user.is_active = active
    user.save(update_fields=["is_active"])
    if active:
        _note(user, "reactivated", "Mở lại tài khoản", by=by, reason=reason)
    else:
        _note(user, "deactivated", "Ngừng tài khoản", by=by, reason=reason)
    return user


@transaction.atomic
def give_posting(
    *,
    by: User,
    user: User,
    agency: Agency,
    role: str,
    title: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Posting:
    """Give the person a role in an agency, from a day (today by default).

    Raises NotAllowed outside the administrator's agencies, for an administrator's role given by anybody but the
    province, and for one's own account: an administrator does not let himself or herself see people.
    """
    if by.pk == user.pk:
        raise NotAllowed("Không ai được tự giao phân công cho mình. Hãy nhờ quản trị viên khác.")
    return _post(by=by, user=user, agency=agency, role=role, title=title, valid_from=valid_from, valid_to=valid_to)


def _post(
    *, by: User, user: User, agency: Agency, role: str, title: str, valid_from: date | None, valid_to: date | None
) -> Posting:
    if not may_give_role(by, agency, role):
        raise NotAllowed(NOT_YOURS)
    if role not in roles_of(agency.kind):
        raise Refused(
            "Cơ quan này không có vai trò đó. Hãy chọn một vai trò trong danh sách.", rule="role_of_kind", field="role"
        )
    start = valid_from or business_date()
    if not agency.holds_on(start):
        raise Refused(
            f"Cơ quan này không hoạt động vào ngày {format_date(start)}. Hãy chọn ngày khác.",
            rule="agency_dates",
            field="valid_from",
        )
    if valid_to is not None and valid_to < start:
        raise Refused(
            "Ngày kết thúc đứng trước ngày bắt đầu. Hãy sửa lại một trong hai ngày.",
            rule="posting_dates_in_order",
            field="valid_to",
        )
    _locked(user)
    same = Posting.objects.filter(user=user, agency=agency, role=role, covers__isnull=True)
    if _overlapping(same, start, valid_to):
        raise Refused(
            "Người này đang giữ đúng vai trò đó ở cơ quan này. Hãy kết thúc phân công cũ trước.",
            rule="posting_open_unique",
            field="role",
        )
    posting = Posting.objects.create(
        user=user, agency=agency, role=role, title=title.strip(), valid_from=start, valid_to=valid_to
    )
    until = f" đến hết {format_date(valid_to)}" if valid_to else ""
    _note(
        user,
        "posting_given",
        f"Giao vai trò {posting.get_role_display()} – {agency.short_name}, từ {format_date(start)}{until}",
        by=by,
    )
    return posting


def _overlapping(postings: QuerySet[Posting], start: date, end: date | None) -> bool:
    clash = postings.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=start))
    if end is not None:
        clash = clash.filter(valid_from__lte=end)
    return clash.exists()


@transaction.atomic
def end_posting(*, by: User, posting: Posting, last_day: date | None = None, reason: str = "") -> Posting:
    """Let a posting (or a cover) hold to the end of `last_day`, today by default; yesterday ends it at once.

    What has not begun yet is cancelled, whatever the day. Leave cover of the posting ends with it, and so does cover
    that the person gives in the same agency without any other posting of their own there. Raises NotAllowed, or
    Refused for a day outside the posting.
    """
    allowed = may_grant_cover(by, posting) if posting.covers_id else may_give_role(by, posting.agency, posting.role)
    if not allowed or by.pk == posting.user_id:
        raise NotAllowed(NOT_YOURS)
    posting = (
        Posting.objects.select_for_update(of=("self",)).select_related("agency", "user", "covers").get(pk=posting.pk)
    )
    today = business_date()
    day = last_day or today
    if posting.valid_to is not None and posting.valid_to < today:
        raise Refused("Phân công này đã kết thúc. Hãy tải lại trang.", rule="wrong_state", field="last_day")
    begun = posting.valid_from <= today
    if begun and (day < today - timedelta(days=1) or day < posting.valid_from):
        raise Refused(
            "Ngày cuối phải từ hôm qua trở đi và không trước ngày bắt đầu. Hãy sửa lại ngày; "
            "cần cắt quyền ngay trong ngày đầu thì ngừng tài khoản.",
            rule="posting_end_day",
            field="last_day",
        )
    if posting.valid_to is not None and day > posting.valid_to:
        raise Refused(
            f"Phân công này chỉ có đến hết {format_date(posting.valid_to)}. Hãy chọn ngày sớm hơn.",
            rule="posting_end_day",
            field="last_day",
        )
    covers = Posting.objects.select_for_update(of=("self",)).select_related("agency", "user").filter(valid_to__gt=day)
    dependent = list(covers.filter(covers=posting))
    remaining = Posting.objects.filter(user=posting.user, agency=posting.agency, covers__isnull=True)
    if posting.covers_id is None and not _overlapping(remaining.exclude(pk=posting.pk), day + timedelta(days=1), None):
        dependent += covers.filter(user=posting.user, agency=posting.agency, covers__isnull=False)
    for cover in dependent:
        _close(cover, day, by=by, reason="Phân công gốc kết thúc")
    _close(posting, day, by=by, reason=reason)
    return posting


def _close(posting: Posting, day: date, *, by: User, reason: str) -> None:
    """Let it end with that day; one that has not begun yet was never acted under, and goes."""
    kind = "ủy quyền" if posting.covers_id else "vai trò"
    what = f"{kind} {posting.get_role_display()} – {posting.agency.short_name}"
    if posting.valid_from > business_date():
        _note(posting.user, "posting_cancelled", f"Hủy {what}, chưa bắt đầu", by=by, reason=reason)
        posting.delete()
        return
    posting.valid_to = day
    # Cover of today whose posting ended yesterday must not hold until midnight.
    posting.valid_from = min(posting.valid_from, day)
    posting.save(update_fields=["valid_from", "valid_to"])
    _note(posting.user, "posting_ended", f"Kết thúc {what}, hết ngày {format_date(day)}", by=by, reason=reason)


@transaction.atomic
def grant_cover(*, by: User, posting: Posting, deputy: User, valid_from: date, valid_to: date, reason: str) -> Posting:
    """Leave cover (ủy quyền): the deputy acts with the same role in the same agency between two days, both included.

    The deputy works in that agency already. Raises NotAllowed, or Refused naming the field.
    """
    if not may_grant_cover(by, posting) or deputy.pk == by.pk:
        raise NotAllowed("Anh/chị không được giao ủy quyền này.")
    posting = Posting.objects.select_for_update(of=("self",)).select_related("agency", "user").get(pk=posting.pk)
    if posting.covers_id is not None:
        raise Refused("Ủy quyền không được ủy quyền tiếp. Hãy chọn phân công gốc.", rule="cover_of_cover")
    if deputy.pk == posting.user_id:
        raise Refused(
            "Người được ủy quyền phải khác người vắng mặt. Hãy chọn người khác.", rule="cover_self", field="deputy"
        )
    if valid_to < valid_from or valid_to < business_date():
        raise Refused(
            "Ngày kết thúc phải từ ngày bắt đầu và từ hôm nay trở đi. Hãy sửa lại ngày.",
            rule="posting_dates_in_order",
            field="valid_to",
        )
    if not (posting.holds_on(valid_from) and posting.holds_on(valid_to)):
        raise Refused(
            "Thời gian ủy quyền nằm ngoài phân công của người vắng mặt. Hãy sửa lại ngày.",
            rule="cover_within_posting",
            field="valid_from",
        )
    own = Posting.objects.filter(user=deputy, agency=posting.agency, covers__isnull=True)
    if not deputy.is_active or not (own.on(valid_from).exists() and own.on(valid_to).exists()):
        raise Refused(
            "Người được ủy quyền phải làm việc ở cơ quan này suốt thời gian đó. Hãy chọn người khác hoặc đổi ngày.",
            rule="cover_deputy_of_agency",
            field="deputy",
        )
    if not reason.strip():
        raise Refused("Chưa ghi lý do ủy quyền. Hãy ghi rõ lý do.", rule="reason_required", field="reason")
    if _overlapping(Posting.objects.filter(covers=posting), valid_from, valid_to):
        raise Refused(
            "Phân công này đã được ủy quyền trong thời gian đó. Hãy kết thúc ủy quyền cũ trước.",
            rule="cover_overlap",
            field="valid_from",
        )
    cover = Posting.objects.create(
        user=deputy,
        agency=posting.agency,
        role=posting.role,
        title=posting.title,
        covers=posting,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason.strip(),
    )
    dates = f"từ {format_date(valid_from)} đến hết {format_date(valid_to)}"
    what = f"{posting.get_role_display()} – {posting.agency.short_name}, {dates}"
    _note(deputy, "cover_granted", f"Được ủy quyền thay {posting.user.full_name}: {what}", by=by, reason=reason)
    _note(posting.user, "cover_granted", f"Ủy quyền cho {deputy.full_name}: {what}", by=by, reason=reason)
    return cover
