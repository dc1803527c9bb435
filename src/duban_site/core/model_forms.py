"""Django's forms with a check for concurrent changes.

A form that was opened before another person's save would write the old values back. So each form
carries digests of its fields from when it was opened; where the row has changed since, nothing is
written, and the form is shown again with the user's input and the names of the changed fields.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _

OPENED_FIELD = "opened_with"
BLANK_LABEL = "---------"
_DIGEST_DIGITS = 16


def name_blank_choices(form: forms.BaseForm) -> None:
    """Replace Django's dashes for an empty choice by words."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == BLANK_LABEL:
            field.empty_label = str(_("（未选）"))
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            choices: list[Any] = list(cast("Any", field.choices))
            if ("", BLANK_LABEL) in choices:
                labelled_choices = [
                    (value, str(_("（未选）")) if label == BLANK_LABEL else label) for value, label in choices
                ]
                field.choices = labelled_choices


if TYPE_CHECKING:
    from django.forms import ModelForm
else:

    class ModelForm(forms.ModelForm):
        """A form of a row that is refused where the row was changed since the form was opened.

        `ModelForm[Person]` is `ModelForm`.
        """

        def __class_getitem__(cls, _model: object) -> type[forms.ModelForm]:
            return cls

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            name_blank_choices(self)
            if self.instance.pk is None:
                return
            field = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[OPENED_FIELD] = field
            self.initial[OPENED_FIELD] = json.dumps(self._compute_current_digests())

        def _compute_current_digests(self) -> dict[str, str]:
            """Field → digest of its value in the database; only columns of the row itself."""
            stored_names = {field.name for field in self.instance._meta.concrete_fields}
            names = [name for name in self._meta.fields or () if name in stored_names & set(self.fields)]
            row = type(self.instance)._base_manager.filter(pk=self.instance.pk).values(*names)
            return {name: _compute_digest(value) for name, value in (row.first() or {}).items()}

        def clean(self) -> dict[str, Any]:
            """Add an error where somebody else saved since the form was opened.

            A form without digests (a program's) passes.
            """
            cleaned_data = super().clean() or {}
            opened_digests = _parse_digests(cleaned_data.pop(OPENED_FIELD, ""))
            current_digests = self._compute_current_digests() if opened_digests else {}
            changed_names = [name for name, digest in opened_digests.items() if current_digests.get(name) != digest]
            if changed_names:
                # With the new digests, saving again confirms the user's values.
                self.data = self.data.copy()
                self.data[self.add_prefix(OPENED_FIELD)] = json.dumps(current_digests)
                changed_fields = [self.fields[name] for name in changed_names if name in self.fields]
                labels = "、".join(str(field.label) for field in changed_fields)
                message = _(
                    "您打开这一页之后，别人改过：%(fields)s。您填的还在下面，什么都没有写入；请核对后再保存一次。"
                )
                self.add_error(None, message % {"fields": labels})
            return cleaned_data


class VersionedForm(forms.Form):
    """A plain form of stored values, its `initial`, that is refused where they changed since it was opened.

    The template writes the field `opened_with`. A form without it (a program's) passes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = compute_version(self.initial)
        self.fields[OPENED_FIELD] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial = {**self.initial, OPENED_FIELD: self.version}

    def clean(self) -> dict[str, Any]:
        """Add an error where somebody else saved since the form was opened; saving again confirms."""
        cleaned_data = super().clean() or {}
        if cleaned_data.pop(OPENED_FIELD, "") not in ("", self.version):
            posted: Any = self.data
            self.data = posted.copy()
            self.data[self.add_prefix(OPENED_FIELD)] = self.version  # type: ignore[index]
            message = _("您打开这一页之后，别人改过这些内容。您填的还在下面，什么都没有写入；请核对后再保存一次。")
            self.add_error(None, message)
        return cleaned_data


def compute_version(stored_values: object) -> str:
    """The digest that a form carries of the stored values that it was opened with."""
    return _compute_digest(stored_values)


def _compute_digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:_DIGEST_DIGITS]


def _parse_digests(json_text: str) -> dict[str, str]:
    try:
        digest_by_field = json.loads(json_text or "{}")
    except ValueError:
        return {}
    return (
        {str(name): str(digest) for name, digest in digest_by_field.items()}
        if isinstance(digest_by_field, dict)
        else {}
    )


__all__ = ["ModelForm", "VersionedForm", "compute_version"]
