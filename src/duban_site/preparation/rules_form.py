"""The form of a plan's rules, made from the declarations of the thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban.assessment import Rules
from duban.assessment.rules import RULE_OPTIONS, RulesError, list_rule_names
from duban.options import Option, OptionError
from duban_site.core.model_forms import ModelForm
from duban_site.core.notices import page_language, render_error
from duban_site.plans.models import Plan
from duban_site.plans.rules import build_rules, parse_threshold

CHOICE_LABELS = {
    "points": gettext_lazy("比百分点"),
    "ratio": gettext_lazy("比完成应达数的百分之几"),
    "green": gettext_lazy("绿灯"),
    "yellow": gettext_lazy("黄灯"),
    "red": gettext_lazy("红灯"),
    "off": gettext_lazy("不用"),
    "yes": gettext_lazy("是"),
    "no": gettext_lazy("否"),
}


class ThresholdRow(NamedTuple):
    """One threshold on the page: its field, and what the chosen set has."""

    field: forms.BoundField
    base: str
    help: str


class RulesForm(ModelForm[Plan]):
    """Which set, and what is changed in it; an empty field is as in the set."""

    rules = forms.ChoiceField(label=gettext_lazy("以哪一套规则为准"))
    thresholds = forms.JSONField(required=False, disabled=True, widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = ("rules", "thresholds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rules"].choices = [(name, Rules.load(name).title) for name in list_rule_names()]  # type: ignore[attr-defined]
        for name, option in RULE_OPTIONS.items():
            self.fields[name] = _build_field(option)
            self.initial[name] = self.instance.thresholds.get(name, "")

    def clean(self) -> dict[str, Any]:
        """Set `thresholds` to those that were written, each read by its declaration."""
        cleaned_data = super().clean() or {}
        thresholds = {name: text for name in RULE_OPTIONS if (text := cleaned_data.get(name, ""))}
        for name, text in thresholds.items():
            try:
                RULE_OPTIONS[name].read(parse_threshold(name, text))
            except OptionError as error:
                self.add_error(name, render_error(error))
        if not self.errors:
            try:
                build_rules(cleaned_data["rules"], thresholds)
            except RulesError as error:
                self.add_error(None, render_error(error))
        return {**cleaned_data, "thresholds": thresholds}

    def list_groups(self) -> Iterator[tuple[str, list[ThresholdRow]]]:
        """The thresholds under the titles of their groups, each beside its value in the chosen set."""
        chosen = self["rules"].value()
        base = Rules.load(chosen if chosen in list_rule_names() else self.instance.rules)
        language = int(page_language() == "en")
        for title in dict.fromkeys(option.group for option in RULE_OPTIONS.values()):
            yield (
                title[language],
                [
                    ThresholdRow(self[name], _print(getattr(base, option.limits["field"])), option.help[language])
                    for name, option in RULE_OPTIONS.items()
                    if option.group == title
                ],
            )


def _build_field(option: Option) -> forms.Field:
    label = option.label[page_language() == "en"]
    if option.type in ("choice", "flag"):
        values = option.limits.get("choices", ("yes", "no"))
        choices = [("", _("（同上面选的规则）")), *((value, CHOICE_LABELS[value]) for value in values)]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    attributes = {"class": "amount", "inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(label=label, required=False, max_length=12, widget=forms.TextInput(attrs=attributes))


def _print(value: Any) -> str:
    words = {None: "off", True: "yes", False: "no"}
    word = words[value] if value is None or isinstance(value, bool) else str(value)
    return str(CHOICE_LABELS.get(word, word))
