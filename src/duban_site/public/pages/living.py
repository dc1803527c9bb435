"""The report's text as the home page: every commitment is a link, styled by its status."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString

from duban.documents.living.segments import Interval
from duban_site.boards.living import sentence, signs_of_statuses, typeset
from duban_site.public.edition import Edition
from duban_site.snapshots.content import Row


def set_text(edition: Edition, home: str) -> SafeString:
    """Render the full text; `home_path` is the relative path from the page to the plan's folder."""
    heads = {part.start: part.order for part in edition.header.parts if part.heading}
    text = edition.text
    return typeset(text, 0, len(text), heads, list(_marks(edition, home)))


def _marks(edition: Edition, home: str) -> Iterator[Interval]:
    signs, reached = signs_of_statuses(), 0
    rows = sorted((line.row for line in edition.lines), key=lambda r: (r.start, -r.end, r.number))
    for row in rows:
        # A link inside a link is not a tree: the pieces of a split sentence share the first's.
        if row.start < reached or row.start >= row.end:
            continue
        reached = row.end
        link = {"href": f"{home}{row.number}/"}
        span = (row.start, row.end)
        yield sentence(span, row.number, row.status, row.light, link, signs)
        yield from _numbers(row)


def _numbers(row: Row) -> Iterator[Interval]:
    for start, end in sorted({(claim.start, claim.end) for claim in row.claims}):
        if row.start <= start < end <= row.end:
            yield Interval(start, end, "span", {"class": "n"}, rank=2)


def context(edition: Edition, row: Row) -> tuple[str, str, str]:
    """The paragraph before the sentence, the sentence, and the paragraph after it."""
    text = edition.text
    if not 0 <= row.start < row.end <= len(text) or text[row.start : row.end] != row.text:
        return "", row.text, ""
    first = text.rfind("\n", 0, row.start) + 1
    last = text.find("\n", row.end)
    after = text[row.end : last if last >= 0 else len(text)]
    return text[first : row.start].lstrip(), row.text, after.rstrip()
