"""The server: processes that answer, fed by one that holds the connections.

granian reads and writes the sockets outside the interpreter, so a crowd of readers costs the
threads that answer nothing; a pure Python server spends most of a kept page's time passing the
interpreter's lock back and forth.
"""

from __future__ import annotations

import os
import socket
import threading
from importlib import import_module
from typing import Any

import click

WORKERS = min(max(os.cpu_count() or 1, 2), 4)
THREADS = 2
"""Threads a process answers with: of more, each waits longer for the interpreter's lock."""


def serve(host: str, port: int, *, workers: int = WORKERS, threads: int = THREADS) -> None:
    """Serve until stopped. Django is set up; its settings are in the environment."""
    from django.db import connections
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    connections.close_all()  # no process inherits another's
    Server(
        f"{__name__}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()


def must_be_free(host: str, port: int) -> None:
    """Raises ClickException where the address is taken: granian would share it in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        if os.name != "nt":  # there it would take the address over
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            why = f"无法监听 {host}:{port}（{error.strerror}）"
            message = f"{why}：请停掉占用它的程序，或用 --port 另选"
            raise click.ClickException(message) from error


def application() -> Any:
    """What each process serves (granian calls it once in each), with every page's code read in."""
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    from django.conf import settings

    from duban_site.wsgi import application as served

    import_module(settings.ROOT_URLCONF)
    return served


def _end_with_the_server() -> None:
    """A server that is killed takes its processes with it: none goes on writing by itself."""
    from multiprocessing import parent_process  # not by every command that starts

    server = parent_process()
    if server is not None:
        server.join()
        os._exit(1)
