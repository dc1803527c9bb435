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

from duban_site.core.status_words import WORDS
from duban_site.public.edition import Change, Edition, Issue
from duban_site.public.pages.dressing import up
from duban_site.public.pages.page import place

NAMES = uuid.UUID("6f1c1d3e-0f0b-5c6a-9a3e-5b9e0d8c2a11")
MOST = 200
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
        return place(self.edition, self.rest)


def of_plan(edition: Edition) -> Feed:
    """Every publication, and every change."""
    return Feed(edition, "", _plan(edition), edition.changes, edition.issues)


def of_part(edition: Edition, order: int) -> Feed | None:
    """The changes of a part."""
    found = next((part for part in edition.parts if part.order == order), None)
    if found is None:
        return None
    keys = {line.row.id for line in edition.of_part(order)}
    title = f"{_plan(edition)} · {found.heading or _('主要预期目标')}"
    return _narrow(edition, f"parts/{order}/", title, keys)


def of_body(edition: Edition, key: int) -> Feed | None:
    """The changes of the commitments that a body leads or cooperates in."""
    name = edition.unit_name(key)
    if name is None:
        return None
    keys = {line.row.id for line in edition.of_body(key)}
    return _narrow(edition, f"bodies/{key}/", f"{_plan(edition)} · {name}", keys)


def of_commitment(edition: Edition, number: str) -> Feed | None:
    """The first status of one commitment and its changes; None for an unknown number."""
    line = edition.by_number.get(number)
    row = line.row if line is not None else edition.former.get(number, (None, None))[0]
    if row is None:
        return None
    changes = [change for change in edition.changes if change.commitment == row.id]
    first = edition.past[row.id][0]
    if not changes or changes[-1].was:
        start = Change(first.issue, row.id, row.number, row.text, "", "", first.status, first.light)
        changes.append(start)
    title = f"{_plan(edition)} · {number}"
    return Feed(edition, f"{number}/", title, tuple(changes))


def _narrow(edition: Edition, rest: str, title: str, keys: set[int]) -> Feed:
    own = tuple(change for change in edition.changes if change.commitment in keys)
    return Feed(edition, rest, title, own)


def _plan(edition: Edition) -> str:
    return f"{edition.city} {edition.year}"


def atom(feed: Feed, language: str, base: str = "") -> bytes:
    """The feed as Atom XML; `base_url` is the site's root in this language, with a final slash."""
    edition = feed.edition
    here = base + feed.path if base else ""
    updated = max(issue.published_at for issue in edition.issues).isoformat()
    simulated = f"（{_('模拟')}）" if edition.header.plan.simulated else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_tag(language)}">',
        f"<id>{_id(edition, 'feed', feed.rest, language)}</id>",
        f"<title>{escape(feed.title + simulated)}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(edition.city)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(here + "feed.atom")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(here or "./")}/>',
        *_entries(feed, base),
        "</feed>",
    ]
    return "\n".join(lines).encode()


def _entries(feed: Feed, base: str) -> Iterable[str]:
    entries = [(issue.published_at, 0, _issue(feed, issue, base)) for issue in feed.issues]
    changes = feed.changes[:MOST]
    entries += [(change.issue.published_at, 1, _change(feed, change, base)) for change in changes]
    return [text for *_key, text in sorted(entries, key=lambda e: (e[0], e[1]), reverse=True)]


def _issue(feed: Feed, issue: Issue, base: str) -> str:
    edition = feed.edition
    month = _("%(n)s 月") % {"n": issue.month}
    title = _("%(month)s发布版（截至 %(day)s）") % {"month": month, "day": issue.as_of.isoformat()}
    ident = _id(edition, "issue", f"{issue.month}/{issue.serial}")
    link = base + place(edition, "changes/") if base else up(feed.path, place(edition)) + "changes/"
    return _entry(ident, title, issue, link, f"{_('版本')} {issue.version}")


def _change(feed: Feed, change: Change, base: str) -> str:
    edition, issue = feed.edition, change.issue
    now = str(WORDS.get(change.now, change.now))
    was = str(WORDS.get(change.was, change.was))
    moved = f"{was} → {now}" if was else now
    title = f"{change.number} {moved}"
    ident = _id(edition, "change", f"{change.number}/{issue.month}/{issue.serial}")
    rest = f"{change.number}/"
    link = base + place(edition, rest) if base else up(feed.path, place(edition)) + rest
    day = _("截至 %(day)s") % {"day": issue.as_of.isoformat()}
    return _entry(ident, title, issue, link, f"{change.text}（{moved}；{day}）")


def _entry(ident: str, title: str, issue: Issue, link: str, content: str) -> str:
    at = issue.published_at.isoformat()
    return (
        f"<entry><id>{ident}</id><title>{escape(title)}</title><updated>{at}</updated>"
        f"<published>{at}</published>"
        f'<link rel="alternate" type="text/html" href={quoteattr(link)}/>'
        f'<content type="text">{escape(content)}</content></entry>'
    )


def _id(edition: Edition, *of: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMES, '/'.join((edition.city, str(edition.year), *of)))}"


def _tag(language: str) -> str:
    return "en" if language == "en" else "zh-Hans"
