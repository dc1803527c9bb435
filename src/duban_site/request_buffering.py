"""Buffering requests between the server and Django: a thread starts when the body is complete.

granian passes a request on when its head is read and leaves the body to the application, without
a limit of size or time (its issue 728). So the body is received here, on the event loop, where a
thousand slow senders cost almost nothing; then a thread processes it. Uploads have their own thread
pool, so that parsing files never delays the pages. Decision 0103.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from duban_site.wsgi_adapter import WsgiAnswer, build_environ, run_application

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

MAX_MEMORY_BYTES = 256 * 1024
"""Bytes of a body that stay in memory; a longer one goes to a file."""
CHUNK_BYTES = 1 << 16
CREDENTIAL_HEADERS = ("cookie", "authorization", "x-duban-appkey")
"""Headers that may identify a user."""
SLOW_CONTENT_TYPES = ("multipart/", "application/x-ndjson")
"""Content types that take long to parse and go to the upload pool."""
TOO_LARGE = (413, "提交的内容太大，没有接收。Too large: nothing was taken in.")
TOO_SLOW = (408, "提交的内容太久没有传完，没有接收。The request took too long to arrive.")
INCOMPLETE = (400, "提交的内容没有传完。The request ended before its end.")
NO_SPACE = (503, "服务器磁盘已满，暂时不能接收内容，请联系管理员。No space left on the server.")


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits of a body: its size for anonymous and for signed-in senders, and its speed.

    A body has `grace_seconds`, and one second more for each `bytes_per_second` received.
    """

    anonymous_bytes: int = 1 << 20
    signed_in_bytes: int = 100 << 20
    grace_seconds: float = 20.0
    bytes_per_second: int = 16 * 1024
    max_concurrent_large: int = 8
    """Number of bodies beyond the anonymous limit that are received at the same time."""


class BodyRefusedError(Exception):
    """A body is refused: the status and the text of the response."""

    def __init__(self, answer: tuple[int, str]) -> None:
        super().__init__(*answer)
        self.status, self.words = answer


