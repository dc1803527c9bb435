"""Copy and load databases (SQLite, PostgreSQL): consistent copies while in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from duban_site.backup.errors import BackupError
from duban_site.backup.manifest import DatabaseFacts

Rows = Callable[[str], list[tuple[Any, ...]]]
"""Runs a SQL query on the copy, as of the moment when it was made."""
BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the database in a file, and a function that queries it."""

    path: Path
    rows: Rows


@contextmanager
def copy_database(folder: Path) -> Iterator[Copy]:
    """A consistent copy, while others go on writing."""
    with _copy_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgres(folder) as copy:
        yield copy


@contextmanager
def _copy_sqlite(folder: Path) -> Iterator[Copy]:
    """One step of SQLite's own backup: in smaller ones each writer would make it begin anew."""
    path = folder / "database.sqlite3"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        yield Copy(path, lambda question: target.execute(question).fetchall())


@contextmanager
def _dump_postgres(folder: Path) -> Iterator[Copy]:
    """Run `pg_dump` on the same snapshot from which the row counts are queried."""
    path = folder / "database.dump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _postgres("pg_dump", *options, f"--file={path}")
        path.chmod(0o600)

        def rows(question: str) -> list[tuple[Any, ...]]:
            cursor.execute(question)
            return list(cursor.fetchall())

        yield Copy(path, rows)


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database. Raises BackupError with its message."""
    settings = connection.settings_dict
    named = {"host": "HOST", "port": "PORT", "username": "USER", "dbname": "NAME"}
    where = [f"--{word}={settings[name]}" for word, name in named.items() if settings[name]]
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"] or ""}
    if not settings["PASSWORD"]:
        del environment["PGPASSWORD"]
    command = [_program(program), *where, "--no-password", *arguments]
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} 没有成功：{done.stderr.strip() or done.returncode}")


def _program(name: str) -> str:
    """Return the path of the newest installed version, which can read every older server.

    Raises BackupError where none is installed.
    """
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest = sorted(folders, key=lambda p: int(p.parent.name) if p.parent.name.isdecimal() else 0)
    places = [str(folder) for folder in reversed(newest)]
    found = next((one for place in places if (one := shutil.which(name, path=place))), None)
    found = found or shutil.which(name)
    if found is None:
        message = f"没有找到 {name}：请安装不低于数据库版本的 postgresql-client"
        raise BackupError(message)
    return found


def facts(rows: Rows) -> DatabaseFacts:
    """Collect the row counts, migrations and audit log head of a copy."""
    ours = connection.introspection.django_table_names(only_existing=True)
    tables = sorted({*ours, "django_migrations"})
    counts = {name: int(rows(f'SELECT count(*) FROM "{name}"')[0][0]) for name in tables}  # noqa: S608
    applied = rows("SELECT app, name FROM django_migrations ORDER BY app, name")
    head = rows("SELECT seq, hash FROM audit_head")
    first = head[0] if head else (0, "")
    migrations = [f"{app}.{name}" for app, name in applied]
    return DatabaseFacts(connection.vendor, counts, migrations, f"{first[0]}:{first[1]}")


def facts_now() -> DatabaseFacts:
    """Collect the same facts of the live database."""

    def rows(question: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())

    return facts(rows)


def name_of_database() -> str:
    """The database in use, without its password."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(settings['NAME']).absolute()}"
    return f"postgres://{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


def tables_in_use() -> list[str]:
    """The tables of the database in use; none of SQLite's where its file is not there."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return []
    return connection.introspection.table_names()


def load(copy: Path) -> None:
    """Load a copy into an empty database, completely or not at all."""
    if connection.vendor == "sqlite":
        _load_sqlite(copy)
    else:
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        _postgres("pg_restore", *options, str(copy))


def _load_sqlite(copy: Path) -> None:
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for ending in BESIDE:  # one that was left over would be played back onto the copy
        Path(f"{target}{ending}").unlink(missing_ok=True)
    beside = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(copy, beside)
    beside.chmod(0o600)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(beside, target)


def verify_copy(copy: Path) -> None:
    """Raises BackupError for a copy that is damaged in itself."""
    if copy.suffix == ".dump":
        _run_list(copy)
        return
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as found:
        try:
            told = found.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            told = str(error)
    if told != "ok":
        raise BackupError(f"备份里的数据库已损坏：{told}")


def _run_list(copy: Path) -> None:
    command = [_program("pg_restore"), "--list", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"备份里的数据库读不了：{done.stderr.strip()}")


def empty() -> None:
    """Drop every table: only for what an interrupted restore left in a database that was empty."""
    tables = tables_in_use()
    if connection.vendor == "sqlite":
        connection.close()
        path = Path(connection.settings_dict["NAME"])
        for ending in ("", *BESIDE):
            Path(f"{path}{ending}").unlink(missing_ok=True)
    elif tables:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {_named(tables)} CASCADE")


def _named(tables: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(table) for table in tables)
