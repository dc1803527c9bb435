"""Rows that are written in bulk: what a file says is fitted to what a column holds.

A database would cut, refuse or spoil what is too long; SQLite keeps a number with too many digits
so that it cannot be read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def fitted(rows: Iterable[Row]) -> list[Row]:
    """The rows: texts cut to their column's length; a number beyond its column is no number."""
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
