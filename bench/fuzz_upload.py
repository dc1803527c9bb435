"""Damaged files handed to a running service, as people hand them in: what became of each.

`duban serve` in production mode with its worker; an officer imports each file as a report, a
liaison hands it in as evidence, and a workbook comes as the month's sheet and as the breakdown
table too. Nothing may answer 500, end a process of the service, or take longer than its limits.
"""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from duban.isolation import Limits

FILL = Path(__file__).resolve().parents[1] / "tests" / "server" / "fill.py"
HOST, PASSWORD = "localhost", "Kuaile-2031-Shan"
PATIENCE = 300
BOUNDARY = "----duban-fuzz"
REPORT = "/reporting/reports/1/"


@dataclass
class Uploads:
    """What became of all of them."""

    files: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    most: int = 0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = ", ".join(f"{count:,} {what}" for what, count in sorted(self.answers.items()))
        memory = f"most {self.most >> 20} MB in a process of the service"
        return f"{self.files:,} files uploaded: {said}\nlongest {self.longest:.1f} s, {memory}"


class Person:
    """Somebody who has signed in; cookies and the form's token are held as a browser does."""

    def __init__(self, port: int, username: str) -> None:
        self._port, self._cookies = port, dict[str, str]()
        self.ask("GET", "/login/")
        form = urlencode({**self._token, "username": username, "password": PASSWORD})
        status, said = self.ask("POST", "/login/", form.encode(), "application/x-www-form-urlencoded")
        if status != 302:
            msg = f"{username} cannot sign in: {status} {said[:300]}"
            raise RuntimeError(msg)

    @property
    def _token(self) -> dict[str, str]:
        found = [value for name, value in self._cookies.items() if "csrf" in name]
        return {"csrfmiddlewaretoken": found[0]}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        """Status and body of one request; 0 where nobody answered."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()), "Host": HOST}
        if kind:
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self._cookies[key] = rest.partition(";")[0]
            return answer.status, answer.read().decode("utf-8", "replace")
        except OSError as error:
            return 0, repr(error)
        finally:
            connection.close()

    def give(self, path: str, name: str, data: bytes, called: str, **words: str) -> tuple[int, str]:
        """Send a form with one file."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {**self._token, **words}.items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"'
            "\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")


def upload(tasks: Iterable[tuple[str, int]]) -> Uploads:
    """Hand every damaged file to a service of its own."""
    from mutating import damaged

    found = Uploads()
    with tempfile.TemporaryDirectory(prefix="duban-fuzz-") as folder, _served(folder) as server:
        port, pid = server
        people = {name: Person(port, name) for name in ("shen", "lu")}
        page = people["lu"].ask("GET", REPORT)[1]
        entry = re.findall(r'name="(file-\d+)"', page)[0]
        before = _processes(pid)
        for kind, seed in tasks:
            for door in _doors(kind, entry):
                _give(found, people[door.who], door, f"{seed}.{kind}", damaged(kind, seed))
            found.files += 1
            if found.files % 50 == 0:
                print(found, found.bad, file=sys.stderr, flush=True)
        found.bad += _jobs(Path(folder))
        after = _processes(pid)
        found.most = max(after.values())
        found.bad += [f"process {pid} of the service is gone" for pid in before.keys() - after]
    return found


class Door(NamedTuple):
    """A form that takes a file: who sends it, where it is, its field, what else it asks."""

    name: str
    who: str
    path: str
    field: str
    words: dict[str, str]


def _doors(kind: str, entry: str) -> list[Door]:
    words = {"city": "云泽市", "year": "2031"}
    doors = [Door("import", "shen", "/plans/import/", "file", words), Door("evidence", "lu", REPORT, entry, {})]
    if kind == "xlsx":
        doors.append(Door("sheet", "lu", f"{REPORT}sheet/", "file", {}))
        doors.append(Door("breakdown", "shen", "/plans/1/breakdown/", "file", {}))
    return doors


def _give(found: Uploads, who: Person, door: Door, called: str, data: bytes) -> None:
    began = time.monotonic()
    status, said = who.give(door.path, door.field, data, called, **door.words)
    took = time.monotonic() - began
    found.answers[f"{door.name} {status}"] += 1
    found.longest = max(found.longest, took)
    if not 200 <= status < 500 or took > Limits().seconds:
        found.bad.append(f"{door.name} {called}: {status} in {took:.1f} s {said[:200]}")


@contextmanager
def _served(folder: str) -> Iterator[tuple[int, int]]:
    """A new installation with a plan in force and a month asked for, served with its worker."""
    from machine import Machine

    machine = Machine(Path(folder), settings={"DUBAN_LOG": "CRITICAL"})
    machine.run("setup", "--host", HOST, "--no-tls", "--city", "云泽市")
    filled = [sys.executable, str(FILL), "new", "0", "0"]
    subprocess.run(filled, cwd=machine.folder, env=machine.environment, check=True)
    served = machine.serve()
    try:
        yield served.port, served.process.pid
    finally:
        served.stop()


def _jobs(folder: Path) -> list[str]:
    """Wait until every job has ended; those that a fault of the program ended."""
    import sqlite3

    base = sqlite3.connect(f"file:{next(folder.glob('duban-data/*.sqlite3'))}?mode=ro", uri=True)
    end = time.monotonic() + PATIENCE
    open_ = "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running') AND kind LIKE 'p%'"
    while base.execute(open_).fetchone()[0] and time.monotonic() < end:
        time.sleep(0.5)
    asked = "SELECT title, state, error FROM jobs_job WHERE error <> '' OR state = 'waiting'"
    bad = [f"job {' '.join(map(str, row))}"[-600:] for row in base.execute(asked)]
    asked = (
        "SELECT title, (julianday(finished_at) - julianday(started_at)) * 86400 FROM jobs_job WHERE kind LIKE 'plans.%'"
    )
    slow = [row for row in base.execute(asked) if (row[1] or 0) > Limits().seconds]
    return bad + [f"job {title} took {seconds:.0f} s" for title, seconds in slow]


def _processes(pid: int) -> dict[int, int]:
    """The server's processes (its worker too), and the most memory that each ever held."""
    found = {}
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(process.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            own = int(process.parent.name)
            if pid in (own, parent):
                status = (process.parent / "status").read_text(encoding="utf-8")
                found[own] = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) * 1024
        except (OSError, IndexError):
            continue  # it ended while it was looked at
    return found
