"""Mixins for Django's compilers of INSERT, UPDATE and DELETE that track the affected rows."""

from __future__ import annotations

from typing import Any

from duban_site.database.changed_rows import MIGRATION_MODULE, is_logged, select_affected_keys


class TrackedInsert:
    """Mixin for an insert compiler."""

    query: Any
    connection: Any

    def execute_sql(self, returning_fields: Any = None) -> Any:
        """Insert, and track the new keys."""
        rows = super().execute_sql(returning_fields)  # type: ignore[misc]
        model = self.query.get_meta().model
        if is_logged(model):
            self.connection.changes.note(model, self._collect_keys(model, returning_fields, rows))
        return rows

    def _collect_keys(self, model: Any, returning: Any, rows: Any) -> list[int]:
        returned_names = [field.name for field in returning or ()]
        if model._meta.pk.name in returned_names and rows:
            key_index = returned_names.index(model._meta.pk.name)
            return [row[key_index] for row in rows]
        keys = [inserted.pk for inserted in self.query.objs]
        if None in keys and model.__module__ != MIGRATION_MODULE:
            message = f"Rows of {model.__name__} are logged: they cannot be created ignoring conflicts."
            raise RuntimeError(message)
        return keys


class TrackedChange:
    """Mixin for an update or delete compiler."""

    query: Any
    connection: Any
    using: str

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Track the rows that will be affected, then change them."""
        model = self.query.get_meta().model
        if is_logged(model):
            self.connection.changes.note(model, select_affected_keys(self.query, self.using))
        return super().execute_sql(*args, **kwargs)  # type: ignore[misc]
