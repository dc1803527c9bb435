"""The demonstration, seeded once for all processes of a run and copied into each test that asks for it."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from duban_site.demo.seeding import seed

Rows = dict[str, list[tuple[Any, ...]]]


def demonstration(folder: Path) -> list[Any]:
    """The test's own demonstration, with its files in `folder`, its `tmp_path`; its accounts.

    It is put into the test's transaction, row by row as it was seeded. Only a file of SQLite takes
    rows so: PostgreSQL counts its keys apart from them, and is seeded anew.
    """
    settings.DATA = folder
    if connection.vendor != "sqlite":
        return list(seed())
    of_run = folder.parents["PYTEST_XDIST_WORKER" in os.environ]
    seeded = of_run / f"seeded-{getattr(settings, 'STANDS_STILL', 'today')}"
    with (of_run / "seeding").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not seeded.exists():
            accounts = list(seed())
            shutil.copytree(folder, seeded / "files")
            (seeded / "rows").write_bytes(pickle.dumps((accounts, _rows())))
            return accounts
    accounts, rows = pickle.loads((seeded / "rows").read_bytes())  # noqa: S301 (this run's own)
    shutil.copytree(seeded / "files", folder, dirs_exist_ok=True)
    _put(rows)
    return list(accounts)


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
