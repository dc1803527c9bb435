"""A view of another system's database: read-only SQL through SQLAlchemy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from duban_site.sync.mapping import MappingError, MappingFile, Row, resolve_secret

ALLOWED_KEYS = {"kind", "url", "view", "query"}
SELECT_PATTERN = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)
VIEW_NAME_PATTERN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")
BATCH_SIZE = 1000
READ_ONLY_STATEMENTS = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}
"""The statement that makes the database refuse writes, in addition to a read-only account."""


def read_database_rows(mapping: MappingFile) -> Iterator[Row]:
    """Yield the rows of the setting `view`, or of `query` (one SELECT), without writing anything.

    Raises MappingError for a bad setting, or where the database cannot be read.
    """
    settings = mapping.source
    if unknown := sorted(set(settings) - ALLOWED_KEYS):
        raise MappingError(f"[source] 没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(ALLOWED_KEYS))}")
    query = _build_query(settings)
    url = resolve_secret(str(settings.get("url", "")))
    try:
        import sqlalchemy
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError as error:
        raise MappingError("没有安装 SQLAlchemy：请运行 pip install 'duban[sync]'") from error
    try:
        yield from _stream_rows(sqlalchemy, url, query)
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise MappingError(f"[source] 数据库读不了（{_first_line(error)}）") from error


def _build_query(settings: dict[str, Any]) -> str:
    if ("view" in settings) == ("query" in settings):
        raise MappingError("[source] 写 view（视图名）或 query（一条 SELECT），二者之一")
    if "view" in settings:
        if not VIEW_NAME_PATTERN.fullmatch(str(settings["view"])):
            raise MappingError(f"[source] view：“{settings['view']}”不是视图名")
        return f"SELECT * FROM {settings['view']}"  # noqa: S608 # a name, looked at above
    query = str(settings["query"]).strip().rstrip(";")
    if not SELECT_PATTERN.match(query) or ";" in query:
        raise MappingError("[source] query 只能是一条 SELECT")
    return query


def _stream_rows(sqlalchemy: Any, url: str, query: str) -> Iterator[Row]:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            statement = READ_ONLY_STATEMENTS.get(engine.dialect.name)
            if statement:
                connection.exec_driver_sql(statement)
            streamed = connection.execution_options(stream_results=True, yield_per=BATCH_SIZE)
            for row in streamed.exec_driver_sql(query).mappings():
                yield dict(row)
    finally:
        engine.dispose()


def _first_line(error: Exception) -> str:
    """Return the first line of the message: the following ones may contain the password."""
    return str(error).splitlines()[0][:200]
