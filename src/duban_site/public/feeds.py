"""Atom feeds (RFC 4287): what changed from one publication to the next.

An entry's id is derived from the city, the year, the commitment's number and the publication, so it
is the same in every database and never changes. Its address is absolute where the site's own
address is configured, and relative to the feed otherwise.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from duban_site.core.status_labels import LABEL_BY_STATUS
from duban_site.public.edition import Change, Edition, Issue
from duban_site.public.pages.page import build_plan_path
from duban_site.public.pages.view_modes import make_relative_path

ENTRY_ID_NAMESPACE = uuid.UUID("6f1c1d3e-0f0b-5c6a-9a3e-5b9e0d8c2a11")
MAX_ENTRIES = 200
CONTENT_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of a plan, or of a part, a unit or a commitment of it."""

    edition: Edition
    rest: str
    """Its folder below the plan's."""
    title: str
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...] = ()
    """Publications that have entries of their own."""

    @property
    def path(self) -> str:
        """Its folder below the site's root."""
        return build_plan_path(self.edition, self.rest)


def build_plan_feed(edition: Edition) -> Feed:
    """Every publication, and every change."""
    return Feed(edition, "", _name_plan(edition), edition.changes, edition.issues)


def build_part_feed(edition: Edition, order: int) -> Feed | None:
    """The changes of a part."""
    part = next((candidate for candidate in edition.parts if candidate.order == order), None)
    if part is None:
        return None
    commitment_ids = {line.row.id for line in edition.list_part_lines(order)}
    title = f"{_name_plan(edition)} · {part.heading or _('主要预期目标')}"
    return _build_filtered_feed(edition, f"parts/{order}/", title, commitment_ids)


def build_body_feed(edition: Edition, key: int) -> Feed | None:
    """The changes of the commitments that a body leads or cooperates in."""
    body_name = edition.find_body_name(key)
    if body_name is None:
        return None
    commitment_ids = {line.row.id for line in edition.list_body_lines(key)}
    return _build_filtered_feed(edition, f"bodies/{key}/", f"{_name_plan(edition)} · {body_name}", commitment_ids)


def build_commitment_feed(edition: Edition, number: str) -> Feed | None:
    """The first status of one commitment and its changes; None for an unknown number."""
    line = edition.line_by_number.get(number)
    row = line.row if line is not None else edition.former_by_number.get(number, (None, None))[0]
    if row is None:
        return None
    changes = [change for change in edition.changes if change.commitment == row.id]
    first_standing = edition.past[row.id][0]
    if not changes or changes[-1].was:
        first_change = Change(
            first_standing.issue, row.id, row.number, row.text, "", "", first_standing.status, first_standing.light
        )
        changes.append(first_change)
    title = f"{_name_plan(edition)} · {number}"
    return Feed(edition, f"{number}/", title, tuple(changes))


def _build_filtered_feed(edition: Edition, subpath: str, title: str, commitment_ids: set[int]) -> Feed:
    matching_changes = tuple(change for change in edition.changes if change.commitment in commitment_ids)
    return Feed(edition, subpath, title, matching_changes)


def _name_plan(edition: Edition) -> str:
    return f"{edition.city} {edition.year}"


def render_atom(feed: Feed, language: str, base_url: str = "") -> bytes:
    """The feed as Atom XML; `base_url` is the site's root in this language, with a final slash."""
    edition = feed.edition
    folder_url = base_url + feed.path if base_url else ""
    updated_at = max(issue.published_at for issue in edition.issues).isoformat()
    simulated_mark = f"（{_('模拟')}）" if edition.header.plan.simulated else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_language_tag(language)}">',
        f"<id>{_make_entry_id(edition, 'feed', feed.rest, language)}</id>",
        f"<title>{escape(feed.title + simulated_mark)}</title>",
        f"<updated>{updated_at}</updated>",
        f"<author><name>{escape(edition.city)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(folder_url + "feed.atom")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(folder_url or "./")}/>',
        *_render_entries(feed, base_url),
        "</feed>",
    ]
    return "\n".join(lines).encode()


def _render_entries(feed: Feed, base_url: str) -> Iterable[str]:
    keyed_entries = [(issue.published_at, 0, _render_issue_entry(feed, issue, base_url)) for issue in feed.issues]
    changes = feed.changes[:MAX_ENTRIES]
    keyed_entries += [
        (change.issue.published_at, 1, _render_change_entry(feed, change, base_url)) for change in changes
    ]
    return [
        entry_text
        for *_sort_key, entry_text in sorted(keyed_entries, key=lambda entry: (entry[0], entry[1]), reverse=True)
    ]


def _render_issue_entry(feed: Feed, issue: Issue, base_url: str) -> str:
    edition = feed.edition
    month_text = _("%(n)s 月") % {"n": issue.month}
    title = _("%(month)s发布版（截至 %(day)s）") % {"month": month_text, "day": issue.as_of.isoformat()}
    entry_id = _make_entry_id(edition, "issue", f"{issue.month}/{issue.serial}")
    link = (
        base_url + build_plan_path(edition, "changes/")
        if base_url
        else make_relative_path(feed.path, build_plan_path(edition)) + "changes/"
    )
    return _render_entry(entry_id, title, issue, link, f"{_('版本')} {issue.version}")


def _render_change_entry(feed: Feed, change: Change, base_url: str) -> str:
    edition, issue = feed.edition, change.issue
    status_label = str(LABEL_BY_STATUS.get(change.now, change.now))
    earlier_label = str(LABEL_BY_STATUS.get(change.was, change.was))
    transition = f"{earlier_label} → {status_label}" if earlier_label else status_label
    title = f"{change.number} {transition}"
    entry_id = _make_entry_id(edition, "change", f"{change.number}/{issue.month}/{issue.serial}")
    subpath = f"{change.number}/"
    link = (
        base_url + build_plan_path(edition, subpath)
        if base_url
        else make_relative_path(feed.path, build_plan_path(edition)) + subpath
    )
    as_of_text = _("截至 %(day)s") % {"day": issue.as_of.isoformat()}
    return _render_entry(entry_id, title, issue, link, f"{change.text}（{transition}；{as_of_text}）")


def _render_entry(entry_id: str, title: str, issue: Issue, link: str, content: str) -> str:
    published_at = issue.published_at.isoformat()
    return (
        f"<entry><id>{entry_id}</id><title>{escape(title)}</title><updated>{published_at}</updated>"
        f"<published>{published_at}</published>"
        f'<link rel="alternate" type="text/html" href={quoteattr(link)}/>'
        f'<content type="text">{escape(content)}</content></entry>'
    )


def _make_entry_id(edition: Edition, *name_parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(ENTRY_ID_NAMESPACE, '/'.join((edition.city, str(edition.year), *name_parts)))}"


def _language_tag(language: str) -> str:
    return "en" if language == "en" else "zh-Hans"
