"""Fitting imported values to their columns before a bulk insert.

Databases would cut or refuse what is too long; SQLite stores a number with too many digits in a
form that cannot be read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from django.db import models

RowT = TypeVar("RowT", bound=models.Model)


def fit_rows_to_columns(rows: Iterable[RowT]) -> list[RowT]:
    """Cut texts to their column's length; replace numbers beyond their column by None."""
    fitted_rows = list(rows)
    for row in fitted_rows:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if isinstance(field, models.CharField) and isinstance(value, str):
                setattr(row, field.attname, value[: field.max_length])
            elif isinstance(field, models.DecimalField) and isinstance(value, Decimal):
                setattr(row, field.attname, value if _fits_column(value, field) else None)
    return fitted_rows


def _fits_column(value: Decimal, field: models.DecimalField) -> bool:  # type: ignore[type-arg]
    integer_digits = (field.max_digits or 0) - (field.decimal_places or 0)
    return value.is_finite() and abs(value) < Decimal(10) ** integer_digits
