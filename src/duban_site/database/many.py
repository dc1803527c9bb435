"""Many rows of a table at once: on PostgreSQL by COPY, elsewhere as Django inserts them.

Django's bulk_create converts every value in Python twice; COPY takes a third of the time. The rows
are tracked for the log like those of any other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, models

BATCH = 500
PLAIN = (
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DecimalField,
    models.ForeignKey,
    models.IntegerField,
)
"""Fields whose attribute needs no conversion for the database."""


def insert_all(model: type[models.Model], objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model, and set their keys."""
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(objects, BATCH)
        return
    if not objects:
        return
    fresh = [one for one in objects if one.pk is None]
    for one, key in zip(fresh, _keys(model, len(fresh)), strict=True):
        one.pk = key
    _copy(model._meta.db_table, model, objects)
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias
    _note(model, objects)


def update_all(model: type[models.Model], objects: Sequence[models.Model]) -> None:
    """Update every column of existing objects."""
    if not objects:
        return
    if connection.vendor != "postgresql":
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        unique = [model._meta.pk.name]
        model._default_manager.bulk_create(
            objects, BATCH, update_conflicts=True, unique_fields=unique, update_fields=names
        )
        return
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    change = ", ".join(f'"{one}" = new."{one}"' for one in columns)
    with _cursor() as cursor:
        cursor.execute(
            f'CREATE TEMP TABLE IF NOT EXISTS "new_{table}" (LIKE "{table}") ON COMMIT DELETE ROWS'
        )
        cursor.execute(f'TRUNCATE "new_{table}"')
    _copy(f"new_{table}", model, objects)
    with _cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" AS old SET {change} FROM "new_{table}" AS new '  # noqa: S608 # ours
            f'WHERE old."{key}" = new."{key}"'
        )
    _note(model, objects)


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows of plain values by field names; the database assigns their keys."""
    if connection.vendor != "postgresql":
        made = [model(**dict(zip(names, row, strict=True))) for row in rows]
        model._default_manager.bulk_create(made, BATCH)
        return
    found: Any = [model._meta.get_field(name) for name in names]
    columns = [field.column for field in found]
    _copy_rows(model._meta.db_table, columns, rows)


@contextmanager
def _cursor() -> Iterator[Any]:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        yield cursor


def _keys(model: type[models.Model], count: int) -> list[int]:
    told = [model._meta.db_table, model._meta.pk.column, count]
    with _cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", told
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, model: type[models.Model], objects: Iterable[models.Model]) -> None:
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = _values_of(model)
    _copy_rows(table, columns, (tuple(value(one) for value in values) for one in objects))


def _copy_rows(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    with _cursor() as cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


@cache
def _values_of(model: type[models.Model]) -> list[Callable[[models.Model], Any]]:
    """For each column, the function that gets its value from an object."""
    return [_value_of(field) for field in model._meta.concrete_fields]


def _value_of(field: Any) -> Callable[[models.Model], Any]:
    name: str = field.attname
    plain = isinstance(field, PLAIN) or type(field) is models.TextField
    if plain and not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", 0):
        return lambda one: getattr(one, name)
    return lambda one: field.get_db_prep_save(field.pre_save(one, add=True), connection)


def _note(model: type[models.Model], objects: Iterable[models.Model]) -> None:
    taken: Any = connection
    taken.changes.note(model, [one.pk for one in objects])
