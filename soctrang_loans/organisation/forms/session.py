"""Signing in and changing one's own password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from .plain import inside_page


class LoginForm(AuthenticationForm):
    """User name and password; the messages say how to go on without e-mail."""

    error_messages = {  # noqa: RUF012
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Hãy gõ lại; nếu quên mật khẩu, hãy nhờ quản trị "
        "tài khoản của cơ quan đặt lại.",
        "inactive": "Tài khoản này đã ngừng. Hãy liên hệ quản trị tài khoản của cơ quan.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"
        self.helper = inside_page()

    def clean_username(self) -> str:
        """User names are lower case; a telephone's keyboard likes to begin with a capital."""
        return str(self.cleaned_data["username"]).strip().lower()


class OwnPasswordForm(PasswordChangeForm):
    """The old password and twice the new one, which must be another."""

    error_messages = {  # noqa: RUF012
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Mật khẩu hiện tại không đúng. Hãy gõ lại.",
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau. Hãy gõ lại cả hai ô.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Mật khẩu hiện tại"
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password2"].label = "Nhập lại mật khẩu mới"
        self.fields[
            "new_password1"
        ].help_text = "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên đăng nhập hoặc họ tên."
        self.fields["new_password2"].help_text = ""
        self.helper = inside_page()

    def clean_new_password1(self) -> str:
        """A temporary password is known to whoever gave it: the new one has to differ."""
        password = str(self.cleaned_data["new_password1"])
        if self.user.check_password(password):
            raise forms.ValidationError("Mật khẩu mới trùng mật khẩu hiện tại. Hãy đặt mật khẩu khác.")
        return password
