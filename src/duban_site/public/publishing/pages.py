"""Generating every page and feed of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.public import feeds
from duban_site.public.edition import Edition
from duban_site.public.pages import Page, plan
from duban_site.public.pages.commitment import build_commitment_page
from duban_site.public.pages.search_page import build_full_list_page
from duban_site.public.voices.published import EMPTY_VOICE, Voice


def generate_plan_pages(edition: Edition, voices: Mapping[int, Voice]) -> Iterator[Page]:
    """The pages of a plan, in the active language."""
    overview_pages = [
        plan.build_home_page(edition),
        plan.build_changes_page(edition),
        plan.build_bodies_page(edition),
        build_full_list_page(edition),
    ]
    yield from overview_pages
    for page in _generate_group_pages(edition):
        if page is not None:
            yield page
    for number in list_page_numbers(edition):
        commitment_id = edition.line_by_number[number].row.id if number in edition.line_by_number else None
        page = build_commitment_page(
            edition, number, voices.get(commitment_id, EMPTY_VOICE) if commitment_id else EMPTY_VOICE
        )
        if page is not None:
            yield page


def _generate_group_pages(edition: Edition) -> Iterator[Page | None]:
    for part in edition.parts:
        yield plan.build_part_page(edition, part.order)
    for body_id in edition.body_ids:
        yield plan.build_body_page(edition, body_id)
    for status, _word in STATUS_CHOICES:
        yield plan.build_status_page(edition, status)


def list_page_numbers(edition: Edition) -> list[str]:
    """Every commitment that has a page."""
    return [*edition.line_by_number, *edition.former_by_number]


def generate_plan_feeds(edition: Edition) -> Iterator[feeds.Feed]:
    """The feeds of a plan, in the active language."""
    yield feeds.build_plan_feed(edition)
    narrow_feeds = [feeds.build_part_feed(edition, part.order) for part in edition.parts]
    narrow_feeds += [feeds.build_body_feed(edition, body_id) for body_id in edition.body_ids]
    narrow_feeds += [feeds.build_commitment_feed(edition, number) for number in list_page_numbers(edition)]
    yield from (feed for feed in narrow_feeds if feed is not None)
