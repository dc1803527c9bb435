"""Forms of the figures pages."""

from __future__ import annotations

from django import forms

from duban_site.figures.models import Schedule
from duban_site.model_forms import ModelForm


class ScheduleForm(ModelForm[Schedule]):
    """A claim's schedule; shares and past amounts as JSON for curves."""

    class Meta:
        model = Schedule
        fields = ("kind", "lag", "reading", "flow", "shares", "past")
        widgets = {  # noqa: RUF012 (Django's form)
            "shares": forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
            "past": forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        }
