"""Encrypted columns: finding the key that each value is under, and re-encrypting them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.encryption.ciphers import key_of
from duban_site.encryption.fields import ENCRYPTED, as_stored
from duban_site.encryption.keys import encrypts, has_key_ring, key_ring

BATCH = 200
ROTATED = "site.rotate_keys"
Model = type[models.Model]
Field = Any
"""One of `encryption.fields.ENCRYPTED_FIELDS`."""


def encrypted_models() -> list[tuple[Model, list[Field]]]:
    """Every model with encrypted columns, and the columns."""
    found = []
    for model in apps.get_models():
        own = [f for f in model._meta.concrete_fields if isinstance(f, ENCRYPTED)]
        if own:
            found.append((model, own))
    return found


def stale_rows(model: Model, fields: list[Field]) -> list[int]:
    """The keys of rows whose encryption does not match the setting and the current key."""
    current = key_ring().current
    wanted = [current if field.always or encrypts() else "" for field in fields]
    return [key for key, names in keys_in_use(model, fields) if _stale(names, wanted)]


def _stale(names: list[str | None], wanted: list[str]) -> bool:
    return any(n is not None and n != want for n, want in zip(names, wanted, strict=True))


def keys_in_use(model: Model, fields: list[Field]) -> Iterator[tuple[int, list[str | None]]]:
    """Each row's key, and each column's key name: "" for plaintext, None for an empty value."""
    raw = {f"stored_{field.attname}": as_stored(field) for field in fields}
    rows = model._base_manager.order_by("pk").annotate(**raw).values_list("pk", *raw)
    for key, *stored in rows.iterator(500):
        yield key, [_key_of(one) if one else None for one in stored]


def _key_of(stored: Any) -> str:
    return key_of(stored if isinstance(stored, str) else bytes(stored))


def write_anew(model: Model, fields: list[Field], keys: list[int]) -> None:
    """Save the rows' encrypted columns again, with the lookup hashes computed from them."""
    with transaction.atomic():
        names = [field.attname for field in fields]
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys)
        for row in rows.order_by("pk"):
            again = getattr(row, "refresh_lookups", None)
            found: dict[str, Any] = {} if again is None else again()
            stored = {name: row.__dict__[name] for name in names}
            model._base_manager.filter(pk=row.pk).update(**stored, **found)
        log(System(), ROTATED, None, table=model._meta.db_table, rows=len(keys))


def lock_tables() -> None:
    """Block writers until the transaction ends; SQLite allows only one writer anyway."""
    if connection.vendor == "postgresql":
        tables = ", ".join(f'"{model._meta.db_table}"' for model, _fields in encrypted_models())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")


def require_keys() -> None:
    """Raise KeyMissingError where a table's first or last row needs a key that is missing."""
    ring = key_ring() if has_key_ring() else None
    for model, fields in encrypted_models():
        rows = model._base_manager.annotate(**{f"stored_{f.attname}": as_stored(f) for f in fields})
        for order in ("pk", "-pk"):
            found = rows.order_by(order).values_list(*(f"stored_{f.attname}" for f in fields))[:1]
            names = {_key_of(one) for row in found for one in row if one} - {""}
            for name in names:
                (ring or key_ring()).key(name)
