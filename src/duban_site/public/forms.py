"""Forms for citizens' clues and ratings, and for forwarding a clue."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Body
from duban_site.public.actions.send_clue import MAX_CLUE_LENGTH, MAX_CONTACT_LENGTH, MIN_CLUE_LENGTH
from duban_site.public.models import GRADES


class ClueForm(forms.Form):
    """A clue. `website` is a honeypot: people never see it, only programs fill it in."""

    text = forms.CharField(
        label=_("您看到的情况"),
        min_length=MIN_CLUE_LENGTH,
        max_length=MAX_CLUE_LENGTH,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("写清什么地方、什么时候、什么样子。不要写自己和别人的姓名、证件号。原文不公开。"),
    )
    contact = forms.CharField(
        label=_("联系方式（可以不填）"),
        max_length=MAX_CONTACT_LENGTH,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1"}))


class RatingForm(forms.Form):
    """A grade."""

    grade = forms.TypedChoiceField(label=_("对这一项的落实，您"), choices=GRADES, coerce=int, widget=forms.RadioSelect)


class ForwardForm(forms.Form):
    """The body that a clue is forwarded to."""

    body = forms.ModelChoiceField(
        label=_("承办单位"), queryset=Body.objects.filter(active=True), required=True, empty_label=_("（未选）")
    )
