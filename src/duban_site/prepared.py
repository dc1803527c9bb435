"""Queries put together once: compiled with examples of what changes, then asked with the values.

Django puts a query together each time it is asked, which for small ones takes it longer than the
database takes to answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Value = int | str | dt.date
KEYS = (987_654_321_012_345, 987_654_321_012_346, 987_654_321_012_347)
TEXTS = ("‹an example›", "‹another example›")
DAYS = (dt.date(1, 1, 2), dt.date(1, 1, 3))
"""Examples: keys, texts and days like none that there is."""
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query as its database takes it, and which parameter is which of the values."""

    compiler: Any
    sql: str
    params: tuple[Any, ...]
    names: tuple[str | None, ...]

    def asked(self, values: dict[str, Value]) -> list[Any]:
        """The parameters with the values in the examples' places."""
        pairs = zip(self.params, self.names, strict=True)
        return [one if name is None else _adapted(values[name]) for one, name in pairs]


class Prepared:
    """A query of values (`values_list`) that can be asked again with other values.

    `make` builds it from the examples. It may only compare them with columns: what the query looks
    like must not depend on them. Raises ValueError for an example that the query does not hold.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], **examples: Value) -> None:
        self._make, self._examples = make, examples
        self._compiled: Compiled | None = None

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """What it finds with `values` for the examples."""
        query = self._ready()
        found = _run(query.sql, query.asked(values))
        return list(query.compiler.results_iter(results=[found], tuple_expected=True))

    def count(self, **values: Value) -> int:
        """How many rows it finds."""
        query = self._ready()
        sql = f"SELECT COUNT(*) FROM ({query.sql}) AS found"  # noqa: S608 # Django wrote it
        return int(_run(sql, query.asked(values))[0][0])

    def _ready(self) -> Compiled:
        if self._compiled is None:
            compiler = self._make(**self._examples).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            known = {_adapted(value): name for name, value in self._examples.items()}
            names = tuple(known.get(one) for one in params)
            if absent := set(self._examples) - set(names):
                msg = f"the query does not hold the examples of {', '.join(sorted(absent))}"
                raise ValueError(msg)
            self._compiled = Compiled(compiler, sql, tuple(params), names)
        return self._compiled


def _adapted(value: Value) -> Any:
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _run(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def plain_rows(found: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a query of values as the database gives them, without Django's conversions."""
    try:
        asked = found.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # nothing can be found, and Django asks nothing
        return []
    return _run(*asked)


def columns(model: type[Model]) -> list[str]:
    """The names of a model's own columns, as `from_db` takes them."""
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _by_key(model: type[Model]) -> Prepared:
    things = model._default_manager
    return Prepared(lambda key: things.filter(pk=key).values_list(*columns(model)), key=KEYS[0])


def by_key(model: type[M], key: int) -> M | None:
    """The one with this key, or None."""
    found = _by_key(model).rows(key=key) if key <= LARGEST else []
    return model.from_db(connection.alias, columns(model), found[0]) if found else None
