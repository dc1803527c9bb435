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
from django.db.models import F

from duban_site.database.changes import is_logged
from duban_site.encryption.digests import hex_digest
from duban_site.encryption.fields import ENCRYPTED, as_stored

BATCH = 500


@cache
def logged_tables() -> dict[str, type[models.Model]]:
    """Every model whose rows the log covers, by its table."""
    return {model._meta.db_table: model for model in apps.get_models() if is_logged(model)}


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that a row digest covers: all but those that change without an action."""
    left_out = getattr(model, "unlogged_columns", ())
    names = [field.attname for field in model._meta.concrete_fields]
    return tuple(name for name in names if name not in left_out)


def described_columns(model: type[models.Model]) -> str:
    """The digest's columns, with `*` where the digest is over the ciphertext, not the value."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    marks = {name: isinstance(fields[name], ENCRYPTED) for name in columns_of(model)}
    return ",".join(f"{name}*" if mark else name for name, mark in marks.items())


def row_digests(
    model: type[models.Model], keys: Iterable[int], algorithm: str
) -> Iterator[tuple[int, str]]:
    """The key and the digest of each existing row among `keys`."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), BATCH):
        found = _values(model).filter(pk__in=wanted[start : start + BATCH])
        for row in found:
            yield row[0], _digest(model, row[1:], algorithm)


def all_rows(model: type[models.Model]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The key and the values of every row of a table, by key."""
    for row in _values(model).order_by("pk").iterator(2000):
        yield row[0], row[1:]


def row_digest(model: type[models.Model], values: tuple[Any, ...], algorithm: str) -> str:
    """The digest of one row of `iterate_rows`."""
    return _digest(model, values, algorithm)


def _values(model: type[models.Model]) -> models.QuerySet[Any, Any]:
    names = columns_of(model)
    return model._base_manager.values_list("pk", *(_as_stored(model, name) for name in names))


def _as_stored(model: type[models.Model], name: str) -> Any:
    """A column as it is stored; of an encrypted field that is the ciphertext."""
    field = next(f for f in model._meta.concrete_fields if f.attname == name)
    return as_stored(field) if isinstance(field, ENCRYPTED) else F(name)


def _digest(model: type[models.Model], values: tuple[Any, ...], algorithm: str) -> str:
    body = [model._meta.db_table, dict(zip(columns_of(model), values, strict=True))]
    canonical = json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    return hex_digest(canonical.encode(), algorithm)


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)
