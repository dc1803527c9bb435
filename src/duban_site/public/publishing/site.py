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
from duban_site.encryption.files import get_evidence_path, read_file
from duban_site.public import feeds, sitemaps
from duban_site.public.edition import Edition
from duban_site.public.open_data import CATALOGUE_NAME, list_data_files, render_data_catalogue
from duban_site.public.pages import VIEW_BY_MODE, Page, ViewMode, apply_view_mode, plan, render_page
from duban_site.public.pages.comparison import TARGETS_CSV_PATH, build_comparison_page, render_targets_csv
from duban_site.public.pages.files import map_public_files
from duban_site.public.pages.search_page import build_search_index
from duban_site.public.publishing.pages import generate_plan_feeds, generate_plan_pages
from duban_site.public.publishing.replace_folder import replace_folder
from duban_site.public.voices.published import Voice, load_voices

STYLESHEETS = ("site.css", "boards.css", "public.css", "comparison.css")
ASSETS = (*STYLESHEETS, "drawer.js", "public.js", "folding.js", "finding.js", "icon.svg")
_FOLDER_LINK = re.compile(rb'(<a\b[^>]*?\bhref="|\baction=")([^":?#]*/)(?=["?#])')
"""A link to a folder of the site; a site opened from a disk needs the index file's name."""
LANGUAGES = tuple(dict.fromkeys(language for language, _large in VIEW_BY_MODE.values()))


@dataclass
class SiteTotals:
    """What was written."""

    commitments: int = 0
    pages: int = 0
    files: int = 0


def publish_site(folder: Path, editions: Sequence[tuple[int, Edition]], base_url: str = "") -> SiteTotals:
    """Write the site of these (plan, edition) into `folder`.

    `base_url` is the address under which it will be reached, for feeds, sitemaps and the catalogue
    of open data; without it feeds are relative, and there are no sitemaps and no catalogue.
    Raises ForeignFolderError for a folder that contains anything else.
    """
    totals = SiteTotals()

    def write(temporary_folder: Path) -> Any:
        _SiteWriter(temporary_folder, base_url, totals).all(editions)
        plans = {
            f"{edition.city}{edition.year}": {"as_of": str(edition.issue.as_of), "sha256": edition.issue.sha256}
            for _plan_id, edition in editions
        }
        return {"duban": duban.__version__, "plans": plans, "pages": totals.pages}

    replace_folder(folder, write)
    return totals


class _SiteWriter:
    def __init__(self, folder: Path, base_url: str, totals: SiteTotals) -> None:
        self._folder, self._base_url, self._totals = folder, base_url, totals

    def all(self, editions: Sequence[tuple[int, Edition]]) -> None:
        """Write every page, feed, index and file."""
        for asset_name in ASSETS:
            self._write_bytes(
                f"assets/{asset_name}", (settings.PACKAGE_FOLDER / "static" / "duban" / asset_name).read_bytes()
            )
        published_editions = [edition for _plan_id, edition in editions]
        for language in LANGUAGES:
            with translation.override(language):
                about_page = plan.build_about_page(settings.CONTACT_DAYS, settings.RATINGS_LEAST)
                self._write_pages(
                    [plan.build_plans_page(published_editions), about_page, build_comparison_page(published_editions)],
                    language,
                )
        targets = render_targets_csv(published_editions)
        self._write_bytes(TARGETS_CSV_PATH, targets)
        base_url = self._base_url and self._base_url.rstrip("/") + "/"
        url_by_plan = {plan_id: base_url and base_url + quote(edition.home_path) for plan_id, edition in editions}
        for plan_id, edition in editions:
            self._write_plan(plan_id, edition, url_by_plan[plan_id])
        if base_url:
            if (catalogue := render_data_catalogue(base_url, url_by_plan, targets)) is not None:
                self._write_bytes(CATALOGUE_NAME, catalogue)
            home_paths = [quote(edition.home_path) for edition in published_editions]
            self._write_bytes("sitemap.xml", sitemaps.render_sitemap_index(home_paths, base_url))
            for edition in published_editions:
                self._write_bytes(f"{edition.home_path}sitemap.xml", sitemaps.render_plan_sitemap(edition, base_url))

    def _write_plan(self, plan_id: int, edition: Edition, plan_url: str) -> None:
        voice_by_commitment = load_voices([line.row.id for line in edition.lines])
        for language in LANGUAGES:
            with translation.override(language):
                self._write_language(edition, language, voice_by_commitment)
        self._write_bytes(edition.home_path + "search.json", _encode_json(build_search_index(edition)))
        for file_name, file in map_public_files(edition).items():
            if get_evidence_path(file.sha256).is_file():
                self._copy_stored_file(file.sha256, f"{edition.home_path}files/{file_name}")
        for file_name, content in list_data_files(plan_id, plan_url):
            self._write_bytes(f"{edition.home_path}data/{file_name}", content)
        self._totals.commitments += len(edition.lines)

    def _write_language(self, edition: Edition, language: str, voice_by_commitment: dict[int, Voice]) -> None:
        self._write_pages(generate_plan_pages(edition, voice_by_commitment), language)
        folder = ViewMode(language).folder
        base_url = self._base_url and self._base_url.rstrip("/") + "/" + folder
        for feed in generate_plan_feeds(edition):
            content = feeds.render_atom(feed, language, base_url)
            self._write_bytes(f"{folder}{unquote(feed.path)}feed.atom", content)

    def _write_pages(self, pages: Iterable[Page], language: str) -> None:
        for page in pages:
            html = render_page(page, language, live=False)
            for large in (False, True):
                view = ViewMode(language, large, live=False)
                path = f"{view.folder}{unquote(page.path)}index.html"
                self._write_bytes(path, _FOLDER_LINK.sub(rb"\1\2index.html", apply_view_mode(html, page.path, view)))
                self._totals.pages += 1

    def _write_bytes(self, path: str, content: bytes) -> None:
        target = self._folder / path
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
        target.write_bytes(content)
        self._totals.files += 1

    def _copy_stored_file(self, sha256: str, path: str) -> None:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as output:
            for chunk in read_file(sha256):
                output.write(chunk)
        self._totals.files += 1


def _encode_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
