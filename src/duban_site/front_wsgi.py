"""Converting a granian request (RSGI) to WSGI (PEP 3333), and running the WSGI application."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

AT_ONCE = ("X-Accel-Buffering", "no")
"""The header of an answer that is sent unbuffered, piece by piece; nginx respects it as well."""
IN_MEMORY = 1 << 20
"""Bytes of an answer that stay in memory; a longer one goes to a file."""


@dataclass(slots=True)
class Answer:
    """A WSGI application's answer: bytes, the path of a file, or a temporary file.

    Or `pieces`, which the caller sends as they are generated, and closes.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""
    path: str | None = None
    long: IO[bytes] | None = None
    pieces: Iterable[bytes] | None = None


class _File:
    """`wsgi.file_wrapper`: granian sends a complete file on disk by itself, without a thread."""

    def __init__(self, file: Any, size: int = 8192) -> None:
        self.file, self.size = file, size

    def path(self) -> str | None:
        """The file's path, where all of the file is to be sent; else None."""
        name = getattr(self.file, "name", None)
        whole = isinstance(self.file, io.BufferedReader) and self.file.tell() == 0
        return name if whole and isinstance(name, str) else None

    def __iter__(self) -> Any:
        return iter(lambda: self.file.read(self.size), b"")

    def close(self) -> None:
        if hasattr(self.file, "close"):
            self.file.close()


def environ_of(scope: Any, body: IO[bytes] | None, size: int) -> dict[str, Any]:
    """The WSGI environment of a request whose body is already received.

    A header with an underscore in its name is dropped: in the environment it would be the same as
    one with a hyphen (X_Forwarded_For), so a visitor could forge that.
    """
    host, _, port = scope.server.rpartition(":")
    address = scope.client.rpartition(":")[0].strip("[]")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8").decode("latin-1"),
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body if body is not None else io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _File,
    }
    for name, value in scope.headers.items():
        if "_" in name or name in ("transfer-encoding", "content-length", "expect"):
            continue
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.encode("utf-8").decode("latin-1")
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{text}" if key in environ else text
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    if body is not None:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


def answered(application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> Answer:
    """Call the application in the current thread, and close its iterable (unless unbuffered)."""
    answer = Answer(500, [])

    def start(status: str, headers: list[tuple[str, str]], _info: Any = None) -> Callable[..., Any]:
        answer.status, answer.headers = int(status.split(" ", 1)[0]), headers
        return lambda _data: None

    given = application(environ, start)
    if environ["REQUEST_METHOD"] != "HEAD" and AT_ONCE in answer.headers:
        answer.pieces = given
        return answer
    try:
        if environ["REQUEST_METHOD"] == "HEAD":
            return answer
        if isinstance(given, _File) and (path := given.path()) is not None:
            answer.path = path
            return answer
        _collect(given, answer)
    finally:
        if hasattr(given, "close"):
            given.close()
    return answer


def _collect(given: Iterable[bytes], answer: Answer) -> None:
    out = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 closed when it is sent
    size = sum(out.write(piece) for piece in given)
    if size <= IN_MEMORY:
        out.seek(0)
        answer.body = out.read()
        out.close()
    else:
        answer.long = out
