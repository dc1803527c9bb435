"""The compilers of PostgreSQL; `DatabaseOperations.compiler_module` names this module."""

from __future__ import annotations

from django.db.backends.postgresql import compiler

from duban_site.database.compilers import NotedChange, NotedInsert

SQLCompiler = compiler.SQLCompiler
SQLAggregateCompiler = compiler.SQLAggregateCompiler


class SQLInsertCompiler(NotedInsert, compiler.SQLInsertCompiler):  # type: ignore[misc]
    """INSERT."""


class SQLUpdateCompiler(NotedChange, compiler.SQLUpdateCompiler):  # type: ignore[misc]
    """UPDATE."""


class SQLDeleteCompiler(NotedChange, compiler.SQLDeleteCompiler):  # type: ignore[misc]
    """DELETE."""
