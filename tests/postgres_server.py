"""A real PostgreSQL for one test run, started as an unprivileged user in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
NOBODY = "nobody"


def why_not() -> str | None:
    """Why no server can be started; None when one can."""
    if not BINARIES:
        return "no PostgreSQL: /usr/lib/postgresql/*/bin is absent (apt install postgresql)"
    return None


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class PostgresServer:
    """Listens on a local port, trusts local connections, keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._binaries = BINARIES[-1]
        self._user = NOBODY if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def start(self) -> str:
        """Start it, and give its DATABASE_URL."""
        self._folder.mkdir(parents=True)
        for folder in (self._folder, self._folder.parent):
            folder.chmod(0o755)
        data = self._folder / "data"
        shutil.chown(self._folder, self._user)
        self._run("initdb", "-D", str(data), "-A", "trust", "-U", "duban", "-E", "UTF8")
        port = self._listen(data)
        return f"postgres://duban@127.0.0.1:{port}/postgres"

    def _listen(self, data: Path) -> int:
        """Start on a free port; on another, when somebody took it before the server could."""
        log = Path(f"{data}.log")
        for tries_left in reversed(range(5)):
            port = free_port()
            options = f"-p {port} -c listen_addresses=127.0.0.1 -k {self._folder}"
            options += " -c fsync=off -c max_connections=60"
            try:
                self._run("pg_ctl", "-D", str(data), "-w", "-t", "300", "-o", options,
                          "-l", str(log), "start")  # fmt: skip
            except subprocess.CalledProcessError as error:
                if not tries_left:
                    error.add_note(log.read_text() if log.exists() else "it wrote no log")
                    raise
            else:
                return port
        raise AssertionError

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        user = self._user if os.geteuid() == 0 else None
        subprocess.run(
            command, check=True, user=user, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
