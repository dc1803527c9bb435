"""The server: granian with several processes, and a worker process for jobs beside it.

granian reads and writes the sockets outside the interpreter, so many concurrent readers do not slow
the application's threads; a pure Python server spends most of the time for a cached page on passing
the interpreter's lock back and forth.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from importlib import import_module
from typing import Any

import click

WORKERS = min(max(os.cpu_count() or 1, 2), 4)
RESTART = 5.0
"""Seconds between two checks whether the worker is running."""
PATIENCE = 10.0
"""Seconds that the worker has to finish its job when the service stops."""
THREADS = 2
"""Threads per process: with more, each waits longer for the interpreter's lock."""
HEAD_SECONDS = 10
"""Seconds within which the head of a request must arrive."""
_THREADS = "DUBAN_THREADS_OF_A_PROCESS"


def serve(
    host: str,
    port: int,
    *,
    workers: int = WORKERS,
    threads: int = THREADS,
    worker: bool = True,
) -> None:
    """Serve until stopped. Django must be set up, with its settings in the environment.

    `worker`: whether a process for jobs and timers runs as well.
    """
    from django.db import connections

    connections.close_all()  # child processes must not inherit them
    with _database_open(), _beside() if worker else nullcontext():
        _server(host, port, workers, threads)


@contextmanager
def _database_open() -> Iterator[None]:
    """Keep SQLite's file open, so that its shared-memory file (-shm) stays for all processes.

    On a full disk it could not be created again, and then even reading would fail.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        yield
        return
    with closing(sqlite3.connect(database["NAME"])) as kept:
        kept.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield


def _server(host: str, port: int, workers: int, threads: int) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    os.environ[_THREADS] = str(threads)
    Server(
        f"{__name__}:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000),
        websockets=False,
        factory=True,
        workers=workers,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()


@contextmanager
def _beside() -> Iterator[None]:
    """Run `duban worker` in a process of its own, restarted when it ends by itself."""
    stopped = threading.Event()
    running = [_start_worker()]

    def look() -> None:
        while not stopped.wait(RESTART):
            if running[0].poll() is not None:
                running[0] = _start_worker()

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        stopped.set()
        running[0].terminate()
        try:
            running[0].wait(PATIENCE)
        except subprocess.TimeoutExpired:
            running[0].kill()  # the next worker repeats its job


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "duban", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command)  # noqa: S603 # our own


def must_be_free(host: str, port: int) -> None:
    """Raise ClickException where the address is in use: granian would silently share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        if os.name != "nt":  # on Windows the option would take over a used address
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            why = f"无法监听 {host}:{port}（{error.strerror}）"
            message = f"{why}：请停掉占用它的程序，或用 --port 另选"
            raise click.ClickException(message) from error


def application() -> Any:
    """Create a process's application (granian calls this once in each), with all views loaded."""
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    from django.conf import settings

    from duban_site.front import Front, Limits
    from duban_site.wsgi import application as served

    import_module(settings.ROOT_URLCONF)
    limits = Limits(stranger=settings.BODY_LIMIT_STRANGER, signed_in=settings.BODY_LIMIT)
    return Front(served, has_signed_in, limits=limits, threads=int(os.environ[_THREADS]))


def has_signed_in(told: Mapping[str, str]) -> bool:
    """Whether these headers belong to a signed-in person, or have a valid token."""
    from django.conf import settings
    from django.db import close_old_connections
    from django.http import parse_cookie

    from duban_site.api.tokens import is_known

    key = parse_cookie(told.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    close_old_connections()
    try:
        if is_known(told.get("authorization", ""), told.get("x-duban-appkey", "")):
            return True
        session = import_module(settings.SESSION_ENGINE).SessionStore(key) if key else {}
        return session.get("_auth_user_id") is not None
    finally:
        close_old_connections()


def _end_with_the_server() -> None:
    """End this process when the server process is killed, so that none continues alone."""
    from multiprocessing import parent_process  # not by every command that starts

    server = parent_process()
    if server is not None:
        server.join()
        os._exit(1)
