"""A report's entries, leading sentences and unread stretches as intervals over its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape

from duban.commitments import Claim, Report
from duban.documents.living.claims import one_line
from duban.documents.living.entries import Entry
from duban.documents.living.segments import Interval
from duban.documents.living.words import t, zh

_TWO_LANGUAGES = re.compile(r"(.*\S)\s*[(（]([^()（）]*[a-z][^()（）]*)[)）]")

OUTER, SENTENCE, FIGURE = 0, 1, 2


def marks(report: Report, entries: Iterable[Entry]) -> list[Interval]:
    """Every interval to be marked, in text order."""
    found = [*_leads(report), *_unread(report)]
    reached = 0
    for entry in entries:
        # A link inside a link is not a tree: an entry that overlaps the one before is not a link.
        found += _entry(entry, linked=entry.start >= reached)
        reached = max(reached, entry.end)
    return sorted(found, key=lambda i: (i.start, i.rank, -i.end))


def _leads(report: Report) -> Iterator[Interval]:
    for topic in report.topics():
        if topic.lead is not None:
            yield Interval(*topic.lead, "strong", {"class": "lead"}, rank=OUTER)


def _unread(report: Report) -> Iterator[Interval]:
    for u in report.unread:
        why = f'<small class="why">{t("unread")} · {both(u.reason)}</small>'
        once = {"title": u.reason}
        yield Interval(u.start, u.end, "span", {"class": "unread"}, once, rank=OUTER, after=why)


def both(reason: str) -> str:
    """A reason written as `中文 (English)` as two spans, of which the page shows one."""
    match = _TWO_LANGUAGES.fullmatch(reason)
    if match is None:
        return escape(reason)
    chinese, english = match.groups()
    return f'<span lang="zh-Hans">{escape(chinese)}</span><span lang="en">{escape(english)}</span>'


def _entry(entry: Entry, *, linked: bool) -> Iterator[Interval]:
    attributes = {
        "class": f"c t-{entry.type}" if entry.commitment else "c figure",
        "data-key": entry.key,
        "data-role": " ".join(role.value for role in entry.roles),
        "data-part": str(entry.part),
    }
    if entry.section:
        attributes["data-section"] = entry.section
    if entry.type:
        attributes["data-type"] = entry.type
    if linked:
        attributes["href"] = f"#d-{entry.key}"
    once = {"id": f"c-{entry.key}", "title": _title(entry)}
    tag = "a" if linked else "span"
    yield Interval(entry.start, entry.end, tag, attributes, once, rank=SENTENCE)
    yield from _figures(entry)


def _figures(entry: Entry) -> Iterator[Interval]:
    """One interval a number, however many claims share it."""
    shared: dict[tuple[int, int], list[tuple[int, Claim]]] = defaultdict(list)
    for at, claim in enumerate(entry.claims):
        shared[claim.start, claim.end].append((at, claim))
    for (start, end), claims in shared.items():
        attributes = {
            "class": f"n n-{claims[0][1].role.value}",
            "data-claims": " ".join(str(at) for at, _ in claims),
        }
        yield Interval(start, end, "span", attributes, rank=FIGURE)


def _title(entry: Entry) -> str:
    """What a pointer shows where there is no script."""
    head = f"{entry.key} {zh(entry.type)}" if entry.type else zh("result")
    return "；".join([head, *(one_line(claim) for claim in entry.claims)])
