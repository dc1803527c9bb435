"""Tracking the rows that a connection changed and that no event of the log covers yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.query import Query

MIGRATION_MODULE = "__fake__"
"""The module of the historical models that migrations use."""


class ChangedRows:
    """Keys of changed rows by table; for migrations, only the names of changed tables."""

    def __init__(self) -> None:
        self.rows: dict[str, set[int]] = {}
        self.tables: set[str] = set()

    def note(self, model: type[models.Model], keys: Iterable[int]) -> None:
        """Add changed rows of a model, if it is logged."""
        if not is_logged(model):
            return
        if model.__module__ == MIGRATION_MODULE:
            self.tables.add(model._meta.db_table)
        else:
            self.rows.setdefault(model._meta.db_table, set()).update(keys)

    def take(self) -> dict[str, set[int]]:
        """Return all changed rows, and clear them."""
        changed_rows, self.rows = self.rows, {}
        return changed_rows

    def take_tables(self) -> set[str]:
        """Return the tables that migrations wrote to, and clear them."""
        written_tables, self.tables = self.tables, set()
        return written_tables

    def forget(self) -> None:
        """Clear the changed rows, after a rollback."""
        self.rows = {}


def is_logged(model: type[models.Model]) -> bool:
    """Whether the rows of a model are covered by the log.

    Every model of the service is, except those that give a reason in `unlogged`. The table that
    Django creates for a many-to-many field is covered where the field's model is.
    """
    meta = model._meta
    if meta.proxy or not meta.managed:
        return False
    if isinstance(meta.auto_created, type):
        return is_logged(meta.auto_created)
    is_service_model = model.__module__ == MIGRATION_MODULE or model.__module__.startswith("duban_site.")
    return is_service_model and not getattr(model, "unlogged", "")


def select_affected_keys(query: Query, using: str) -> list[int]:
    """The keys of the rows that an UPDATE or DELETE is about to touch."""
    single = _find_single_key(query)
    if single is not None:
        return [single]
    key_query: Any = query.chain(klass=Query)
    key_query.clear_ordering(force=True)
    key_query.extra = {}
    key_query.select = ()
    key_query.add_fields(["pk"])
    return [row[0] for row in key_query.get_compiler(using).results_iter()]


def _find_single_key(query: Query) -> int | None:
    """The key of `WHERE key = …`, as saving an object writes it."""
    children = query.where.children
    if len(children) != 1 or query.where.negated or not isinstance(children[0], Exact):
        return None
    lhs, rhs = children[0].lhs, children[0].rhs
    target: Any = getattr(lhs, "target", None)
    if target is None or not target.primary_key or not isinstance(rhs, int):
        return None
    return rhs if target.model is query.model else None
