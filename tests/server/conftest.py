"""Machines on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from machine import HOST, Machine
from postgres_server import BINARIES, PostgresServer, why_not

FILL = Path(__file__).with_name("fill.py")


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a server, up to the name of the database."""
    if reason := why_not():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with tempfile.TemporaryDirectory(prefix="duban-postgres-") as folder:
        server = PostgresServer(Path(folder) / "server")
        yield server.start().rpartition("/")[0]
        server.stop()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """`database(name)` is the address of a new empty database; empty for SQLite."""
    if request.param == "sqlite":
        return lambda _name: ""
    address: str = request.getfixturevalue("postgres")

    def made(name: str) -> str:
        command = [str(BINARIES[-1] / "createdb"), "--maintenance-db", f"{address}/postgres", name]
        subprocess.run(command, check=True)
        return f"{address}/{name}"

    return made


def install(folder: Path, address: str, *words: str) -> Machine:
    """A machine that is set up; its settings file names the database."""
    machine = Machine(folder)
    if not address and "--settings-only" not in words:
        machine.copy_empty_database()
    options = ["--host", HOST, *words]
    if address:
        options += ["--database", address]
    machine.run("setup", *options)
    return machine


def fill(machine: Machine, *words: str) -> subprocess.Popen[str]:
    """Run fill.py on a machine."""
    command = [sys.executable, str(FILL), *words]
    return subprocess.Popen(command, cwd=machine.folder, env=machine.environment, stdout=subprocess.PIPE, text=True)
