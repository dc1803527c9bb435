"""Making an archive of a filled installation, kept for every later release to bring up to date.

`python tests/releases/keeping.py` (or `make keep`) writes one of each kind of database here, and the
digests of the migrations that made them.
"""

from __future__ import annotations

import hashlib
import lzma
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from machine import HOST, Machine  # noqa: E402
from postgres_server import BINARIES, PostgresServer  # noqa: E402

FILL = HERE.parent / "server" / "fill.py"
SOURCES = HERE.parents[1] / "src"
KINDS = ("sqlite", "postgres")


def make(kind: str, target: Path) -> None:
    """A filled installation's backup, compressed."""
    with tempfile.TemporaryDirectory(prefix="duban-keep-") as folder:
        if kind == "sqlite":
            _backup(Path(folder), "", target)
            return
        server = PostgresServer(Path(folder) / "server")
        _backup(Path(folder), server.start(), target)
        server.stop()


def digest_migrations() -> dict[str, str]:
    """The SHA-256 of every migration, by its path under src."""
    paths = sorted(SOURCES.glob("*/**/migrations/[0-9]*.py"))
    return {path.relative_to(SOURCES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def new_database(address: str, name: str) -> str:
    """The address of a new empty database on the same server."""
    server = address.rpartition("/")[0]
    command = [str(BINARIES[-1] / "createdb"), "--maintenance-db", f"{server}/postgres", name]
    subprocess.run(command, check=True)
    return f"{server}/{name}"


def _backup(folder: Path, address: str, target: Path) -> None:
    machine = Machine(folder / "machine")
    options = ["--database", new_database(address, "kept")] if address else []
    machine.run("setup", "--host", HOST, *options)
    words = [sys.executable, str(FILL), "new", "3", "2000"]
    subprocess.run(words, cwd=machine.folder, env=machine.environment, check=True)
    archive = folder / "kept.tar"
    machine.run("backup", str(archive))
    target.write_bytes(lzma.compress(archive.read_bytes()))


if __name__ == "__main__":
    import duban

    lines = [f"{digest}  {path}\n" for path, digest in digest_migrations().items()]
    (HERE / f"duban-{duban.__version__}.migrations").write_text("".join(lines), encoding="utf-8")
    for each in KINDS:
        make(each, HERE / f"duban-{duban.__version__}.{each}.tar.xz")
