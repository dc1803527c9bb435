"""The compilers of SQLite; `DatabaseOperations.compiler_module` names this module."""

from __future__ import annotations

from django.db.models.sql import compiler

from duban_site.database.compilers import TrackedChange, TrackedInsert

SQLCompiler = compiler.SQLCompiler
SQLAggregateCompiler = compiler.SQLAggregateCompiler


class SQLInsertCompiler(TrackedInsert, compiler.SQLInsertCompiler):  # type: ignore[misc]
    """INSERT."""


class SQLUpdateCompiler(TrackedChange, compiler.SQLUpdateCompiler):  # type: ignore[misc]
    """UPDATE."""


class SQLDeleteCompiler(TrackedChange, compiler.SQLDeleteCompiler):  # type: ignore[misc]
    """DELETE."""
