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

DEFAULT_PORT = 8000
DEFAULT_WORKERS = min(max(os.cpu_count() or 1, 2), 4)
WORKER_CHECK_SECONDS = 5.0
"""Seconds between two checks whether the worker is running."""
WORKER_STOP_SECONDS = 10.0
"""Seconds that the worker has to finish its job when the service stops."""
THREADS_PER_PROCESS = 2
"""Threads per process: with more, each waits longer for the interpreter's lock."""
HEAD_TIMEOUT_SECONDS = 10
"""Seconds within which the head of a request must arrive."""
_THREADS_VARIABLE = "DUBAN_THREADS_OF_A_PROCESS"


def serve(
    host: str, port: int, *, workers: int = DEFAULT_WORKERS, threads: int = THREADS_PER_PROCESS, worker: bool = True
) -> None:
    """Serve until stopped. Django must be set up, with its settings in the environment.

    `worker`: whether a process for jobs and timers runs as well.
    """
    from django.db import connections

    connections.close_all()  # child processes must not inherit them
    with _pin_database_file(), _run_worker_process() if worker else nullcontext():
        _run_server(host, port, workers, threads)


@contextmanager
def _pin_database_file() -> Iterator[None]:
    """Keep SQLite's file open, so that its shared-memory file (-shm) stays for all processes.

    On a full disk it could not be created again, and then even reading would fail.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        yield
        return
    with closing(sqlite3.connect(database["NAME"])) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield


def _run_server(host: str, port: int, workers: int, threads: int) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    os.environ[_THREADS_VARIABLE] = str(threads)
    Server(
        f"{__name__}:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_TIMEOUT_SECONDS * 1000),
        websockets=False,
        factory=True,
        workers=workers,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()


@contextmanager
def _run_worker_process() -> Iterator[None]:
    """Run `duban worker` in a process of its own, restarted when it ends by itself."""
    stop_event = threading.Event()
    worker_holder = [_start_worker()]

    def restart_worker() -> None:
        while not stop_event.wait(WORKER_CHECK_SECONDS):
            if worker_holder[0].poll() is not None:
                worker_holder[0] = _start_worker()

    threading.Thread(target=restart_worker, daemon=True).start()
    try:
        yield
    finally:
        stop_event.set()
        worker_holder[0].terminate()
        try:
            worker_holder[0].wait(WORKER_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            worker_holder[0].kill()  # the next worker repeats its job


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "duban", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command)  # noqa: S603 # our own


def require_free_address(host: str, port: int) -> None:
    """Raise ClickException where the address is in use: granian would silently share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":  # on Windows the option would take over a used address
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"无法监听 {host}:{port}（{error.strerror}）"
            message = f"{reason}：请停掉占用它的程序，或用 --port 另选"
            raise click.ClickException(message) from error


def application() -> Any:
    """Create a process's application (granian calls this once in each), with all views loaded."""
    threading.Thread(target=_exit_with_server, daemon=True).start()
    from django.conf import settings

    from duban_site.request_buffering import BodyLimits, BufferingFront
    from duban_site.wsgi import application as served

    import_module(settings.ROOT_URLCONF)
    limits = BodyLimits(anonymous_bytes=settings.BODY_LIMIT_STRANGER, signed_in_bytes=settings.BODY_LIMIT)
    return BufferingFront(served, has_signed_in, limits=limits, threads=int(os.environ[_THREADS_VARIABLE]))


def has_signed_in(credentials: Mapping[str, str]) -> bool:
    """Whether these headers belong to a signed-in person, or have a valid token."""
    from django.conf import settings
    from django.db import close_old_connections
    from django.http import parse_cookie

    from duban_site.api.tokens import is_valid_credential

    session_key = parse_cookie(credentials.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    close_old_connections()
    try:
        if is_valid_credential(credentials.get("authorization", ""), credentials.get("x-duban-appkey", "")):
            return True
        session = import_module(settings.SESSION_ENGINE).SessionStore(session_key) if session_key else {}
        return session.get("_auth_user_id") is not None
    finally:
        close_old_connections()


def _exit_with_server() -> None:
    """End this process when the server process is killed, so that none continues alone."""
    from multiprocessing import parent_process  # not by every command that starts

    server = parent_process()
    if server is not None:
        server.join()
        os._exit(1)
