"""A cache of published pages as bytes, served before any other middleware runs.

A published page is the same for everybody, so it needs no session, no account and no query, and
other caches may store it too. It is served while the publication and the citizens' voices that it
was made from are current (`edition.publication_state`).
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

from duban_site.public.edition.loading import PublicationStamp
from duban_site.public.edition.publication_state import PublicationState, get_publication_state
from duban_site.public.voices.published import VoiceToken

Handler = Callable[[HttpRequest], HttpResponse]
PageKey = tuple[str, str, str]
PUBLIC_ROOT = "/public/"
MAX_AGE_SECONDS = 60
"""Seconds for which browsers and other caches may use a page without revalidating it."""
UNCACHED_HEADERS = frozenset({"content-length", "vary", "x-request-id"})
MIN_COMPRESSED_BYTES = 1000


@dataclass(frozen=True, slots=True)
class PageSources:
    """What a page was made from; the page is valid while none of it has changed."""

    stamps: tuple[tuple[int, PublicationStamp], ...]
    commitment: int | None = None
    voice_token: VoiceToken | None = None

    def is_current(self, state: PublicationState) -> bool:
        """Whether all sources are still those of the current publication state."""
        if self.commitment is not None and state.voice_token_by_commitment.get(self.commitment) != self.voice_token:
            return False
        return all(state.stamp_by_plan.get(plan_id) == stamp for plan_id, stamp in self.stamps)


@dataclass
class CachedPage:
    """A page's bytes and headers."""

    body: bytes
    headers: dict[str, str]
    sources: PageSources
    etag: str
    compressed_body: bytes = field(default=b"")

    @classmethod
    def from_response(cls, response: HttpResponse, sources: PageSources) -> CachedPage:
        """Create a cached page from a new response."""
        headers = {name: value for name, value in response.items() if name.lower() not in UNCACHED_HEADERS}
        headers["Vary"] = "Accept-Encoding"
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        return cls(response.content, headers, sources, etag)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, compressed where the browser accepts it; 304 where its ETag matches."""
        headers = {**self.headers, "ETag": self.etag}
        if self.etag in parse_etags(request.headers.get("If-None-Match", "")):
            return HttpResponse(status=304, headers=_drop_content_type(headers))
        body = self.body
        if len(body) >= MIN_COMPRESSED_BYTES and "gzip" in request.headers.get("Accept-Encoding", ""):
            self.compressed_body = self.compressed_body or gzip.compress(body, 6, mtime=0)
            body, headers["Content-Encoding"] = self.compressed_body, "gzip"
        headers["Content-Length"] = str(len(body))
        return HttpResponse(body, headers=headers)

    @property
    def size(self) -> int:
        """Approximate size in memory, in bytes."""
        return len(self.body) + len(self.compressed_body) + 2000


def _drop_content_type(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Content-Type"}


class PageCache:
    """The most recently used pages, up to a total size."""

    def __init__(self) -> None:
        self._page_by_key: OrderedDict[PageKey, CachedPage] = OrderedDict()
        self._total_size = 0
        self._lock = Lock()

    def get(self, key: PageKey, state: PublicationState) -> CachedPage | None:
        """The cached page, or None where there is none or it is outdated."""
        page = self._page_by_key.get(key)
        if page is None or not page.sources.is_current(state):
            return None
        with self._lock:
            if key in self._page_by_key:
                self._page_by_key.move_to_end(key)
        return page

    def add_page(self, key: PageKey, page: CachedPage) -> None:
        """Add a page; the least recently used ones are removed to make room."""
        with self._lock:
            self._remove_page(key)
            self._page_by_key[key] = page
            self._total_size += page.size
            while self._total_size > settings.PUBLIC_MEGABYTES * 1024 * 1024 and len(self._page_by_key) > 1:
                self._remove_page(next(iter(self._page_by_key)))

    def _remove_page(self, key: PageKey) -> None:
        page = self._page_by_key.pop(key, None)
        if page is not None:
            self._total_size = max(self._total_size - page.size, 0)

    def clear(self) -> None:
        """Remove all pages (for tests)."""
        with self._lock:
            self._page_by_key.clear()
            self._total_size = 0


PAGE_CACHE = PageCache()


def _make_page_key(request: HttpRequest) -> PageKey | None:
    """The cache key of a GET of a public page without a query string; None for all else."""
    is_plain_get = request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING")
    if not is_plain_get or not request.path_info.startswith(PUBLIC_ROOT):
        return None
    return (request.scheme or "", request.META.get("HTTP_HOST", ""), request.path_info)


def page_cache_middleware(get_response: Handler) -> Handler:
    """The outermost middleware: serves cached pages, and caches responses that allow it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        page_key = _make_page_key(request)
        if page_key is None:
            return get_response(request)
        page = PAGE_CACHE.get(page_key, get_publication_state())
        if page is not None:
            return page.answer(request)
        response = get_response(request)
        sources = getattr(response, "source_edition", None)
        if sources is None or response.status_code != 200:
            return response
        # A cached page is for everybody, so it carries no cookies of this visitor's session.
        page = CachedPage.from_response(response, sources)
        PAGE_CACHE.add_page(page_key, page)
        return page.answer(request)

    return middleware
