"""The side rail (parts with counts and bars), the filters, and the summary at the head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from duban.commitments import CommitmentType, Part, PartRole, Report, Role
from duban.documents.living.body import build_section_id, number_sections
from duban.documents.living.entries import Entry
from duban.documents.living.interface_words import get_chinese_word, render_word

BAR_WIDTH, BAR_HEIGHT = 200, 6
NUMERALS = "〇一二三四五六七八九十"


def render_contents(report: Report, entries: list[Entry]) -> str:
    """Every part and section: its name, how many entries it has, and a bar of their types.

    A part that stands inside another (the opening targets) is listed under that one.
    """
    entries_by_part: dict[int, list[Entry]] = {index: [] for index in range(len(report.parts))}
    for entry in entries:
        entries_by_part[entry.part].append(entry)
    max_count = max((len(part_entries) for part_entries in entries_by_part.values()), default=0)
    number_by_section = number_sections(report)

    def render_part(part_index: int) -> str:
        inner = [
            render_part(inner_index)
            for inner_index in range(len(report.parts))
            if _find_outer_part(report.parts, inner_index) == part_index
        ]
        inner += _render_sections(part_index, entries_by_part[part_index], number_by_section)
        part_row = _render_row(
            f"p-{part_index}", *_name_part(report.parts[part_index]), entries_by_part[part_index], max_count
        )
        return f'<li data-part="{part_index}">{part_row}{_render_list(inner)}</li>'

    return _render_list(
        [render_part(index) for index in entries_by_part if _find_outer_part(report.parts, index) is None]
    )


def _render_list(rows: list[str]) -> str:
    return f"<ol>{''.join(rows)}</ol>" if rows else ""


def _find_outer_part(parts: tuple[Part, ...], part_index: int) -> int | None:
    """The index of the part that contains this one, unless that part's role is OTHER."""
    inner = parts[part_index]
    for index, part in enumerate(parts):
        is_wider = part.end - part.start > inner.end - inner.start
        is_around = is_wider and part.start <= inner.start and inner.end <= part.end
        if is_around and part.role is not PartRole.OTHER:
            return index
    return None


def _render_sections(
    part_index: int, entries: list[Entry], number_by_section: dict[tuple[int, str], int]
) -> Iterator[str]:
    entries_by_section: dict[str, list[Entry]] = {
        heading: [] for part, heading in number_by_section if part == part_index
    }
    for entry in entries:
        if entry.section:
            entries_by_section[entry.section].append(entry)
    max_count = max((len(section_entries) for section_entries in entries_by_section.values()), default=0)
    for section, section_entries in entries_by_section.items():
        section_row = _render_row(
            build_section_id(part_index, section, number_by_section), "", escape(section), section_entries, max_count
        )
        yield f'<li data-section="{escape(section)}">{section_row}</li>'


def _render_row(anchor: str, number: str, name: str, entries: list[Entry], max_count: int) -> str:
    number_markup = f'<span class="no">{number}</span>' if number else ""
    return (
        f'<a href="#{anchor}">{number_markup}<span class="name">{name}</span>'
        f'<span class="count">{len(entries)}</span>{_render_bar(entries, max_count)}</a>'
    )


def _name_part(part: Part) -> tuple[str, str]:
    heading = part.heading.strip()
    if part.number is None:
        return "", escape(heading) or render_word("opening" if part.role.value == "plan" else part.role.value)
    numeral = NUMERALS[part.number] if part.number <= 10 else str(part.number)
    return numeral, escape(heading.removeprefix(f"{numeral}、")) or render_word(part.role.value)


def _render_bar(entries: Iterable[Entry], max_count: int) -> str:
    """A stacked bar, one rectangle a type; its width is the number of entries."""
    counts = Counter(entry.type or "result" for entry in entries)
    x = 0.0
    segments = []
    for type_name in (*(commitment_type.value for commitment_type in CommitmentType), "result"):
        width = BAR_WIDTH * counts[type_name] / max_count if max_count else 0
        if width:
            geometry = f'x="{x:.1f}" y=".5" width="{max(width - 1, 1):.1f}" height="{BAR_HEIGHT - 1}"'
            segments.append(f'<rect class="b-{type_name}" {geometry}/>')
        x += width
    frame = f'viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}"'
    return f'<svg class="bar" {frame} aria-hidden="true" focusable="false">{"".join(segments)}</svg>'


def render_filters(entries: list[Entry]) -> str:
    """A switch for every type and role, with its count; it is the legend too."""
    count_by_type = Counter(entry.type for entry in entries)
    count_by_role = Counter(role.value for entry in entries for role in entry.roles)
    type_switches = [
        _render_switch("type", commitment_type.value, count_by_type[commitment_type.value])
        for commitment_type in CommitmentType
    ]
    role_switches = [_render_switch("role", claim_role.value, count_by_role[claim_role.value]) for claim_role in Role]
    return (
        f"<fieldset><legend>{render_word('by_type')}</legend>{''.join(type_switches)}</fieldset>"
        f"<fieldset><legend>{render_word('by_role')}</legend>{''.join(role_switches)}</fieldset>"
    )


def _render_switch(group: str, value: str, count: int) -> str:
    return (
        f'<button type="button" class="switch g-{value}" aria-pressed="false" '
        f'data-filter="{group}" data-value="{value}"{" disabled" if not count else ""}>'
        f'<span class="sample">{render_word(value)}</span> <span class="count">{count}</span></button>'
    )


def format_title(report: Report) -> str:
    """The report's name with its place and year, as text."""
    report_name = (report.title or "").strip() or get_chinese_word("untitled")
    year_text = f"{report.year}年" if report.year and str(report.year) not in report_name else ""
    place = report.jurisdiction or ""
    return f"{'' if place and place in report_name else place}{year_text}{report_name}"


def render_summary(report: Report) -> str:
    """The counts at the head of the page."""
    count_by_role = Counter(claim.role for claim in report.claims())
    labelled_counts = [
        (sum(1 for _ in report.commitments()), "commitments"),
        (count_by_role[Role.TARGET], "targets"),
        (count_by_role[Role.GOAL], "goals_n"),
        (count_by_role[Role.RESULT], "results_n"),
        (len(report.unread), "unread_n"),
    ]
    return "".join(_render_stat(count, label_key) for count, label_key in labelled_counts)


def _render_stat(count: int, label_key: str) -> str:
    return f"<li><b>{count:,}</b> {render_word(label_key)}</li>"


def list_facts(report: Report, source_name: str | None) -> Iterator[str]:
    """Place, year, day and source, where they are known."""
    if report.jurisdiction:
        yield escape(report.jurisdiction)
    if report.year:
        yield f"{report.year}"
    if report.date:
        yield f'<time datetime="{report.date.isoformat()}">{report.date.isoformat()}</time>'
    if source_name:
        yield escape(source_name)
