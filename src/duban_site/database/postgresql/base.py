"""Django's backend for PostgreSQL, which tracks every row that is written."""

from __future__ import annotations

from django.db.backends.postgresql import base, operations

from duban_site.database.wrapper import TrackedConnection


class DatabaseOperations(operations.DatabaseOperations):
    """Django's own, with the tracking compilers."""

    compiler_module = "duban_site.database.postgresql.compiler"


class DatabaseWrapper(TrackedConnection, base.DatabaseWrapper):
    """Django's own, with `changes`."""

    ops_class = DatabaseOperations
