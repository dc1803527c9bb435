"""Forms for accounts and units."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from duban_site.accounts.queries import SEPARATORS
from duban_site.core.model_forms import ModelForm
from duban_site.people.models import BODY_ROLES, Body, Leader, Person, Role


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("账号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("密码"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("当前密码"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 10 个字符，含小写字母、大写字母、数字、其他符号中的三类。"),
    )
    again = forms.CharField(
        label=_("再输一次新密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean(self) -> dict[str, Any]:
        """The old one must be right, the new ones alike."""
        clean = super().clean() or {}
        if not self._person.check_password(clean.get("old", "")):
            self.add_error("old", _("当前密码不正确。"))
        if clean.get("new") != clean.get("again"):
            self.add_error("again", _("两次输入的新密码不同。"))
        return clean


class AccountForm(ModelForm[Person]):
    """An account; which of unit and leader is needed follows from the role."""

    class Meta:
        model = Person
        fields = (
            *("username", "name", "role", "body", "leader", "phone", "email"),
            *("keeper", "supervisor", "intake", "is_active"),
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "keeper": _("督查人员在督查室管理的台账里：新建、修改、更正、流转。"),
            "supervisor": _("督查人员在台账里：监督环节，如核验、开启密封。"),
            "intake": _("督查人员在台账里：受理登记。三项分给不同的人，职责就分开了。"),
        }

    def clean(self) -> dict[str, Any]:
        """Say in words what the database would refuse."""
        clean = super().clean() or {}
        role = clean.get("role")
        if role in BODY_ROLES and clean.get("body") is None:
            self.add_error("body", _("联络员和单位负责人须选单位。"))
        if role not in BODY_ROLES and clean.get("body") is not None:
            self.add_error("body", _("只有联络员和单位负责人选单位。"))
        if role == Role.LEADER and clean.get("leader") is None:
            self.add_error("leader", _("分管领导账号须选领导。"))
        if role != Role.LEADER and clean.get("leader") is not None:
            self.add_error("leader", _("只有分管领导账号选领导。"))
        return clean


class BodyForm(ModelForm[Body]):
    """A unit; its aliases are written as one line."""

    other_names = forms.CharField(
        label=_("别名"), required=False, help_text=_("用顿号隔开，如：市发改委、市发展和改革委员会")
    )

    class Meta:
        model = Body
        fields = ("name", "kind", "order", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other_names"].initial = "、".join(self.instance.aliases)

    def clean_other_names(self) -> list[str]:
        """The line as a list."""
        return [n.strip() for n in SEPARATORS.split(self.cleaned_data["other_names"]) if n.strip()]


class LeaderForm(ModelForm[Leader]):
    """A leader in charge."""

    class Meta:
        model = Leader
        fields = ("name", "title", "order")
