"""Converting a granian request (RSGI) to WSGI (PEP 3333), and running the WSGI application."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

UNBUFFERED_HEADER = ("X-Accel-Buffering", "no")
"""The header of an answer that is sent unbuffered, piece by piece; nginx respects it as well."""
MAX_MEMORY_BYTES = 1 << 20
"""Bytes of an answer that stay in memory; a longer one goes to a file."""


@dataclass(slots=True)
class WsgiAnswer:
    """A WSGI application's answer: bytes, the path of a file, or a temporary file.

    Or `pieces`, which the caller sends as they are generated, and closes.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""
    path: str | None = None
    spooled_file: IO[bytes] | None = None
    pieces: Iterable[bytes] | None = None


class _FileWrapper:
    """`wsgi.file_wrapper`: granian sends a complete file on disk by itself, without a thread."""

    def __init__(self, file: Any, size: int = 8192) -> None:
        self.file, self.size = file, size

    def path(self) -> str | None:
        """The file's path, where all of the file is to be sent; else None."""
        file_name = getattr(self.file, "name", None)
        is_complete = isinstance(self.file, io.BufferedReader) and self.file.tell() == 0
        return file_name if is_complete and isinstance(file_name, str) else None

    def __iter__(self) -> Any:
        return iter(lambda: self.file.read(self.size), b"")

    def close(self) -> None:
        if hasattr(self.file, "close"):
            self.file.close()


def build_environ(scope: Any, body: IO[bytes] | None, size: int) -> dict[str, Any]:
    """The WSGI environment of a request whose body is already received.

    A header with an underscore in its name is dropped: in the environment it would be the same as
    one with a hyphen (X_Forwarded_For), so a visitor could forge that.
    """
    server_host, _, port = scope.server.rpartition(":")
    address = scope.client.rpartition(":")[0].strip("[]")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8").decode("latin-1"),
        "SERVER_NAME": server_host.strip("[]"),
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
        "wsgi.file_wrapper": _FileWrapper,
    }
    for header_name, value in scope.headers.items():
        if "_" in header_name or header_name in ("transfer-encoding", "content-length", "expect"):
            continue
        variable = header_name.upper().replace("-", "_")
        variable = variable if variable == "CONTENT_TYPE" else f"HTTP_{variable}"
        header_text = value.encode("utf-8").decode("latin-1")
        separator = "; " if variable == "HTTP_COOKIE" else ","
        environ[variable] = f"{environ[variable]}{separator}{header_text}" if variable in environ else header_text
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    if body is not None:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


def run_application(application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> WsgiAnswer:
    """Call the application in the current thread, and close its iterable (unless unbuffered)."""
    answer = WsgiAnswer(500, [])

    def start(status: str, headers: list[tuple[str, str]], _exception_info: Any = None) -> Callable[..., Any]:
        answer.status, answer.headers = int(status.split(" ", 1)[0]), headers
        return lambda _data: None

    response_iterable = application(environ, start)
    if environ["REQUEST_METHOD"] != "HEAD" and UNBUFFERED_HEADER in answer.headers:
        answer.pieces = response_iterable
        return answer
    try:
        if environ["REQUEST_METHOD"] == "HEAD":
            return answer
        if isinstance(response_iterable, _FileWrapper) and (path := response_iterable.path()) is not None:
            answer.path = path
            return answer
        _collect_body(response_iterable, answer)
    finally:
        if hasattr(response_iterable, "close"):
            response_iterable.close()
    return answer


def _collect_body(pieces: Iterable[bytes], answer: WsgiAnswer) -> None:
    buffer = tempfile.SpooledTemporaryFile(MAX_MEMORY_BYTES)  # noqa: SIM115 closed when it is sent
    size = sum(buffer.write(piece) for piece in pieces)
    if size <= MAX_MEMORY_BYTES:
        buffer.seek(0)
        answer.body = buffer.read()
        buffer.close()
    else:
        answer.spooled_file = buffer
