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

QueryRunner = Callable[[str], list[tuple[Any, ...]]]
"""Runs a SQL query on the copy, as of the moment when it was made."""
SIDECAR_SUFFIXES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """A copy of the database in a file, and a function that queries it."""

    path: Path
    rows: QueryRunner


@contextmanager
def copy_database(folder: Path) -> Iterator[DatabaseCopy]:
    """A consistent copy, while others go on writing."""
    with _copy_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgres(folder) as copy:
        yield copy


@contextmanager
def _copy_sqlite(folder: Path) -> Iterator[DatabaseCopy]:
    """One step of SQLite's own backup: in smaller ones each writer would make it begin anew."""
    path = folder / "database.sqlite3"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        yield DatabaseCopy(path, lambda query: target.execute(query).fetchall())


@contextmanager
def _dump_postgres(folder: Path) -> Iterator[DatabaseCopy]:
    """Run `pg_dump` on the same snapshot from which the row counts are queried."""
    path = folder / "database.dump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run_postgres("pg_dump", *options, f"--file={path}")
        path.chmod(0o600)

        def run_query(query: str) -> list[tuple[Any, ...]]:
            cursor.execute(query)
            return list(cursor.fetchall())

        yield DatabaseCopy(path, run_query)


def _run_postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database. Raises BackupError with its message."""
    settings = connection.settings_dict
    option_settings = {"host": "HOST", "port": "PORT", "username": "USER", "dbname": "NAME"}
    connection_options = [f"--{word}={settings[name]}" for word, name in option_settings.items() if settings[name]]
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"] or ""}
    if not settings["PASSWORD"]:
        del environment["PGPASSWORD"]
    command = [_find_program(program), *connection_options, "--no-password", *arguments]
    process = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )
    if process.returncode:
        raise BackupError(f"{program} 没有成功：{process.stderr.strip() or process.returncode}")


def _find_program(program_name: str) -> str:
    """Return the path of the newest installed version, which can read every older server.

    Raises BackupError where none is installed.
    """
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    sorted_folders = sorted(
        folders, key=lambda candidate: int(candidate.parent.name) if candidate.parent.name.isdecimal() else 0
    )
    search_paths = [str(folder) for folder in reversed(sorted_folders)]
    program_path = next(
        (match for search_path in search_paths if (match := shutil.which(program_name, path=search_path))), None
    )
    program_path = program_path or shutil.which(program_name)
    if program_path is None:
        message = f"没有找到 {program_name}：请安装不低于数据库版本的 postgresql-client"
        raise BackupError(message)
    return program_path


def collect_facts(run_query: QueryRunner) -> DatabaseFacts:
    """Collect the row counts, migrations and audit log head of a copy."""
    django_tables = connection.introspection.django_table_names(only_existing=True)
    tables = sorted({*django_tables, "django_migrations"})
    counts = {name: int(run_query(f'SELECT count(*) FROM "{name}"')[0][0]) for name in tables}  # noqa: S608
    applied = run_query("SELECT app, name FROM django_migrations ORDER BY app, name")
    head_rows = run_query("SELECT seq, hash FROM audit_head")
    head_row = head_rows[0] if head_rows else (0, "")
    migrations = [f"{app}.{name}" for app, name in applied]
    return DatabaseFacts(connection.vendor, counts, migrations, f"{head_row[0]}:{head_row[1]}")


def collect_current_facts() -> DatabaseFacts:
    """Collect the same facts of the live database."""

    def run_query(query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    return collect_facts(run_query)


def describe_database() -> str:
    """The database in use, without its password."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(settings['NAME']).absolute()}"
    return f"postgres://{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


def list_tables() -> list[str]:
    """The tables of the database in use; none of SQLite's where its file is not there."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return []
    return connection.introspection.table_names()


def load_copy(copy_path: Path) -> None:
    """Load a copy into an empty database, completely or not at all."""
    if connection.vendor == "sqlite":
        _load_sqlite(copy_path)
    else:
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        _run_postgres("pg_restore", *options, str(copy_path))


def _load_sqlite(copy_path: Path) -> None:
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for suffix in SIDECAR_SUFFIXES:  # one that was left over would be played back onto the copy
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    temporary = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(copy_path, temporary)
    temporary.chmod(0o600)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(temporary, target)


def verify_copy(copy_path: Path) -> None:
    """Raises BackupError for a copy that is damaged in itself."""
    if copy_path.suffix == ".dump":
        _verify_dump(copy_path)
        return
    with closing(sqlite3.connect(f"file:{copy_path}?mode=ro&immutable=1", uri=True)) as database:
        try:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            verdict = str(error)
    if verdict != "ok":
        raise BackupError(f"备份里的数据库已损坏：{verdict}")


def _verify_dump(dump_path: Path) -> None:
    command = [_find_program("pg_restore"), "--list", str(dump_path)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if process.returncode:
        raise BackupError(f"备份里的数据库读不了：{process.stderr.strip()}")


def drop_all_tables() -> None:
    """Drop every table: only for what an interrupted restore left in a database that was empty."""
    tables = list_tables()
    if connection.vendor == "sqlite":
        connection.close()
        path = Path(connection.settings_dict["NAME"])
        for suffix in ("", *SIDECAR_SUFFIXES):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    elif tables:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {_quote_names(tables)} CASCADE")


def _quote_names(tables: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(table) for table in tables)
