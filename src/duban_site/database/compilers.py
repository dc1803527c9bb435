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
        if model._meta.auto_created:
            return _find_link_keys(model, self.query.objs, self.connection.alias)
        keys = [inserted.pk for inserted in self.query.objs]
        if None in keys and model.__module__ != MIGRATION_MODULE:
            message = f"Rows of {model.__name__} are logged: they cannot be created ignoring conflicts."
            raise RuntimeError(message)
        return keys


def _find_link_keys(model: Any, links: Any, using: str) -> list[int]:
    """The keys of rows of a many-to-many field, which Django inserts ignoring those that exist."""
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    pairs = {tuple(getattr(link, column) for column in columns) for link in links}
    keys_by_column = {f"{column}__in": {pair[index] for pair in pairs} for index, column in enumerate(columns)}
    stored_links = model._base_manager.using(using).filter(**keys_by_column).values_list("pk", *columns)
    return [key for key, *pair in stored_links if tuple(pair) in pairs]


class TrackedChange:
    """Mixin for an update or delete compiler."""

    query: Any
    connection: Any
    using: str

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Track the rows that will be affected, then change them."""
        model = self.query.get_meta().model
        if is_logged(model) and not self._changes_only_unlogged_columns(model):
            self.connection.changes.note(model, select_affected_keys(self.query, self.using))
        return super().execute_sql(*args, **kwargs)  # type: ignore[misc]

    def _changes_only_unlogged_columns(self, model: Any) -> bool:
        """Whether it is an update of columns that no row digest covers: the digests stay as they are."""
        columns = {field.attname for field, _model, _value in getattr(self.query, "values", ())}
        return bool(columns) and columns <= set(getattr(model, "unlogged_columns", ()))
