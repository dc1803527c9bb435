"""Forms for signing in, changing the password, codes and accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duban_site.core.model_forms import ModelForm
from duban_site.people.models import BODY_ROLES, Person, Role
from duban_site.people.names import normalize_name, validate_name


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("账号"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The code of the second factor, or a recovery code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=40,
        help_text=_("验证器里当前显示的六位数字；手机不在身边时，用一个恢复码。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("当前密码"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 10 个字符，含小写字母、大写字母、数字、其他符号中的三类，不能是用过的。"),
    )
    again = forms.CharField(
        label=_("再输一次新密码"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean(self) -> dict[str, Any]:
        """Check that the old password is right and both new ones are equal."""
        cleaned_data = super().clean() or {}
        if not self._person.check_password(cleaned_data.get("old", "")):
            self.add_error("old", _("当前密码不正确。"))
        if cleaned_data.get("new") != cleaned_data.get("again"):
            self.add_error("again", _("两次输入的新密码不同。"))
        return cleaned_data


class AccountForm(ModelForm[Person]):
    """An account; the role decides whether a body or a leader is required."""

    subject = forms.CharField(
        label=_("统一身份标识"),
        max_length=200,
        required=False,
        help_text=_("统一身份认证或目录里的工号等，不会改变、不会重复的标识。不用时留空。"),
    )

    class Meta:
        model = Person
        fields = (
            *("username", "name", "role", "body", "leader", "phone", "email"),
            *("keeper", "supervisor", "intake", "is_active"),
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "username": _("字母 a-z、数字、汉字和 . _ @ -；不分大小写、全角半角。"),
            "keeper": _("督查人员在督查室管理的台账里：新建、修改、更正、流转。"),
            "supervisor": _("督查人员在台账里：监督环节，如核验、开启密封。"),
            "intake": _("督查人员在台账里：受理登记。三项分给不同的人，职责就分开了。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            external = getattr(self.instance, "external_identity", None)
            self.initial["subject"] = "" if external is None else external.subject

    def clean_username(self) -> str:
        """The normalized name; an existing account's name may stay as it is."""
        username = self.cleaned_data["username"]
        stored = self.initial.get("username", "")
        if stored and normalize_name(username) == normalize_name(stored):
            return str(stored)
        return validate_name(username)

    def clean(self) -> dict[str, Any]:
        """Check body and leader against the role, before the database's constraints do."""
        cleaned_data = super().clean() or {}
        role = cleaned_data.get("role")
        if role in BODY_ROLES and cleaned_data.get("body") is None:
            self.add_error("body", _("联络员和单位负责人须选单位。"))
        if role not in BODY_ROLES and cleaned_data.get("body") is not None:
            self.add_error("body", _("只有联络员和单位负责人选单位。"))
        if role == Role.LEADER and cleaned_data.get("leader") is None:
            self.add_error("leader", _("分管领导账号须选领导。"))
        if role != Role.LEADER and cleaned_data.get("leader") is not None:
            self.add_error("leader", _("只有分管领导账号选领导。"))
        return cleaned_data

    def add_action_error(self, error: ValidationError) -> None:
        """Show the action's validation errors beside their fields."""
        if hasattr(error, "error_dict"):
            for field_name, field_errors in error.error_dict.items():
                self.add_error(field_name if field_name in self.fields else None, field_errors)
        else:
            self.add_error(None, error)
