"""Writing the site: four modes of every page, the feeds, the index, the files, the styles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.utils import translation

import duban
from duban_site.encryption.files import path_of, read_file
from duban_site.public import feeds, sitemaps
from duban_site.public.edition import Edition
from duban_site.public.open_data import CATALOGUE, data_catalogue, data_files
from duban_site.public.pages import MODES, Page, View, dressed, plan, rendered
from duban_site.public.pages.comparison import DATA, comparing, targets_csv
from duban_site.public.pages.files import public_files
from duban_site.public.pages.finding import index
from duban_site.public.publishing.pages import all_feeds, pages
from duban_site.public.publishing.swapping import put_in_place
from duban_site.public.voices.published import Voice, voices

STYLES = ("site.css", "boards.css", "public.css", "comparison.css")
ASSETS = (*STYLES, "drawer.js", "public.js", "finding.js", "icon.svg")
FOLDER = re.compile(rb'(<a\b[^>]*?\bhref="|\baction=")([^":?#]*/)(?=["?#])')
"""A link to a folder of the site; a site opened from a disk needs the index file's name."""
LANGUAGES = tuple(dict.fromkeys(language for language, _large in MODES.values()))


@dataclass
class Written:
    """What was written."""

    commitments: int = 0
    pages: int = 0
    files: int = 0


def publish(folder: Path, editions: Sequence[tuple[int, Edition]], base: str = "") -> Written:
    """Write the site of these (plan, edition) into `folder`.

    `base_url` is the address under which it will be reached, for feeds, sitemaps and the catalogue
    of open data; without it feeds are relative, and there are no sitemaps and no catalogue.
    Raises ForeignFolderError for a folder that contains anything else.
    """
    written = Written()

    def write(beside: Path) -> Any:
        _Writer(beside, base, written).all(editions)
        told = {
            f"{one.city}{one.year}": {"as_of": str(one.issue.as_of), "sha256": one.issue.sha256}
            for _key, one in editions
        }
        return {"duban": duban.__version__, "plans": told, "pages": written.pages}

    put_in_place(folder, write)
    return written


class _Writer:
    def __init__(self, folder: Path, base: str, written: Written) -> None:
        self._folder, self._base, self._written = folder, base, written

    def all(self, editions: Sequence[tuple[int, Edition]]) -> None:
        """Write every page, feed, index and file."""
        for name in ASSETS:
            self._put(f"assets/{name}", (settings.HERE / "static" / "duban" / name).read_bytes())
        shown = [edition for _key, edition in editions]
        for language in LANGUAGES:
            with translation.override(language):
                about = plan.about(settings.CONTACT_DAYS, settings.RATINGS_LEAST)
                self._pages([plan.plans(shown), about, comparing(shown)], language)
        targets = targets_csv(shown)
        self._put(DATA, targets)
        base = self._base and self._base.rstrip("/") + "/"
        pages = {key: base and base + quote(edition.home) for key, edition in editions}
        for key, edition in editions:
            self._plan(key, edition, pages[key])
        if base:
            if (catalogue := data_catalogue(base, pages, targets)) is not None:
                self._put(CATALOGUE, catalogue)
            homes = [quote(edition.home) for edition in shown]
            self._put("sitemap.xml", sitemaps.index(homes, base))
            for edition in shown:
                self._put(f"{edition.home}sitemap.xml", sitemaps.of_plan(edition, base))

    def _plan(self, key: int, edition: Edition, page: str) -> None:
        said = voices([line.row.id for line in edition.lines])
        for language in LANGUAGES:
            with translation.override(language):
                self._language(edition, language, said)
        self._put(edition.home + "search.json", _json(index(edition)))
        for name, file in public_files(edition).items():
            if path_of(file.sha256).is_file():
                self._write_file(file.sha256, f"{edition.home}files/{name}")
        for name, content in data_files(key, page):
            self._put(f"{edition.home}data/{name}", content)
        self._written.commitments += len(edition.lines)

    def _language(self, edition: Edition, language: str, said: dict[int, Voice]) -> None:
        self._pages(pages(edition, said), language)
        folder = View(language).folder
        base = self._base and self._base.rstrip("/") + "/" + folder
        for feed in all_feeds(edition):
            content = feeds.atom(feed, language, base)
            self._put(f"{folder}{unquote(feed.path)}feed.atom", content)

    def _pages(self, found: Iterable[Page], language: str) -> None:
        for page in found:
            html = rendered(page, language, live=False)
            for large in (False, True):
                view = View(language, large, live=False)
                path = f"{view.folder}{unquote(page.path)}index.html"
                self._put(path, FOLDER.sub(rb"\1\2index.html", dressed(html, page.path, view)))
                self._written.pages += 1

    def _put(self, path: str, content: bytes) -> None:
        target = self._folder / path
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
        target.write_bytes(content)
        self._written.files += 1

    def _write_file(self, sha256: str, path: str) -> None:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            for chunk in read_file(sha256):
                out.write(chunk)
        self._written.files += 1


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
