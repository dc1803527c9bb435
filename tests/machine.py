"""A machine with an installation of its own: a folder, a database, `duban` run in a clean shell."""

from __future__ import annotations

import atexit
import functools
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from postgres_server import free_port

LONGEST = 180
"""Seconds until what has not come will not."""
HOST = "duban.example"
OURS = ("DUBAN_", "DATABASE_URL", "DJANGO_", "XDG_CONFIG_HOME", "PYTHON")


@dataclass
class Machine:
    """`duban` in `folder`, with nothing of this test run's own settings in its environment."""

    folder: Path
    program: tuple[str, ...] = (sys.executable, "-m", "duban")
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def copy_empty_database(self, folder: str = "duban-data") -> None:
        """Put a database with tables and without rows where SQLite's would be: `setup` then has none to make."""
        data = self.folder / folder
        data.mkdir(parents=True, mode=0o700)
        shutil.copy(_make_empty_database(), data / "duban.sqlite3")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return {**kept, "HOME": str(self.folder), "DUBAN_LOG": "ERROR", **self.settings}

    @property
    def settings_file(self) -> dict[str, str]:
        """What `duban setup` wrote."""
        found: dict[str, str] = tomllib.loads((self.folder / "duban.toml").read_text("utf-8"))
        return found

    def start(self, *words: str, **options: object) -> subprocess.Popen[str]:
        """Run a command beside the test."""
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            [*self.program, *words], cwd=self.folder, env=self.environment, text=True, **options
        )

    def run(self, *words: str, code: int = 0) -> str:
        """What a command says, on both streams, when nobody sits at a terminal."""
        if self.program == Machine.program and _FORKING.acquire(blocking=False):
            try:
                said, exit_code = _run_forked(self.folder, self.environment, words)
            finally:
                _FORKING.release()
            assert exit_code == code, (words, said)
            return said
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
        with self.start(*words, stderr=subprocess.STDOUT, **streams) as process:
            said = process.communicate(timeout=LONGEST)[0]
        assert process.returncode == code, (words, said)
        return said

    def type(self, *words: str, answers: list[str], code: int = 0) -> str:
        """What a command says to somebody at a terminal who answers its questions in order."""
        ours, theirs = pty.openpty()
        process = self.start(*words, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        said = b""
        for answer in answers:
            question = b""
            while not question.rstrip().endswith(b":"):
                assert select.select([ours], [], [], LONGEST)[0], (said + question).decode()
                question += os.read(ours, 4096)
            said += question
            os.write(ours, answer.encode() + b"\n")
        with os.fdopen(ours, "rb", buffering=0) as rest:
            try:
                while part := rest.read(4096):
                    said += part
            except OSError:  # the terminal closes with its last process
                pass
        text = said.decode()
        assert process.wait(LONGEST) == code, text
        return text

    def serve(self, *words: str) -> Served:
        """`duban serve`, until it answers, at the address that it printed too."""
        said = self.folder / "serve.out"
        with said.open("w", encoding="utf-8") as stdout:
            process = self.start("serve", "--port", str(self.port), "--workers", "2", *words, stdout=stdout)
        served = Served(process, self.port)
        served.wait()
        printed = re.search(r"督办服务：(https?)://(\S+?)/ ", said.read_text("utf-8"))
        assert printed, "it does not say where it is"
        host = {"Host": printed[2], "X_Forwarded_Proto": printed[1], "X_Forwarded_For": "203.0.113.9"}
        assert served.answer("/login/", **host)[0] == 200, printed[0]
        return served


@functools.cache
def _make_empty_database() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="duban-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    machine = Machine(folder)
    machine.run("setup", "--settings-only", "--host", HOST)
    (folder / "duban-data").mkdir(mode=0o700)
    machine.run("site", "migrate")
    return folder / "duban-data" / "duban.sqlite3"


_FORKING = threading.Lock()


@functools.cache
def _start_forking() -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).with_name("forking.py"))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.kill)
    return process


def _run_forked(folder: Path, environment: dict[str, str], words: tuple[str, ...]) -> tuple[str, int]:
    """What the command says, and its exit code: as a process of its own would, but sooner (forking.py)."""
    process = _start_forking()
    assert process.stdin is not None
    assert process.stdout is not None
    with tempfile.NamedTemporaryFile() as output:
        task = {"folder": str(folder), "environment": environment, "words": words, "output": output.name}
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "forking.py has ended"
        return output.read().decode(), int(answer)


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    port: int

    def wait(self) -> None:
        end = time.monotonic() + LONGEST
        while self.answer("/health/")[0] != 200:
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.2)

    def answer(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body; 0 where nobody answers. Redirections are not followed."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=named)
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(request, timeout=30) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0, ""

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(LONGEST)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None
