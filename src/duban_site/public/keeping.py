"""A cache of published pages as bytes, served before any other middleware runs.

A published page is the same for everybody, so it needs no session, no account and no query, and
other caches may store it too. It is served while the publication and the citizens' voices that it
was made from are current (`edition.freshness`).
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from duban_site.public.edition.freshness import Now, now
from duban_site.public.edition.opening import Stamp
from duban_site.public.voices.published import Token

Handler = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, str, str]
ROOT = "/public/"
AGE = 60
"""Seconds for which browsers and other caches may use a page without revalidating it."""
LEFT_OUT = frozenset({"content-length", "vary", "x-request-id"})
SMALLEST_ZIPPED = 1000


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a page was made from; the page is valid while none of it has changed."""

    stamps: tuple[tuple[int, Stamp], ...]
    commitment: int | None = None
    voice: Token | None = None

    def holds(self, current: Now) -> bool:
        """Whether all sources are still those of the current publication state."""
        if self.commitment is not None and current.voices.get(self.commitment) != self.voice:
            return False
        return all(current.stamps.get(plan) == stamp for plan, stamp in self.stamps)


@dataclass
class Kept:
    """A page's bytes and headers."""

    body: bytes
    headers: dict[str, str]
    made_from: MadeFrom
    etag: str
    zipped: bytes = field(default=b"")

    @classmethod
    def of(cls, response: HttpResponse, made_from: MadeFrom) -> Kept:
        """Create a cached page from a new response."""
        headers = {k: v for k, v in response.items() if k.lower() not in LEFT_OUT}
        headers["Vary"] = "Accept-Encoding"
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        return cls(response.content, headers, made_from, etag)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, compressed where the browser accepts it; 304 where its ETag matches."""
        headers = {**self.headers, "ETag": self.etag}
        if self.etag in parse_etags(request.headers.get("If-None-Match", "")):
            return HttpResponse(status=304, headers=_without_type(headers))
        body = self.body
        if len(body) >= SMALLEST_ZIPPED and "gzip" in request.headers.get("Accept-Encoding", ""):
            self.zipped = self.zipped or gzip.compress(body, 6, mtime=0)
            body, headers["Content-Encoding"] = self.zipped, "gzip"
        headers["Content-Length"] = str(len(body))
        return HttpResponse(body, headers=headers)

    @property
    def size(self) -> int:
        """Approximate size in memory, in bytes."""
        return len(self.body) + len(self.zipped) + 2000


def _without_type(headers: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in headers.items() if k != "Content-Type"}


class Store:
    """The most recently used pages, up to a total size."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: Key, current: Now) -> Kept | None:
        """The cached page, or None where there is none or it is outdated."""
        kept = self._kept.get(key)
        if kept is None or not kept.made_from.holds(current):
            return None
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
        return kept

    def put(self, key: Key, kept: Kept) -> None:
        """Add a page; the least recently used ones are removed to make room."""
        with self._lock:
            self._take_out(key)
            self._kept[key] = kept
            self._size += kept.size
            while self._size > settings.PUBLIC_MEGABYTES * 1024 * 1024 and len(self._kept) > 1:
                self._take_out(next(iter(self._kept)))

    def _take_out(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._size = max(self._size - gone.size, 0)

    def clear(self) -> None:
        """Remove all pages (for tests)."""
        with self._lock:
            self._kept.clear()
            self._size = 0


STORE = Store()


def _key(request: HttpRequest) -> Key | None:
    """The cache key of a GET of a public page without a query string; None for all else."""
    plain = request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING")
    if not plain or not request.path_info.startswith(ROOT):
        return None
    return (request.scheme or "", request.META.get("HTTP_HOST", ""), request.path_info)


def kept_pages(get_response: Handler) -> Handler:
    """The outermost middleware: serves cached pages, and caches responses that allow it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return get_response(request)
        kept = STORE.get(key, now())
        if kept is not None:
            return kept.answer(request)
        response = get_response(request)
        made_from = getattr(response, "made_from", None)
        if made_from is None or response.status_code != 200:
            return response
        # A cached page is for everybody, so it carries no cookies of this visitor's session.
        kept = Kept.of(response, made_from)
        STORE.put(key, kept)
        return kept.answer(request)

    return middleware
