"""Forms of the plan pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duban_site.core.model_forms import ModelForm
from duban_site.plans.models import Claim

FIRST_YEAR, LAST_YEAR = 1990, 2100


class ImportForm(forms.Form):
    """A report's file; city and year only where the report does not say them."""

    file = forms.FileField(label=_("政府工作报告"), help_text=_("Word、PDF、OFD、网页或文本文件"))
    city = forms.CharField(label=_("城市（读不出时填）"), max_length=40, required=False)
    year = forms.IntegerField(label=_("年度（读不出时填）"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)


class ClaimForm(ModelForm[Claim]):
    """A claim's fields, as the office corrects them."""

    class Meta:
        model = Claim
        fields = Claim.EDITABLE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field_name in ("value", "value_high", "baseline", "assigned"):
            self.fields[field_name].widget.attrs["class"] = "amount"
            value = getattr(self.instance, field_name)
            if value is not None and value == value.to_integral_value():
                self.initial[field_name] = f"{value:.0f}"

    def collect_values(self) -> dict[str, Any]:
        """Field → cleaned value, for the action."""
        return {field_name: self.cleaned_data[field_name] for field_name in Claim.EDITABLE}


class AdjustForm(ClaimForm):
    """A change of the target (口径调整): the claim's fields and why."""

    reason = forms.CharField(label=_("调整原因"), widget=forms.Textarea(attrs={"rows": 3}), required=True)
    document = forms.CharField(label=_("依据文件"), max_length=200, required=False)


class BreakdownForm(forms.Form):
    """A breakdown table's file."""

    file = forms.FileField(label=_("目标任务分解表（.xlsx）"))
    open_bodies = forms.BooleanField(label=_("新建表中有、单位表里没有的单位"), required=False)
