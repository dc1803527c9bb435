"""Model fields that are encrypted at rest, where the setting DUBAN_ENCRYPTION says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator, validate_email
from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.lookups import Exact, IsNull

from duban_site.encryption.ciphers import decrypt_bytes, decrypt_text, encrypt_bytes, encrypt_text, is_encrypted
from duban_site.encryption.keys import is_encryption_enabled
from duban_site.encryption.personal_reads import PersonalAttribute, get_unlogged_value

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
    _BinaryField = models.BinaryField[Any, Any]
else:
    _TextField, _BinaryField = models.TextField, models.BinaryField


class _EmptyExact(Exact):
    """An exact lookup that allows only the empty text."""

    def get_prep_lookup(self) -> Any:
        """Return the empty text. Raises FieldError for any other value."""
        if self.rhs not in ("", None):
            field_name = self.lhs.output_field.name
            message = f"{field_name} is encrypted and cannot be searched. Keep a lookup_hash beside it."
            raise FieldError(message)
        return self.rhs


class EncryptedTextField(_TextField):
    """A text whose column holds a ciphertext.

    `context` is authenticated with it, so that a ciphertext cannot be moved to another column.
    `always` encrypts even where the setting is off (for secrets). Plaintext from before the setting
    changed is read as it is. The column cannot be searched.
    `personal`: each read of the attribute is noted (`encryption.reads`).
    """

    def __init__(
        self, *args: Any, context: str = "", always: bool = False, personal: bool = False, **kwargs: Any
    ) -> None:
        self.context, self.always, self.personal = context, always, personal
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def contribute_to_class(self, cls: Any, name: str, *args: Any, **kwargs: Any) -> None:
        """Add the field to a model."""
        super().contribute_to_class(cls, name, *args, **kwargs)
        if self.personal:
            setattr(cls, self.attname, PersonalAttribute(self))

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The value to store, without noting a read."""
        return get_unlogged_value(model_instance, self.attname)

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only tests for emptiness: a ciphertext cannot be compared with anything else."""
        return {"exact": _EmptyExact, "isnull": IsNull}.get(lookup_name)

    def deconstruct(self) -> Any:
        """As Django's migrations write it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "context": self.context, "always": self.always}

    def get_prep_value(self, value: Any) -> Any:
        """The text as it is stored."""
        value = super().get_prep_value(value)
        if not value or not (self.always or is_encryption_enabled()):
            return value
        return encrypt_text(value, self.context)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """The text as it was given."""
        return decrypt_text(value, self.context) if value and is_encrypted(value) else value

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """A single-line input, unlike that of a TextField."""
        from django import forms

        return super().formfield(*args, **{"widget": forms.TextInput, **kwargs})


class EncryptedBinaryField(_BinaryField):
    """Bytes whose column holds a ciphertext."""

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        self.context, self.always = context, False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As Django's migrations write it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "context": self.context}

    def get_prep_value(self, value: Any) -> Any:
        """The bytes as they are stored."""
        value = super().get_prep_value(value)
        return encrypt_bytes(bytes(value), self.context) if value and is_encryption_enabled() else value

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """The bytes as they were given."""
        return None if value is None else decrypt_bytes(bytes(value), self.context)


ENCRYPTED_FIELDS = (EncryptedTextField, EncryptedBinaryField)


def select_stored_value(field: models.Field[Any, Any]) -> ExpressionWrapper[Any]:
    """An expression for an encrypted field's column as it is stored."""
    is_binary = isinstance(field, EncryptedBinaryField)
    output_field: models.Field[Any, Any] = models.BinaryField() if is_binary else models.TextField()
    return ExpressionWrapper(F(field.attname), output_field=output_field)


class EncryptedEmailField(EncryptedTextField):
    """An e-mail address whose column holds a ciphertext."""

    default_validators = [validate_email]  # noqa: RUF012 # as Django declares it

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """An e-mail form field."""
        from django import forms

        return super().formfield(*args, **{"form_class": forms.EmailField, "widget": forms.EmailInput, **kwargs})


class EncryptedJSONField(EncryptedTextField):
    """JSON whose column holds a ciphertext, or its text where nothing is encrypted."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        """The JSON as it is stored."""
        if value is None and self.null:
            return None
        json_text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
        return super().get_prep_value(json_text)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """The JSON as it was given."""
        json_text = super().from_db_value(value, _expression, _connection)
        return None if json_text is None else json.loads(json_text)

    def to_python(self, value: Any) -> Any:
        """JSON needs no conversion."""
        return value
