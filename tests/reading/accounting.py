"""Account for every sentence of a report's plan parts: what became of it, and how many times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from duban.commitments import Part, PartRole, Report
from duban.text import canonicalise

PROMISING = (PartRole.PLAN, PartRole.SELF)
_SENTENCE = re.compile(r"[^。!?\n]*[。!?]+[”’)」]*|[^。!?\n]+")


class Sentence(NamedTuple):
    """A sentence of a part, and the things of the report that hold it."""

    text: str
    owners: tuple[str, ...]


def sentences(report: Report, roles: tuple[PartRole, ...] = PROMISING) -> Iterator[Sentence]:
    """Every sentence of the parts with these roles (an own cut, not the reader's)."""
    canon = canonicalise(report.text)  # a scraper's literal line break is one
    opening = [p for p in report.parts if p.number is None and _is_opening(p)]
    for part in report.parts:
        if part.role not in roles or part in opening:
            continue
        held = list(_held(part, report))
        held += [(o.start, o.end, "opening targets") for o in opening]
        for match in _SENTENCE.finditer(canon, part.start, part.end):
            if _says(match[0]):
                yield Sentence(match[0].strip(), _owners(match, held))


def _is_opening(part: Part) -> bool:
    return any(c.id.startswith("0.") and c.type == "headline" for t in part.topics for c in t.commitments)


_NUMBERING = re.compile(r"^\s*(?:第?[（(]?[一二三四五六七八九十\d]{1,3}[）)]?\s?[、.．，,]?|——)\s*")


def _words(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _says(text: str) -> bool:
    """Whether anything is said: a number that stands alone on its line is a broken heading."""
    return bool(_words(_NUMBERING.sub("", text)))


def _held(part: Part, report: Report) -> Iterator[tuple[int, int, str]]:
    """Spans that account for text: commitments, leading sentences, what was not read, headings."""
    line = _heading_line(part, canonicalise(report.text))
    heading = canonicalise(part.heading)
    at = line.find(heading[:6]) if heading else -1
    if heading and _words(heading) in _words(line):
        at = max(at, 0)
        whole = _words(line).endswith(_words(heading))
        end = len(line) if whole else at + len(heading)
        yield part.start, part.start + end, "heading"
    for topic in part.topics:
        for c in topic.commitments:
            yield c.start, c.end, f"commitment {c.id}"
        if topic.lead and topic.lead[0] >= part.start + at + len(part.heading):
            yield *topic.lead, "leading sentence"
    for unread in report.unread:
        if part.start <= unread.start < part.end:
            yield unread.start, unread.end, "unread"
    yield from _sections(part, report)


def _heading_line(part: Part, text: str) -> str:
    """The line of a part's heading, with the next one where its number stands alone on a line."""
    stop = text.find("\n", part.start)
    if stop > 0 and not _says(text[part.start : stop]):
        stop = text.find("\n", stop + 1)
    return text[part.start : stop if stop > 0 else part.end]


def _sections(part: Part, report: Report) -> Iterator[tuple[int, int, str]]:
    """Lines that hold nothing but the heading of a section."""
    names = {canonicalise(t.section) for p in report.parts for t in p.topics if t.section}
    names |= {_NUMBERING.sub("", n) for n in names}
    for line in re.finditer(r"[^\n]+", canonicalise(report.text)[part.start : part.end]):
        if _words(_NUMBERING.sub("", line[0])) in {_words(n) for n in names}:
            yield part.start + line.start(), part.start + line.end(), "section"


def _owners(match: re.Match[str], held: list[tuple[int, int, str]]) -> tuple[str, ...]:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    found = [name for a, b, name in held if a < match.end() and start < b]
    if "heading" in found:
        found = [name for name in found if name != "section"]
    if "opening targets" in found:
        found = [name for name in found if name != "opening targets"] or ["opening targets"]
    return tuple(dict.fromkeys(found))
