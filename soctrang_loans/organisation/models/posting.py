"""Postings: a user acts through a posting (user × agency × role, dated)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .agency import Agency, AgencyKind
from .dated import Dated, DatedQuerySet, dates_in_order


class Role(models.TextChoices):
    OFFICER = "officer", "Cán bộ"
    LEADER = "leader", "Lãnh đạo"
    ADMIN = "admin", "Quản trị tài khoản"
    READER = "reader", "Người xem"
    CREDIT_OFFICER = "credit_officer", "Cán bộ tín dụng"
    CONTROLLER = "controller", "Kiểm soát"
    DIRECTOR = "director", "Giám đốc"


BANK_ROLES = (Role.CREDIT_OFFICER, Role.CONTROLLER, Role.DIRECTOR, Role.ADMIN, Role.READER)
OFFICE_ROLES = (Role.OFFICER, Role.LEADER, Role.ADMIN, Role.READER)


def roles_of(kind: str) -> tuple[Role, ...]:
    """The roles that an agency of this kind can give."""
    if kind in (AgencyKind.BANK_BRANCH, AgencyKind.BANK_OFFICE):
        return BANK_ROLES
    if kind == AgencyKind.PROVINCE_COMMITTEE:
        return (Role.READER, Role.ADMIN)
    return OFFICE_ROLES


class Posting(Dated):
    """Somebody's work in an agency. With `covers`, it is leave cover (ủy quyền) of that posting, always with an end."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings", verbose_name="người dùng"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="postings", verbose_name="cơ quan")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    title = models.CharField("chức vụ", max_length=100, blank=True)
    covers = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covered_by",
        verbose_name="thay cho",
    )
    reason = models.CharField("lý do", max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    # Kept for the request: the day, and the ids of the units in the agency's area on it.
    area_of_day: tuple[date, frozenset[int]] | None = None

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ["agency__sort_order", "role", "id"]
        constraints = [
            dates_in_order("posting_dates_in_order"),
            models.CheckConstraint(
                name="posting_cover_has_end", condition=Q(covers__isnull=True) | Q(valid_to__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=Q(valid_to__isnull=True, covers__isnull=True),
                name="posting_open_unique",
                violation_error_message="Người này đang giữ đúng vai trò đó ở cơ quan này.",
            ),
            models.CheckConstraint(name="posting_not_own_cover", condition=~Q(covers=F("id"))),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.agency.short_name}"
