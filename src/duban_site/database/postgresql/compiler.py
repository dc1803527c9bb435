"""The compilers of PostgreSQL; `DatabaseOperations.compiler_module` names this module."""

from __future__ import annotations

from django.db.backends.postgresql import compiler

from duban_site.database.compilers import TrackedChange, TrackedInsert

SQLCompiler = compiler.SQLCompiler
SQLAggregateCompiler = compiler.SQLAggregateCompiler


class SQLInsertCompiler(TrackedInsert, compiler.SQLInsertCompiler):  # type: ignore[misc]
    """INSERT."""


class SQLUpdateCompiler(TrackedChange, compiler.SQLUpdateCompiler):  # type: ignore[misc]
    """UPDATE."""


class SQLDeleteCompiler(TrackedChange, compiler.SQLDeleteCompiler):  # type: ignore[misc]
    """DELETE."""
