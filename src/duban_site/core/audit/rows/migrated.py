"""Logging again, after a migration, the rows of tables that it changed."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from duban_site.core.audit.models import LoggedColumns, RowDigest
from duban_site.core.audit.rows.digests import described_columns, logged_tables


def log_migrated_rows(**_signal: Any) -> None:
    """Log every row of each table whose columns or rows the migration changed.

    Called after `migrate`. A digest covers a row's columns, so a new column would make every row
    look changed. One event lists the tables that were logged again.
    """
    from duban_site.core.audit.log import log_tables

    present = set(connection.introspection.table_names())
    if not {LoggedColumns._meta.db_table, RowDigest._meta.db_table} <= present:
        return  # migrated to a state before these tables existed
    taken: Any = connection
    written = taken.changes.take_tables()
    known = dict(LoggedColumns.objects.values_list("table", "columns"))
    now = {table: described_columns(model) for table, model in logged_tables().items()}
    now = {table: columns for table, columns in now.items() if table in present}
    tables = sorted(t for t, columns in now.items() if known.get(t) != columns or t in written)
    if not tables:
        return
    with transaction.atomic():
        models = logged_tables()
        filled = [table for table in tables if models[table]._base_manager.exists()]
        if filled:
            log_tables(filled)
        for table in tables:
            LoggedColumns.objects.update_or_create(table=table, defaults={"columns": now[table]})
