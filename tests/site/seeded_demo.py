"""The demonstration, seeded once for the process and copied into each test that asks for it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from duban_site.demo.seeding import seed

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Kept:
    """What seeding said, and what it left in the database and the folder."""

    accounts: list[Any]
    rows: Rows
    folder: Path


_KEPT: dict[object, Kept] = {}
"""By the day at which the clock stands still, if it does."""


def demonstration(folder: Path) -> list[Any]:
    """The test's own demonstration, with its files in `folder`; its accounts.

    It is put into the test's transaction, row by row as it was seeded. Only a file of SQLite takes
    rows so: PostgreSQL counts its keys apart from them, and is seeded anew.
    """
    settings.DATA = folder
    day = getattr(settings, "STANDS_STILL", None)
    if connection.vendor != "sqlite":
        return list(seed())
    if day not in _KEPT:
        accounts = list(seed())
        files = Path(tempfile.mkdtemp(prefix="duban-seeded-"))
        atexit.register(shutil.rmtree, files, ignore_errors=True)
        shutil.copytree(folder, files, dirs_exist_ok=True)
        _KEPT[day] = Kept(accounts, _rows(), files)
        return accounts
    kept = _KEPT[day]
    shutil.copytree(kept.folder, folder, dirs_exist_ok=True)
    _put(kept.rows)
    return list(kept.accounts)


def _rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            found[table] = cursor.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
    return found


def _put(rows: Rows) -> None:
    """Foreign keys are looked at when a transaction ends, so that any order of tables will do."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, kept in rows.items():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
            if kept:
                marks = ", ".join(["%s"] * len(kept[0]))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({marks})', kept)  # noqa: S608
