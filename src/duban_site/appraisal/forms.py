"""Forms of the appraisal's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from duban_site.appraisal.models import Scheme
from duban_site.people.models import Body


class SchemeForm(forms.Form):
    """Rules as TOML."""

    text = forms.CharField(label=_("办法"), widget=forms.Textarea(attrs={"rows": 30}))


class OpenForm(forms.Form):
    """By which rules."""

    scheme = forms.ModelChoiceField(Scheme.objects.all(), label=_("办法"), empty_label=_("（未选）"))


class EventForm(forms.Form):
    """An addition or a deduction."""

    body = forms.ModelChoiceField(Body.objects.order_by("order"), label=_("单位"), empty_label=_("（未选）"))
    kind = forms.ChoiceField(label=_("种类"))
    document = forms.CharField(label=_("依据文件"), max_length=200, required=False)
    group = forms.CharField(label=_("同一事项"), max_length=80, required=False)
