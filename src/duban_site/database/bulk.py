"""Many rows of a table at once: on PostgreSQL by COPY, elsewhere as Django inserts them.

Django's bulk_create converts every value in Python twice; COPY takes a third of the time. The rows
are tracked for the log like those of any other statement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

BATCH_SIZE = 500
PLAIN_FIELDS = (
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DecimalField,
    models.ForeignKey,
    models.IntegerField,
)
"""Fields whose attribute needs no conversion for the database."""


def bulk_insert(model: type[models.Model], objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model, and set their keys."""
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(objects, BATCH_SIZE)
        return
    if not objects:
        return
    unsaved_objects = [instance for instance in objects if instance.pk is None]
    for instance, key in zip(unsaved_objects, _reserve_keys(model, len(unsaved_objects)), strict=True):
        instance.pk = key
    _copy_objects(model._meta.db_table, model, objects)
    for instance in objects:
        instance._state.adding, instance._state.db = False, connection.alias
    _track_objects(model, objects)


def bulk_update(model: type[models.Model], objects: Sequence[models.Model]) -> None:
    """Update every column of existing objects."""
    if not objects:
        return
    if connection.vendor != "postgresql":
        field_names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        unique_fields = [model._meta.pk.name]
        model._default_manager.bulk_create(
            objects, BATCH_SIZE, update_conflicts=True, unique_fields=unique_fields, update_fields=field_names
        )
        return
    table, key_column = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    assignments = ", ".join(f'"{column}" = new."{column}"' for column in columns)
    with _cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE IF NOT EXISTS "new_{table}" (LIKE "{table}") ON COMMIT DELETE ROWS')
        cursor.execute(f'TRUNCATE "new_{table}"')
    _copy_objects(f"new_{table}", model, objects)
    with _cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" AS old SET {assignments} FROM "new_{table}" AS new '  # noqa: S608 # ours
            f'WHERE old."{key_column}" = new."{key_column}"'
        )
    _track_objects(model, objects)


def bulk_insert_rows(model: type[models.Model], field_names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of plain values by field names; the database assigns their keys."""
    if connection.vendor != "postgresql":
        instances = [model(**dict(zip(field_names, row, strict=True))) for row in rows]
        model._default_manager.bulk_create(instances, BATCH_SIZE)
        return
    fields: Any = [model._meta.get_field(field_name) for field_name in field_names]
    columns = [field.column for field in fields]
    json_indexes = [index for index, field in enumerate(fields) if type(field) is models.JSONField]
    _copy_rows(model._meta.db_table, columns, _encode_json_values(rows, json_indexes))


def _encode_json_values(rows: Iterable[tuple[Any, ...]], json_indexes: Sequence[int]) -> Iterator[Sequence[Any]]:
    for row in rows:
        values = [*row]
        for index in json_indexes:
            values[index] = _encode_json(values[index])
        yield values


def _encode_json(value: Any, encoder: type[json.JSONEncoder] | None = None) -> str | None:
    return None if value is None else json.dumps(value, cls=encoder, ensure_ascii=False, separators=(",", ":"))


@contextmanager
def _cursor() -> Iterator[Any]:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        yield cursor


def _reserve_keys(model: type[models.Model], count: int) -> list[int]:
    parameters = [model._meta.db_table, model._meta.pk.column, count]
    with _cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", parameters)
        return [row[0] for row in cursor.fetchall()]


def _copy_objects(table: str, model: type[models.Model], objects: Iterable[models.Model]) -> None:
    plain_fields, converted_fields = _split_fields(model)
    columns = [str(field.column) for field in (*plain_fields, *converted_fields)]
    get_plain_values = attrgetter(*(field.attname for field in plain_fields))
    converters = [_build_converter(field) for field in converted_fields]
    rows = ((*get_plain_values(instance), *(convert(instance) for convert in converters)) for instance in objects)
    _copy_rows(table, columns, rows)


def _copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    column_list = ", ".join(f'"{column}"' for column in columns)
    with _cursor() as cursor, cursor.copy(f'COPY "{table}" ({column_list}) FROM STDIN') as copy_stream:
        for row in rows:
            copy_stream.write_row(row)


@cache
def _split_fields(model: type[models.Model]) -> tuple[list[Any], list[Any]]:
    """The fields whose attributes are written as they are, at least two of them, and all others."""
    fields: list[Any] = [*model._meta.concrete_fields]
    return [field for field in fields if _is_plain(field)], [field for field in fields if not _is_plain(field)]


def _is_plain(field: Any) -> bool:
    is_plain = isinstance(field, PLAIN_FIELDS) or type(field) is models.TextField
    return is_plain and not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False)


def _build_converter(field: Any) -> Callable[[models.Model], Any]:
    if type(field) is models.JSONField:
        return lambda instance: _encode_json(getattr(instance, field.attname), field.encoder)
    return lambda instance: field.get_db_prep_save(field.pre_save(instance, add=True), connection)


def _track_objects(model: type[models.Model], objects: Iterable[models.Model]) -> None:
    tracked_connection: Any = connection
    tracked_connection.changes.note(model, [instance.pk for instance in objects])
