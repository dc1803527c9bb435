"""The page of one commitment: everything public that its status is based on."""

from __future__ import annotations

from duban_site.public.edition import Edition, Issue, Standing
from duban_site.public.edition.lines import line_of
from duban_site.public.pages import drawing
from duban_site.public.pages.files import name_of
from duban_site.public.pages.living import context
from duban_site.public.pages.page import Page, place
from duban_site.public.voices.published import SILENT, Voice
from duban_site.snapshots.content import Row


def commitment(edition: Edition, number: str, voice: Voice = SILENT) -> Page | None:
    """The page of that commitment, also of one that the newest issue no longer contains."""
    line = edition.by_number.get(number)
    if line is not None:
        return _page(edition, line.row, None, voice)
    if number in edition.former:
        row, issue = edition.former[number]
        return _page(edition, row, issue, voice)
    return None


def _page(edition: Edition, row: Row, gone_since: Issue | None, voice: Voice) -> Page:
    past: tuple[Standing, ...] = edition.past.get(row.id, ())
    before, after = _beside(edition, row.number)
    shown = {
        "row": row,
        "line": line_of(row),
        "last_issue": gone_since,
        "context": context(edition, row),
        "claims": [(claim, drawing.chart(edition, claim)) for claim in row.claims],
        "files": [(file, name_of(file)) for file in row.evidence],
        "past": past[::-1],
        "voice": voice,
        "before": before,
        "after": after,
    }
    path = place(edition, f"{row.number}/")
    return Page(path, "public/commitment.html", shown, edition, row.id)


def _beside(edition: Edition, number: str) -> tuple[Row | None, Row | None]:
    at = edition.place.get(number)
    if at is None:
        return None, None
    lines = edition.lines
    before = lines[at - 1].row if at > 0 else None
    return before, lines[at + 1].row if at + 1 < len(lines) else None
