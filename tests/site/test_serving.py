"""The server as it is run: it answers, refuses a taken address, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST = 180
"""Seconds until a server that has not come or gone will not."""


class Server:
    """`duban serve` on a port of its own, with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.command = [sys.executable, "-m", "duban", "serve", "--port", str(self.port)]
        self.command += ["--workers", "2", "--mode", "development"]
        self.environment = {**os.environ, "DUBAN_DATA": str(folder), "DATABASE_URL": ""}
        self.process = subprocess.Popen(self.command, env=self.environment)
        self.until(answers=True)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=30) as got:
                return bool(got.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def until(self, *, answers: bool) -> None:
        end = time.monotonic() + LONGEST
        while self.answers() != answers:
            assert time.monotonic() < end, f"the server does not {'answer' if answers else 'stop'}"
            time.sleep(0.2)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.process.terminate()
    running.process.wait(LONGEST)


def test_a_second_server_is_told_that_the_address_is_taken(server: Server) -> None:
    second = subprocess.run(server.command, env=server.environment, capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert f"127.0.0.1:{server.port}" in second.stderr
    assert "--port" in second.stderr
    assert server.answers(), "the first goes on"
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(LONGEST) == 0
    server.until(answers=False)


def test_a_killed_server_takes_its_processes_with_it(server: Server) -> None:
    server.process.kill()
    server.process.wait()
    server.until(answers=False)
