"""People who sign in. What somebody may do comes from postings, never from the account itself."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models

from .posting import Posting


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Make an account; without a password nobody can sign in with it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Make a system administrator's account (reference data only: it has no posting, so it sees no person)."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account of one named person."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9._-]+$",
                "Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch nối; ví dụ: nguyenvana.kesach.",
            )
        ],
        error_messages={"unique": "Tên đăng nhập này đã có người dùng; hãy chọn tên khác."},
    )
    full_name = models.CharField("họ và tên", max_length=100)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu ở lần đăng nhập tới", default=False)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("quản trị dữ liệu nền", default=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    # The posting under which this person acts now: set per request, see organisation.acting.
    acting_posting: "Posting | None" = None

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The name as written on papers."""
        return self.full_name
