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

from duban_site.front_wsgi import Answer, answered, environ_of

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

IN_MEMORY = 256 * 1024
"""Bytes of a body that stay in memory; a longer one goes to a file."""
CHUNK = 1 << 16
CREDENTIALS = ("cookie", "authorization", "x-duban-appkey")
"""Headers that may identify a user."""
LONG_KINDS = ("multipart/", "application/x-ndjson")
"""Content types that take long to parse and go to the upload pool."""
TOO_LARGE = (413, "提交的内容太大，没有接收。Too large: nothing was taken in.")
TOO_SLOW = (408, "提交的内容太久没有传完，没有接收。The request took too long to arrive.")
CUT_OFF = (400, "提交的内容没有传完。The request ended before its end.")
NO_SPACE = (503, "服务器磁盘已满，暂时不能接收内容，请联系管理员。No space left on the server.")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a body: its size for anonymous and for signed-in senders, and its speed.

    A body has `grace_seconds`, and one second more for each `bytes_per_second` received.
    """

    stranger: int = 1 << 20
    signed_in: int = 100 << 20
    grace: float = 20.0
    pace: int = 16 * 1024
    at_once: int = 8
    """Number of bodies beyond the anonymous limit that are received at the same time."""


class BodyRefusedError(Exception):
    """A body is refused: the status and the text of the response."""

    def __init__(self, answer: tuple[int, str]) -> None:
        super().__init__(*answer)
        self.status, self.words = answer


class Front:
    """An RSGI application for granian that calls a WSGI application with complete requests.

    `has_signed_in` decides whether a request's cookies or token belong to a known user; it is
    called, in a thread, only where a body is larger than the anonymous limit.
    """

    def __init__(
        self,
        application: Callable[..., Any],
        signed_in: Callable[[Mapping[str, str]], bool],
        *,
        limits: Limits | None = None,
        threads: int = 2,
    ) -> None:
        self._application = application
        self._signed_in = signed_in
        self._limits = limits or Limits()
        self._pages = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._uploads = ThreadPoolExecutor(threads, thread_name_prefix="upload")
        self._large: asyncio.Semaphore | None = None

    async def __rsgi__(self, scope: Any, proto: HTTPProtocol) -> None:
        """Process one request (called by granian)."""
        headers = scope.headers
        if not _has_body(headers):
            await self._ask(environ_of(scope, None, 0), proto, self._pages)
            return
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 closed below
        try:
            size = await self._take(headers, proto, body)
            body.seek(0)
            kind = headers.get("content-type") or ""
            files = kind.startswith(LONG_KINDS) and size > CHUNK
            pool = self._uploads if files else self._pages
            await self._ask(environ_of(scope, body, size), proto, pool)
        except BodyRefusedError as error:
            # The rest of the body is never read: the connection ends with the answer.
            said = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
            proto.response_str(error.status, said, error.words)
        finally:
            body.close()

    async def _take(self, headers: Any, proto: HTTPProtocol, body: IO[bytes]) -> int:
        """Receive the body and return its size. Raises BodyRefusedError."""
        stated = _stated(headers)
        limits = self._limits
        if stated is None or stated <= limits.stranger:
            taken = await self._copy(proto, body, stated, limits.stranger)
            if taken is not None:
                return taken
            # A body without a Content-Length shows only now that it is a large one.
        if max(stated or 0, limits.stranger) > limits.signed_in or not await self._known(headers):
            raise BodyRefusedError(TOO_LARGE)
        self._large = self._large or asyncio.Semaphore(limits.at_once)
        async with self._large:
            taken = await self._copy(proto, body, stated, limits.signed_in)
        if taken is None:
            raise BodyRefusedError(TOO_LARGE)
        return taken

    async def _copy(
        self, proto: HTTPProtocol, body: IO[bytes], stated: int | None, limit: int
    ) -> int | None:
        """Copy what arrives to `body` and return its size; None once it exceeds `limit`."""
        loop, limits = asyncio.get_running_loop(), self._limits
        chunks = proto.__aiter__()
        size = body.tell()
        began = loop.time() - size / limits.pace
        while True:
            left = began + limits.grace + size / limits.pace - loop.time()
            try:
                chunk = await asyncio.wait_for(chunks.__anext__(), max(left, 0.01))
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise BodyRefusedError(TOO_SLOW) from None
            except Exception:  # granian's own, where the sender has gone
                raise BodyRefusedError(CUT_OFF) from None
            try:
                size += body.write(chunk)
            except OSError:
                raise BodyRefusedError(NO_SPACE) from None
            if size > limit:
                return None
        if stated is not None and size != stated:
            raise BodyRefusedError(CUT_OFF)
        return size

    async def _known(self, headers: Any) -> bool:
        loop = asyncio.get_running_loop()
        told = {name: value for name in CREDENTIALS if (value := headers.get(name))}
        return bool(told) and await loop.run_in_executor(self._pages, self._signed_in, told)

    async def _ask(
        self, environ: dict[str, Any], proto: HTTPProtocol, pool: ThreadPoolExecutor
    ) -> None:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(pool, answered, self._application, environ)
        if answer.pieces is None:
            await send(answer, proto)
        else:
            out = proto.response_stream(answer.status, answer.headers)
            await loop.run_in_executor(pool, _pass_on, answer.pieces, out, loop)


def _pass_on(pieces: Iterable[bytes], out: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Send each piece when it is generated; generating continues after the reader has gone."""
    gone = False
    try:
        for piece in pieces:
            if not gone:
                gone = not asyncio.run_coroutine_threadsafe(_sent(out, piece), loop).result()
    finally:
        if hasattr(pieces, "close"):
            pieces.close()


async def _sent(out: Any, piece: bytes) -> bool:
    try:
        await out.send_bytes(piece)
    except Exception:  # the reader has gone
        return False
    return True


async def send(answer: Answer, proto: HTTPProtocol) -> None:
    """Pass the answer to granian, which sends it at the reader's speed without a thread."""
    if answer.path is not None:
        proto.response_file(answer.status, answer.headers, answer.path)
    elif answer.long is not None:
        with answer.long as file:
            file.seek(0)
            await _stream(file, proto.response_stream(answer.status, answer.headers))
    elif answer.body:
        proto.response_bytes(answer.status, answer.headers, answer.body)
    else:
        proto.response_empty(answer.status, answer.headers)


async def _stream(file: IO[bytes], out: Any) -> None:
    def chunks() -> Iterator[bytes]:
        while chunk := file.read(CHUNK):
            yield chunk

    for chunk in chunks():
        sent: Awaitable[None] = out.send_bytes(chunk)
        try:
            await sent
        except Exception:  # the reader has gone
            return


def _has_body(headers: Any) -> bool:
    length = headers.get("content-length")
    return (length is not None and length != "0") or "transfer-encoding" in headers


def _stated(headers: Any) -> int | None:
    """The Content-Length; None for a chunked body. Raises BodyRefusedError for an invalid one."""
    length = headers.get("content-length")
    if length is None:
        return None
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise BodyRefusedError(CUT_OFF)
    return int(length)
