"""Mixins for Django's compilers of INSERT, UPDATE and DELETE that track the affected rows."""

from __future__ import annotations

from typing import Any

from duban_site.database.changes import HISTORICAL, is_logged, keys_of


class NotedInsert:
    """Mixin for an insert compiler."""

    query: Any
    connection: Any

    def execute_sql(self, returning_fields: Any = None) -> Any:
        """Insert, and track the new keys."""
        rows = super().execute_sql(returning_fields)  # type: ignore[misc]
        model = self.query.get_meta().model
        if is_logged(model):
            self.connection.changes.note(model, self._keys(model, returning_fields, rows))
        return rows

    def _keys(self, model: Any, returning: Any, rows: Any) -> list[int]:
        names = [field.name for field in returning or ()]
        if model._meta.pk.name in names and rows:
            place = names.index(model._meta.pk.name)
            return [row[place] for row in rows]
        keys = [one.pk for one in self.query.objs]
        if None in keys and model.__module__ != HISTORICAL:
            msg = f"Rows of {model.__name__} are logged: they cannot be created ignoring conflicts."
            raise RuntimeError(msg)
        return keys


class NotedChange:
    """Mixin for an update or delete compiler."""

    query: Any
    connection: Any
    using: str

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Track the rows that will be affected, then change them."""
        model = self.query.get_meta().model
        if is_logged(model):
            self.connection.changes.note(model, keys_of(self.query, self.using))
        return super().execute_sql(*args, **kwargs)  # type: ignore[misc]
