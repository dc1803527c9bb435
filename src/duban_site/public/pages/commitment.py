"""The page of one commitment: everything public that its status is based on."""

from __future__ import annotations

from duban_site.public.edition import Edition, Issue, Standing
from duban_site.public.edition.lines import build_line
from duban_site.public.pages import charts
from duban_site.public.pages.files import make_public_file_name
from duban_site.public.pages.page import Page, build_plan_path
from duban_site.public.pages.report_text import extract_sentence_context
from duban_site.public.voices.published import EMPTY_VOICE, Voice
from duban_site.snapshots.content import CommitmentRow


def build_commitment_page(edition: Edition, number: str, voice: Voice = EMPTY_VOICE) -> Page | None:
    """The page of that commitment, also of one that the newest issue no longer contains."""
    line = edition.line_by_number.get(number)
    if line is not None:
        return _build_row_page(edition, line.row, None, voice)
    if number in edition.former_by_number:
        row, issue = edition.former_by_number[number]
        return _build_row_page(edition, row, issue, voice)
    return None


def _build_row_page(edition: Edition, row: CommitmentRow, final_issue: Issue | None, voice: Voice) -> Page:
    standings: tuple[Standing, ...] = edition.past.get(row.id, ())
    earlier_row, later_row = _find_neighbours(edition, row.number)
    context_data = {
        "row": row,
        "line": build_line(row),
        "last_issue": final_issue,
        "context": extract_sentence_context(edition, row),
        "claims": [(claim, charts.draw_figures_chart(edition, claim)) for claim in row.claims],
        "files": [(file, make_public_file_name(file)) for file in row.evidence],
        "past": standings[::-1],
        "voice": voice,
        "before": earlier_row,
        "after": later_row,
    }
    path = build_plan_path(edition, f"{row.number}/")
    return Page(path, "public/commitment.html", context_data, edition, row.id)


def _find_neighbours(edition: Edition, number: str) -> tuple[CommitmentRow | None, CommitmentRow | None]:
    line_index = edition.place.get(number)
    if line_index is None:
        return None, None
    lines = edition.lines
    earlier_row = lines[line_index - 1].row if line_index > 0 else None
    return earlier_row, lines[line_index + 1].row if line_index + 1 < len(lines) else None
