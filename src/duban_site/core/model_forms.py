"""Django's ModelForm, which the type checker knows by its model and Python does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

if TYPE_CHECKING:
    from django.forms import ModelForm
else:

    class ModelForm(forms.ModelForm):
        """`ModelForm[Person]` is `ModelForm`."""

        def __class_getitem__(cls, _model: object) -> type[forms.ModelForm]:
            return cls


__all__ = ["ModelForm"]
