"""Model fields that are encrypted at rest, where the setting DUBAN_ENCRYPTION says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from duban_site.encryption.ciphers import decrypt_text, encrypt_text, is_encrypted

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:
    _TextField = models.TextField


class EncryptedTextField(_TextField):
    """A text whose column holds a ciphertext.

    `context` is bound into it, so that a ciphertext cannot be moved to another column. `always`
    encrypts whatever the setting says: for secrets that are no use to anybody in the clear. What
    was stored in the clear before the setting changed is read as it is. Nothing can be searched.
    """

    def __init__(self, *args: Any, context: str = "", always: bool = False, **kwargs: Any) -> None:
        self.context, self.always = context, always
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As Django's migrations write it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "context": self.context, "always": self.always}

    def get_prep_value(self, value: Any) -> Any:
        """The text as it is stored."""
        value = super().get_prep_value(value)
        if not value or not (self.always or settings.ENCRYPTION != "none"):
            return value
        return encrypt_text(value, self.context)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """The text as it was given."""
        return decrypt_text(value, self.context) if value and is_encrypted(value) else value

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """One line, unlike a long text."""
        from django import forms

        return super().formfield(*args, **{"widget": forms.TextInput, **kwargs})


class EncryptedJSONField(EncryptedTextField):
    """JSON whose column holds a ciphertext, or its text where nothing is encrypted."""

    def get_prep_value(self, value: Any) -> Any:
        """The JSON as it is stored."""
        written = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
        return super().get_prep_value(written)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """The JSON as it was given."""
        plain = super().from_db_value(value, _expression, _connection)
        return None if plain is None else json.loads(plain)

    def to_python(self, value: Any) -> Any:
        """JSON needs no conversion."""
        return value
