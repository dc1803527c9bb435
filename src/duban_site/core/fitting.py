"""Fitting imported values to their columns before a bulk insert.

Databases would cut or refuse what is too long; SQLite stores a number with too many digits in a
form that cannot be read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def fitted(rows: Iterable[Row]) -> list[Row]:
    """Cut texts to their column's length; replace numbers beyond their column by None."""
    found = list(rows)
    for row in found:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if isinstance(field, models.CharField) and isinstance(value, str):
                setattr(row, field.attname, value[: field.max_length])
            elif isinstance(field, models.DecimalField) and isinstance(value, Decimal):
                setattr(row, field.attname, value if _fits(value, field) else None)
    return found


def _fits(value: Decimal, field: models.DecimalField) -> bool:  # type: ignore[type-arg]
    whole = (field.max_digits or 0) - (field.decimal_places or 0)
    return value.is_finite() and abs(value) < Decimal(10) ** whole
