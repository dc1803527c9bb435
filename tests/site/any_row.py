"""A row of any model, filled by the kinds of its fields: for tests that hold for every table."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.db import models

from duban_site.api.models import Token
from duban_site.encryption.fields import EncryptedJSONField
from duban_site.people.models import Person, Role

FILE_OF_ROWS = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""SHA-256 of `abc`."""
_NUMBERS = itertools.count(1)


def any_row(model: type[models.Model]) -> models.Model:
    """A saved row; what it points to is made too."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or (field.null and not _needed(model, field)):
            continue
        values[field.name] = _value(field)
    row = model(**values)
    models.Model.save(row, force_insert=True)
    return row


def _needed(model: type[models.Model], field: Any) -> bool:
    return isinstance(field, models.FileField) or (model is Token and field.name == "person")


def _value(field: Any) -> Any:
    number = next(_NUMBERS)
    if field.is_relation:
        return any_row(field.related_model)
    if field.model is Person and field.name == "role":
        return Role.OFFICER
    if field.name == "sha256":
        return FILE_OF_ROWS
    if field.choices:
        return field.choices[0][0]
    return _plain(field, number)


def _plain(field: Any, number: int) -> Any:
    if isinstance(field, models.JSONField | EncryptedJSONField):
        return field.get_default() if field.has_default() else {"n": number}
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DecimalField):
        return Decimal(number % 9)
    if isinstance(field, models.DateTimeField):
        return dt.datetime(2031, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number)
    if isinstance(field, models.DateField):
        return dt.date(2031, 1, 1) + dt.timedelta(days=number)
    if isinstance(field, models.IntegerField):
        return number % 5 + 1
    if isinstance(field, models.BinaryField):
        return f"x{number}".encode()
    return f"x{number}"[: field.max_length or 99]


def other_value(field: Any, value: Any) -> Any:
    """A value that the column takes and that is not `value`, as raw SQL writes it."""
    if isinstance(field, models.JSONField):
        return '{"other": 1}'
    if field.choices:
        return next((choice for choice, _label in reversed(field.choices) if choice != value), "o")
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return "2030-05-05 05:05:05"
    if isinstance(field, models.DateField):
        return "2030-05-05"
    if isinstance(field, models.DecimalField | models.IntegerField) or field.is_relation:
        return 4 if value != 4 else 5
    if isinstance(field, models.BinaryField):
        return b"other"
    return "other" if field.max_length is None or field.max_length >= 5 else "o"
