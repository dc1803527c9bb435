"""The report's text as the home page: every commitment is a link, styled by its status."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString

from duban.documents.living.segments import Interval
from duban_site.boards.living_markup import build_status_signs, mark_sentence, typeset
from duban_site.public.edition import Edition
from duban_site.snapshots.content import CommitmentRow


def render_report_text(edition: Edition, home_path: str) -> SafeString:
    """Render the full text; `home_path` is the relative path from the page to the plan's folder."""
    part_by_offset = {part.start: part.order for part in edition.header.parts if part.heading}
    text = edition.text
    return typeset(text, 0, len(text), part_by_offset, list(_build_sentence_marks(edition, home_path)))


def _build_sentence_marks(edition: Edition, home_path: str) -> Iterator[Interval]:
    status_signs, reached_offset = build_status_signs(), 0
    rows = sorted(
        (line.row for line in edition.lines),
        key=lambda candidate_row: (candidate_row.start, -candidate_row.end, candidate_row.number),
    )
    for row in rows:
        # A link inside a link is not a tree: the pieces of a split sentence share the first's.
        if row.start < reached_offset or row.start >= row.end:
            continue
        reached_offset = row.end
        link_attributes = {"href": f"{home_path}{row.number}/"}
        span = (row.start, row.end)
        yield mark_sentence(span, row.number, row.status, row.light, link_attributes, status_signs)
        yield from _build_number_marks(row)


def _build_number_marks(row: CommitmentRow) -> Iterator[Interval]:
    for start_offset, end_offset in sorted({(claim.start, claim.end) for claim in row.claims}):
        if row.start <= start_offset < end_offset <= row.end:
            yield Interval(start_offset, end_offset, "span", {"class": "n"}, rank=2)


def extract_sentence_context(edition: Edition, row: CommitmentRow) -> tuple[str, str, str]:
    """The paragraph before the sentence, the sentence, and the paragraph after it."""
    text = edition.text
    if not 0 <= row.start < row.end <= len(text) or text[row.start : row.end] != row.text:
        return "", row.text, ""
    paragraph_start = text.rfind("\n", 0, row.start) + 1
    paragraph_end = text.find("\n", row.end)
    following_text = text[row.end : paragraph_end if paragraph_end >= 0 else len(text)]
    return text[paragraph_start : row.start].lstrip(), row.text, following_text.rstrip()
