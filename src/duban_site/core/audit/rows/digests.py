"""Row digests that are the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from duban_site.database.changed_rows import is_logged
from duban_site.encryption.digests import compute_hex_digest
from duban_site.encryption.fields import ENCRYPTED_FIELDS, select_stored_value

BATCH_SIZE = 500


@cache
def get_logged_models() -> dict[str, type[models.Model]]:
    """Every model whose rows the log covers, by its table; those of many-to-many fields too."""
    models_with_links = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models_with_links if is_logged(model)}


@cache
def list_digest_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that a row digest covers: all but those that change without an action."""
    excluded_columns = getattr(model, "unlogged_columns", ())
    column_names = [field.attname for field in model._meta.concrete_fields]
    return tuple(name for name in column_names if name not in excluded_columns)


def describe_digest_columns(model: type[models.Model]) -> str:
    """The digest's columns, with `*` where the digest is over the ciphertext, not the value."""
    field_by_column = {field.attname: field for field in model._meta.concrete_fields}
    encrypted_by_column = {
        column: isinstance(field_by_column[column], ENCRYPTED_FIELDS) for column in list_digest_columns(model)
    }
    return ",".join(f"{column}*" if is_encrypted else column for column, is_encrypted in encrypted_by_column.items())


def iterate_row_digests(model: type[models.Model], keys: Iterable[int], algorithm: str) -> Iterator[tuple[int, str]]:
    """The key and the digest of each existing row among `keys`."""
    sorted_keys = sorted(keys)
    for batch_start in range(0, len(sorted_keys), BATCH_SIZE):
        rows = _select_values(model).filter(pk__in=sorted_keys[batch_start : batch_start + BATCH_SIZE])
        for row in rows:
            yield row[0], _compute_digest(model, row[1:], algorithm)


def iterate_rows(model: type[models.Model]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The key and the values of every row of a table, by key."""
    for row in _select_values(model).order_by("pk").iterator(2000):
        yield row[0], row[1:]


def compute_row_digest(model: type[models.Model], values: tuple[Any, ...], algorithm: str) -> str:
    """The digest of one row of `iterate_rows`."""
    return _compute_digest(model, values, algorithm)


@cache
def _select_values(model: type[models.Model]) -> models.QuerySet[Any, Any]:
    """The key and the stored values of a model's rows, in no order; what it returns is never evaluated itself."""
    field_by_column = {field.attname: field for field in model._meta.concrete_fields}
    columns = (_select_stored_column(field_by_column[column]) for column in list_digest_columns(model))
    return model._base_manager.order_by().values_list("pk", *columns)


def _select_stored_column(field: models.Field[Any, Any]) -> Any:
    """A column as it is stored; of an encrypted field that is the ciphertext."""
    return select_stored_value(field) if isinstance(field, ENCRYPTED_FIELDS) else field.attname


def _compute_digest(model: type[models.Model], values: tuple[Any, ...], algorithm: str) -> str:
    digest_input = [model._meta.db_table, dict(zip(list_digest_columns(model), values, strict=True))]
    canonical_json = json.dumps(
        digest_input, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_encode_value
    )
    return compute_hex_digest(canonical_json.encode(), algorithm)


def _encode_value(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)
