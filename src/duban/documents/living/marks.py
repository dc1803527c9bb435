"""A report's entries, leading sentences and unread stretches as intervals over its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape

from duban.commitments import Claim, Report
from duban.documents.living.claims import format_claim
from duban.documents.living.entries import Entry
from duban.documents.living.interface_words import get_chinese_word, render_word
from duban.documents.living.segments import Interval

_BILINGUAL_REASON = re.compile(r"(.*\S)\s*[(（]([^()（）]*[a-z][^()（）]*)[)）]")

OUTER_RANK, SENTENCE_RANK, FIGURE_RANK = 0, 1, 2


def build_marks(report: Report, entries: Iterable[Entry]) -> list[Interval]:
    """Every interval to be marked, in text order."""
    intervals = [*_mark_leads(report), *_mark_unread(report)]
    previous_end = 0
    for entry in entries:
        # A link inside a link is not a tree: an entry that overlaps the one before is not a link.
        intervals += _mark_entry(entry, is_linked=entry.start >= previous_end)
        previous_end = max(previous_end, entry.end)
    return sorted(intervals, key=lambda interval: (interval.start, interval.rank, -interval.end))


def _mark_leads(report: Report) -> Iterator[Interval]:
    for topic in report.topics():
        if topic.lead is not None:
            yield Interval(*topic.lead, "strong", {"class": "lead"}, rank=OUTER_RANK)


def _mark_unread(report: Report) -> Iterator[Interval]:
    for span in report.unread:
        reason_markup = f'<small class="why">{render_word("unread")} · {render_bilingual(span.reason)}</small>'
        first_attributes = {"title": span.reason}
        yield Interval(
            span.start,
            span.end,
            "span",
            {"class": "unread"},
            first_attributes,
            rank=OUTER_RANK,
            closing_markup=reason_markup,
        )


def render_bilingual(reason: str) -> str:
    """A reason written as `中文 (English)` as two spans, of which the page shows one."""
    match = _BILINGUAL_REASON.fullmatch(reason)
    if match is None:
        return escape(reason)
    chinese, english = match.groups()
    return f'<span lang="zh-Hans">{escape(chinese)}</span><span lang="en">{escape(english)}</span>'


def _mark_entry(entry: Entry, *, is_linked: bool) -> Iterator[Interval]:
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
    if is_linked:
        attributes["href"] = f"#d-{entry.key}"
    first_attributes = {"id": f"c-{entry.key}", "title": _format_title(entry)}
    tag = "a" if is_linked else "span"
    yield Interval(entry.start, entry.end, tag, attributes, first_attributes, rank=SENTENCE_RANK)
    yield from _mark_figures(entry)


def _mark_figures(entry: Entry) -> Iterator[Interval]:
    """One interval a number, however many claims share it."""
    claims_by_span: dict[tuple[int, int], list[tuple[int, Claim]]] = defaultdict(list)
    for claim_index, claim in enumerate(entry.claims):
        claims_by_span[claim.start, claim.end].append((claim_index, claim))
    for (start, end), claims in claims_by_span.items():
        attributes = {
            "class": f"n n-{claims[0][1].role.value}",
            "data-claims": " ".join(str(claim_index) for claim_index, _ in claims),
        }
        yield Interval(start, end, "span", attributes, rank=FIGURE_RANK)


def _format_title(entry: Entry) -> str:
    """What a pointer shows where there is no script."""
    heading = f"{entry.key} {get_chinese_word(entry.type)}" if entry.type else get_chinese_word("result")
    return "；".join([heading, *(format_claim(claim) for claim in entry.claims)])
