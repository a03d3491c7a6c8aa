"""Signing in and changing one's own password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password

from .plain import inside_page

# By the codes of django.contrib.auth.password_validation.
WEAK = {
    "password_too_short": "Mật khẩu mới ngắn hơn 10 ký tự. Hãy đặt mật khẩu dài hơn.",
    "password_too_common": "Mật khẩu mới quá phổ biến nên dễ bị đoán. Hãy đặt mật khẩu khác.",
    "password_entirely_numeric": "Mật khẩu mới chỉ gồm chữ số. Hãy thêm chữ cái.",
    "password_too_similar": "Mật khẩu mới quá giống tên đăng nhập hoặc họ tên. Hãy đặt mật khẩu khác.",
}


class LoginForm(AuthenticationForm):
    """User name and password; the messages say how to go on without e-mail."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Hãy gõ lại; nếu quên mật khẩu, hãy nhờ quản trị "
        "tài khoản của cơ quan đặt lại.",
        "inactive": "Tài khoản này đã ngừng. Hãy liên hệ quản trị tài khoản của cơ quan.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("username", "Tên đăng nhập"), ("password", "Mật khẩu")):
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"Chưa nhập {label.lower()}. Hãy nhập rồi đăng nhập lại."
        self.helper = inside_page()

    def clean_username(self) -> str:
        """User names are lower case; a telephone's keyboard likes to begin with a capital."""
        return str(self.cleaned_data["username"]).strip().lower()


class OwnPasswordForm(PasswordChangeForm):
    """The old password and twice the new one, which must be another."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Mật khẩu hiện tại không đúng. Hãy gõ lại.",
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau. Hãy gõ lại cả hai ô.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("old_password", "Mật khẩu hiện tại"),
            ("new_password1", "Mật khẩu mới"),
            ("new_password2", "Nhập lại mật khẩu mới"),
        ):
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = "Ô này còn trống. Hãy nhập đủ ba ô mật khẩu."
        self.fields[
            "new_password1"
        ].help_text = "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên đăng nhập hoặc họ tên."
        self.fields["new_password2"].help_text = ""
        self.helper = inside_page()

    def validate_password_for_user(self, user: Any, password_field_name: str = "") -> None:
        """The validators' verdicts in our words, at the field where the new password was typed first."""
        password = self.cleaned_data.get("new_password1")
        if not password:
            return
        try:
            validate_password(password, user)
        except forms.ValidationError as error:
            for each in error.error_list:
                self.add_error("new_password1", WEAK.get(str(each.code), " ".join(each.messages)))

    def clean_new_password1(self) -> str:
        """A temporary password is known to whoever gave it: the new one has to differ."""
        password = str(self.cleaned_data["new_password1"])
        if self.user.check_password(password):
            raise forms.ValidationError("Mật khẩu mới trùng mật khẩu hiện tại. Hãy đặt mật khẩu khác.")
        return password
