"""Encrypted columns: finding the key that each value is under, and re-encrypting them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event
from duban_site.encryption.ciphers import extract_key_name
from duban_site.encryption.fields import ENCRYPTED_FIELDS, select_stored_value
from duban_site.encryption.keys import has_key_ring, is_encryption_enabled, load_key_ring

BATCH_SIZE = 200
ROTATE_ACTION = "site.rotate_keys"
ModelType = type[models.Model]
EncryptedField = Any
"""One of `encryption.fields.ENCRYPTED_FIELDS`."""


def list_encrypted_models() -> list[tuple[ModelType, list[EncryptedField]]]:
    """Every model with encrypted columns, and the columns."""
    models_with_fields = []
    for model in apps.get_models():
        encrypted_fields = [field for field in model._meta.concrete_fields if isinstance(field, ENCRYPTED_FIELDS)]
        if encrypted_fields:
            models_with_fields.append((model, encrypted_fields))
    return models_with_fields


def find_stale_rows(model: ModelType, fields: list[EncryptedField]) -> list[int]:
    """The keys of rows whose encryption does not match the setting and the current key."""
    current_key_name = load_key_ring().current
    expected_key_names = [current_key_name if field.always or is_encryption_enabled() else "" for field in fields]
    return [key for key, key_names in iterate_keys_in_use(model, fields) if _is_stale(key_names, expected_key_names)]


def _is_stale(key_names: list[str | None], expected_names: list[str]) -> bool:
    return any(
        key_name is not None and key_name != expected_name
        for key_name, expected_name in zip(key_names, expected_names, strict=True)
    )


def iterate_keys_in_use(model: ModelType, fields: list[EncryptedField]) -> Iterator[tuple[int, list[str | None]]]:
    """Each row's key, and each column's key name: "" for plaintext, None for an empty value."""
    stored_columns = {f"stored_{field.attname}": select_stored_value(field) for field in fields}
    rows = model._base_manager.order_by("pk").annotate(**stored_columns).values_list("pk", *stored_columns)
    for key, *stored_values in rows.iterator(500):
        yield (key, [_extract_key_name(stored_value) if stored_value else None for stored_value in stored_values])


def _extract_key_name(stored: Any) -> str:
    return extract_key_name(stored if isinstance(stored, str) else bytes(stored))


def rewrite_rows(model: ModelType, fields: list[EncryptedField], keys: list[int]) -> None:
    """Save the rows' encrypted columns again, with the lookup hashes computed from them."""
    with transaction.atomic():
        names = [field.attname for field in fields]
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys)
        for row in rows.order_by("pk"):
            compute_lookups = getattr(row, "refresh_lookups", None)
            lookup_values: dict[str, Any] = {} if compute_lookups is None else compute_lookups()
            stored_values = {name: row.__dict__[name] for name in names}
            model._base_manager.filter(pk=row.pk).update(**stored_values, **lookup_values)
        log_event(SystemActor(), ROTATE_ACTION, None, table=model._meta.db_table, rows=len(keys))


def lock_tables() -> None:
    """Block writers until the transaction ends; SQLite allows only one writer anyway."""
    if connection.vendor == "postgresql":
        tables = ", ".join(f'"{model._meta.db_table}"' for model, _fields in list_encrypted_models())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")


def require_keys() -> None:
    """Raise KeyMissingError where a table's first or last row needs a key that is missing."""
    ring = load_key_ring() if has_key_ring() else None
    for model, fields in list_encrypted_models():
        rows = model._base_manager.annotate(
            **{f"stored_{field.attname}": select_stored_value(field) for field in fields}
        )
        for ordering in ("pk", "-pk"):
            stored_rows = rows.order_by(ordering).values_list(*(f"stored_{field.attname}" for field in fields))[:1]
            key_names = {
                _extract_key_name(stored_value) for row in stored_rows for stored_value in row if stored_value
            } - {""}
            for key_name in key_names:
                (ring or load_key_ring()).key(key_name)
