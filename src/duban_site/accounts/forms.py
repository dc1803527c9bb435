"""Forms for bodies and leaders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duban_site.accounts.queries import SEPARATORS
from duban_site.core.model_forms import ModelForm
from duban_site.people.models import Body, Leader


class BodyForm(ModelForm[Body]):
    """A unit; its aliases are written as one line."""

    other_names = forms.CharField(
        label=_("别名"), required=False, help_text=_("用顿号隔开，如：市发改委、市发展和改革委员会")
    )

    class Meta:
        model = Body
        fields = ("name", "kind", "leader", "order", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other_names"].initial = "、".join(self.instance.aliases)

    def clean_other_names(self) -> list[str]:
        """The line as a list."""
        return [name.strip() for name in SEPARATORS.split(self.cleaned_data["other_names"]) if name.strip()]


class LeaderForm(ModelForm[Leader]):
    """A leader in charge."""

    class Meta:
        model = Leader
        fields = ("name", "title", "order")