class BufferingFront:
    """An RSGI application for granian that calls a WSGI application with complete requests.

    `has_signed_in` decides whether a request's cookies or token belong to a known user; it is
    called, in a thread, only where a body is larger than the anonymous limit.
    """

    def __init__(
        self,
        application: Callable[..., Any],
        has_signed_in: Callable[[Mapping[str, str]], bool],
        *,
        limits: BodyLimits | None = None,
        threads: int = 2,
    ) -> None:
        self._application = application
        self._has_signed_in = has_signed_in
        self._limits = limits or BodyLimits()
        self._page_pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._upload_pool = ThreadPoolExecutor(threads, thread_name_prefix="upload")
        self._large_body_slots: asyncio.Semaphore | None = None

    async def __rsgi__(self, scope: Any, proto: HTTPProtocol) -> None:
        """Process one request (called by granian)."""
        headers = scope.headers
        if not _has_body(headers):
            await self._run_application(build_environ(scope, None, 0), proto, self._page_pool)
            return
        body: IO[bytes] = tempfile.SpooledTemporaryFile(MAX_MEMORY_BYTES)  # noqa: SIM115 closed below
        try:
            size = await self._receive_body(headers, proto, body)
            body.seek(0)
            content_type = headers.get("content-type") or ""
            is_upload = content_type.startswith(SLOW_CONTENT_TYPES) and size > CHUNK_BYTES
            pool = self._upload_pool if is_upload else self._page_pool
            await self._run_application(build_environ(scope, body, size), proto, pool)
        except BodyRefusedError as error:
            # The rest of the body is never read: the connection ends with the answer.
            response_headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
            proto.response_str(error.status, response_headers, error.words)
        finally:
            body.close()

    async def _receive_body(self, headers: Any, proto: HTTPProtocol, body: IO[bytes]) -> int:
        """Receive the body and return its size. Raises BodyRefusedError."""
        stated_length = _parse_content_length(headers)
        limits = self._limits
        if stated_length is None or stated_length <= limits.anonymous_bytes:
            received_size = await self._copy_body(proto, body, stated_length, limits.anonymous_bytes)
            if received_size is not None:
                return received_size
            # A body without a Content-Length shows only now that it is a large one.
        if max(stated_length or 0, limits.anonymous_bytes) > limits.signed_in_bytes or not await self._is_signed_in(
            headers
        ):
            raise BodyRefusedError(TOO_LARGE)
        self._large_body_slots = self._large_body_slots or asyncio.Semaphore(limits.max_concurrent_large)
        async with self._large_body_slots:
            received_size = await self._copy_body(proto, body, stated_length, limits.signed_in_bytes)
        if received_size is None:
            raise BodyRefusedError(TOO_LARGE)
        return received_size

    async def _copy_body(
        self, proto: HTTPProtocol, body: IO[bytes], stated_length: int | None, limit: int
    ) -> int | None:
        """Copy what arrives to `body` and return its size; None once it exceeds `limit`."""
        loop, limits = asyncio.get_running_loop(), self._limits
        chunks = proto.__aiter__()
        size = body.tell()
        started_at = loop.time() - size / limits.bytes_per_second
        while True:
            remaining_seconds = started_at + limits.grace_seconds + size / limits.bytes_per_second - loop.time()
            try:
                chunk = await asyncio.wait_for(chunks.__anext__(), max(remaining_seconds, 0.01))
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise BodyRefusedError(TOO_SLOW) from None
            except Exception:  # granian's own, where the sender has gone
                raise BodyRefusedError(INCOMPLETE) from None
            try:
                size += body.write(chunk)
            except OSError:
                raise BodyRefusedError(NO_SPACE) from None
            if size > limit:
                return None
        if stated_length is not None and size != stated_length:
            raise BodyRefusedError(INCOMPLETE)
        return size

    async def _is_signed_in(self, headers: Any) -> bool:
        loop = asyncio.get_running_loop()
        credentials = {name: value for name in CREDENTIAL_HEADERS if (value := headers.get(name))}
        return bool(credentials) and await loop.run_in_executor(self._page_pool, self._has_signed_in, credentials)

    async def _run_application(self, environ: dict[str, Any], proto: HTTPProtocol, pool: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(pool, run_application, self._application, environ)
        if answer.pieces is None:
            await send_answer(answer, proto)
        else:
            stream = proto.response_stream(answer.status, answer.headers)
            await loop.run_in_executor(pool, _stream_pieces, answer.pieces, stream, loop)


def _stream_pieces(pieces: Iterable[bytes], stream: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Send each piece when it is generated; generating continues after the reader has gone."""
    reader_has_gone = False
    try:
        for piece in pieces:
            if not reader_has_gone:
                reader_has_gone = not asyncio.run_coroutine_threadsafe(_try_send(stream, piece), loop).result()
    finally:
        if hasattr(pieces, "close"):
            pieces.close()


async def _try_send(stream: Any, piece: bytes) -> bool:
    try:
        await stream.send_bytes(piece)
    except Exception:  # the reader has gone
        return False
    return True


async def send_answer(answer: WsgiAnswer, proto: HTTPProtocol) -> None:
    """Pass the answer to granian, which sends it at the reader's speed without a thread."""
    if answer.path is not None:
        proto.response_file(answer.status, answer.headers, answer.path)
    elif answer.spooled_file is not None:
        with answer.spooled_file as file:
            file.seek(0)
            await _stream_file(file, proto.response_stream(answer.status, answer.headers))
    elif answer.body:
        proto.response_bytes(answer.status, answer.headers, answer.body)
    else:
        proto.response_empty(answer.status, answer.headers)


async def _stream_file(file: IO[bytes], stream: Any) -> None:
    def chunks() -> Iterator[bytes]:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk

    for chunk in chunks():
        pending_send: Awaitable[None] = stream.send_bytes(chunk)
        try:
            await pending_send
        except Exception:  # the reader has gone
            return


def _has_body(headers: Any) -> bool:
    length = headers.get("content-length")
    return (length is not None and length != "0") or "transfer-encoding" in headers


def _parse_content_length(headers: Any) -> int | None:
    """The Content-Length; None for a chunked body. Raises BodyRefusedError for an invalid one."""
    length = headers.get("content-length")
    if length is None:
        return None
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise BodyRefusedError(INCOMPLETE)
    return int(length)
