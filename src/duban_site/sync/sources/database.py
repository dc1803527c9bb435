"""A view of another system's database: read-only SQL through SQLAlchemy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from duban_site.sync.mapping import MappingError, MappingFile, Row, secret

NAMES = {"kind", "url", "view", "query"}
SELECT = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)
NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")
AT_ONCE = 1000
READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}
"""The statement that makes the database refuse writes, in addition to a read-only account."""


def database_rows(mapping: MappingFile) -> Iterator[Row]:
    """Yield the rows of the setting `view`, or of `query` (one SELECT), without writing anything.

    Raises MappingError for a bad setting, or where the database cannot be read.
    """
    told = mapping.source
    if unknown := sorted(set(told) - NAMES):
        raise MappingError(f"[source] 没有 {unknown[0]} 这一项；可以写：{'、'.join(sorted(NAMES))}")
    query = _query(told)
    url = secret(str(told.get("url", "")))
    try:
        import sqlalchemy
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError as error:
        raise MappingError("没有安装 SQLAlchemy：请运行 pip install 'duban[sync]'") from error
    try:
        yield from _read(sqlalchemy, url, query)
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise MappingError(f"[source] 数据库读不了（{_short(error)}）") from error


def _query(told: dict[str, Any]) -> str:
    if ("view" in told) == ("query" in told):
        raise MappingError("[source] 写 view（视图名）或 query（一条 SELECT），二者之一")
    if "view" in told:
        if not NAME.fullmatch(str(told["view"])):
            raise MappingError(f"[source] view：“{told['view']}”不是视图名")
        return f"SELECT * FROM {told['view']}"  # noqa: S608 # a name, looked at above
    query = str(told["query"]).strip().rstrip(";")
    if not SELECT.match(query) or ";" in query:
        raise MappingError("[source] query 只能是一条 SELECT")
    return query


def _read(sqlalchemy: Any, url: str, query: str) -> Iterator[Row]:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            only = READ_ONLY.get(engine.dialect.name)
            if only:
                connection.exec_driver_sql(only)
            streamed = connection.execution_options(stream_results=True, yield_per=AT_ONCE)
            for row in streamed.exec_driver_sql(query).mappings():
                yield dict(row)
    finally:
        engine.dispose()


def _short(error: Exception) -> str:
    """Return the first line of the message: the following ones may contain the password."""
    return str(error).splitlines()[0][:200]
