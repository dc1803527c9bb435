"""Generating every page and feed of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duban_site.core.status_words import STATUSES
from duban_site.public import feeds
from duban_site.public.edition import Edition
from duban_site.public.pages import Page, plan
from duban_site.public.pages.commitment import commitment
from duban_site.public.pages.finding import whole
from duban_site.public.voices.published import SILENT, Voice


def pages(edition: Edition, voices: Mapping[int, Voice]) -> Iterator[Page]:
    """The pages of a plan, in the active language."""
    found = [plan.home(edition), plan.changes(edition), plan.bodies(edition), whole(edition)]
    yield from found
    for page in _groups(edition):
        if page is not None:
            yield page
    for number in numbers(edition):
        key = edition.by_number[number].row.id if number in edition.by_number else None
        page = commitment(edition, number, voices.get(key, SILENT) if key else SILENT)
        if page is not None:
            yield page


def _groups(edition: Edition) -> Iterator[Page | None]:
    for one in edition.parts:
        yield plan.part(edition, one.order)
    for key in edition.body_keys:
        yield plan.body(edition, key)
    for status, _word in STATUSES:
        yield plan.status(edition, status)


def numbers(edition: Edition) -> list[str]:
    """Every commitment that has a page."""
    return [*edition.by_number, *edition.former]


def all_feeds(edition: Edition) -> Iterator[feeds.Feed]:
    """The feeds of a plan, in the active language."""
    yield feeds.of_plan(edition)
    narrow = [feeds.of_part(edition, one.order) for one in edition.parts]
    narrow += [feeds.of_body(edition, key) for key in edition.body_keys]
    narrow += [feeds.of_commitment(edition, number) for number in numbers(edition)]
    yield from (feed for feed in narrow if feed is not None)
