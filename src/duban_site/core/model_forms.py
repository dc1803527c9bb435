"""Django's ModelForm with a check for concurrent changes.

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

OPENED = "opened_with"
DASHES = "---------"
_DIGITS = 16


def name_blank_choices(form: forms.BaseForm) -> None:
    """Replace Django's dashes for an empty choice by words."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
            field.empty_label = str(_("（未选）"))
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            choices: list[Any] = list(cast("Any", field.choices))
            if ("", DASHES) in choices:
                named = [(v, str(_("（未选）")) if w == DASHES else w) for v, w in choices]
                field.choices = named


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
            self.fields[OPENED] = field
            self.initial[OPENED] = json.dumps(self._now())

        def _now(self) -> dict[str, str]:
            """Field → digest of its value in the database; only columns of the row itself."""
            stored = {field.name for field in self.instance._meta.concrete_fields}
            names = [name for name in self._meta.fields or () if name in stored & set(self.fields)]
            row = type(self.instance)._base_manager.filter(pk=self.instance.pk).values(*names)
            return {name: _digest(value) for name, value in (row.first() or {}).items()}

        def clean(self) -> dict[str, Any]:
            """Add an error where somebody else saved since the form was opened.

            A form without digests (a program's) passes.
            """
            data = super().clean() or {}
            opened = _read(data.pop(OPENED, ""))
            now = self._now() if opened else {}
            changed = [name for name, digest in opened.items() if now.get(name) != digest]
            if changed:
                # With the new digests, saving again confirms the user's values.
                self.data = self.data.copy()
                self.data[self.add_prefix(OPENED)] = json.dumps(now)
                known = [self.fields[name] for name in changed if name in self.fields]
                labels = "、".join(str(field.label) for field in known)
                message = _(
                    "您打开这一页之后，别人改过：%(fields)s。您填的还在下面，什么都没有写入；"
                    "请核对后再保存一次。"
                )
                self.add_error(None, message % {"fields": labels})
            return data


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:_DIGITS]


def _read(text: str) -> dict[str, str]:
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}


__all__ = ["ModelForm"]
