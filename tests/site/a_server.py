"""`duban serve` as it is run, on a port of its own, with a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 180
"""Seconds until a server that has not come will not."""


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[int]:
    """The port of a server in development mode, without a worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "duban", "serve", "--port", str(port), "--workers", "2"]
    told = {**os.environ, "DUBAN_DATA": str(folder), "DATABASE_URL": "", **environment}
    process = subprocess.Popen([*command, "--mode", "development"], env=told)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(LONGEST)


def _wait(port: int) -> None:
    end = time.monotonic() + LONGEST
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=30):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.2)
