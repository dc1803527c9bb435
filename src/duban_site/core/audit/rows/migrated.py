"""Logging again, after a migration, the rows of tables that it changed."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from duban_site.core.audit.models import LoggedColumns, RowDigest
from duban_site.core.audit.rows.digests import describe_digest_columns, get_logged_models


def log_migrated_rows(**_signal: Any) -> None:
    """Log every row of each table whose columns or rows the migration changed.

    Called after `migrate`. A digest covers a row's columns, so a new column would make every row
    look changed. One event lists the tables that were logged again.
    """
    from duban_site.core.audit.log import log_migrated_tables

    present_tables = set(connection.introspection.table_names())
    if not {LoggedColumns._meta.db_table, RowDigest._meta.db_table} <= present_tables:
        return  # migrated to a state before these tables existed
    tracked_connection: Any = connection
    written_tables = tracked_connection.changes.take_tables()
    logged_columns = dict(LoggedColumns.objects.values_list("table", "columns"))
    current_columns = {table: describe_digest_columns(model) for table, model in get_logged_models().items()}
    current_columns = {table: columns for table, columns in current_columns.items() if table in present_tables}
    tables = sorted(
        table_name
        for table_name, columns in current_columns.items()
        if logged_columns.get(table_name) != columns or table_name in written_tables
    )
    if not tables:
        return
    with transaction.atomic():
        model_by_table = get_logged_models()
        nonempty_tables = [table for table in tables if model_by_table[table]._base_manager.exists()]
        if nonempty_tables:
            log_migrated_tables(nonempty_tables)
        for table in tables:
            LoggedColumns.objects.update_or_create(table=table, defaults={"columns": current_columns[table]})
