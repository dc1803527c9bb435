"""The side rail (parts with counts and bars), the filters, and the summary at the head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from duban.commitments import CommitmentType, Part, PartRole, Report, Role
from duban.documents.living.body import section_id, sections
from duban.documents.living.entries import Entry
from duban.documents.living.words import t, zh

BAR_WIDTH, BAR_HEIGHT = 200, 6
NUMERALS = "〇一二三四五六七八九十"


def contents(report: Report, entries: list[Entry]) -> str:
    """Every part and section: its name, how many entries it has, and a bar of their types.

    A part that stands inside another (the opening targets) is listed under that one.
    """
    by_part: dict[int, list[Entry]] = {n: [] for n in range(len(report.parts))}
    for entry in entries:
        by_part[entry.part].append(entry)
    most = max((len(found) for found in by_part.values()), default=0)
    order = sections(report)

    def listed(number: int) -> str:
        inner = [listed(n) for n in range(len(report.parts)) if _outer(report.parts, n) == number]
        inner += _sections(number, by_part[number], order)
        row = _row(f"p-{number}", *_part_name(report.parts[number]), by_part[number], most)
        return f'<li data-part="{number}">{row}{_list(inner)}</li>'

    return _list([listed(n) for n in by_part if _outer(report.parts, n) is None])


def _list(rows: list[str]) -> str:
    return f"<ol>{''.join(rows)}</ol>" if rows else ""


def _outer(parts: tuple[Part, ...], number: int) -> int | None:
    """The index of the part that contains this one, unless that part's role is OTHER."""
    inner = parts[number]
    for at, part in enumerate(parts):
        wider = part.end - part.start > inner.end - inner.start
        around = wider and part.start <= inner.start and inner.end <= part.end
        if around and part.role is not PartRole.OTHER:
            return at
    return None


def _sections(
    number: int, entries: list[Entry], order: dict[tuple[int, str], int]
) -> Iterator[str]:
    inside: dict[str, list[Entry]] = {s: [] for part, s in order if part == number}
    for entry in entries:
        if entry.section:
            inside[entry.section].append(entry)
    most = max((len(found) for found in inside.values()), default=0)
    for section, found in inside.items():
        row = _row(section_id(number, section, order), "", escape(section), found, most)
        yield f'<li data-section="{escape(section)}">{row}</li>'


def _row(anchor: str, number: str, name: str, entries: list[Entry], most: int) -> str:
    lead = f'<span class="no">{number}</span>' if number else ""
    return (
        f'<a href="#{anchor}">{lead}<span class="name">{name}</span>'
        f'<span class="count">{len(entries)}</span>{_bar(entries, most)}</a>'
    )


def _part_name(part: Part) -> tuple[str, str]:
    heading = part.heading.strip()
    if part.number is None:
        return "", escape(heading) or t("opening" if part.role.value == "plan" else part.role.value)
    numeral = NUMERALS[part.number] if part.number <= 10 else str(part.number)
    return numeral, escape(heading.removeprefix(f"{numeral}、")) or t(part.role.value)


def _bar(entries: Iterable[Entry], most: int) -> str:
    """A stacked bar, one rectangle a type; its width is the number of entries."""
    counts = Counter(entry.type or "result" for entry in entries)
    at = 0.0
    pieces = []
    for kind in (*(k.value for k in CommitmentType), "result"):
        width = BAR_WIDTH * counts[kind] / most if most else 0
        if width:
            size = f'x="{at:.1f}" y=".5" width="{max(width - 1, 1):.1f}" height="{BAR_HEIGHT - 1}"'
            pieces.append(f'<rect class="b-{kind}" {size}/>')
        at += width
    box = f'viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}"'
    return f'<svg class="bar" {box} aria-hidden="true" focusable="false">{"".join(pieces)}</svg>'


def filters(entries: list[Entry]) -> str:
    """A switch for every type and role, with its count; it is the legend too."""
    types = Counter(entry.type for entry in entries)
    roles = Counter(role.value for entry in entries for role in entry.roles)
    by_type = [_switch("type", k.value, types[k.value]) for k in CommitmentType]
    by_role = [_switch("role", r.value, roles[r.value]) for r in Role]
    return (
        f"<fieldset><legend>{t('by_type')}</legend>{''.join(by_type)}</fieldset>"
        f"<fieldset><legend>{t('by_role')}</legend>{''.join(by_role)}</fieldset>"
    )


def _switch(group: str, value: str, count: int) -> str:
    return (
        f'<button type="button" class="switch g-{value}" aria-pressed="false" '
        f'data-filter="{group}" data-value="{value}"{" disabled" if not count else ""}>'
        f'<span class="sample">{t(value)}</span> <span class="count">{count}</span></button>'
    )


def title(report: Report) -> str:
    """The report's name with its place and year, as text."""
    name = (report.title or "").strip() or zh("untitled")
    year = f"{report.year}年" if report.year and str(report.year) not in name else ""
    place = report.jurisdiction or ""
    return f"{'' if place and place in name else place}{year}{name}"


def summary(report: Report) -> str:
    """The counts at the head of the page."""
    claims = Counter(claim.role for claim in report.claims())
    counted = [
        (sum(1 for _ in report.commitments()), "commitments"),
        (claims[Role.TARGET], "targets"),
        (claims[Role.GOAL], "goals_n"),
        (claims[Role.RESULT], "results_n"),
        (len(report.unread), "unread_n"),
    ]
    return "".join(_stat(n, word) for n, word in counted)


def _stat(n: int, word: str) -> str:
    return f"<li><b>{n:,}</b> {t(word)}</li>"


def facts(report: Report, source_name: str | None) -> Iterator[str]:
    """Place, year, day and source, where they are known."""
    if report.jurisdiction:
        yield escape(report.jurisdiction)
    if report.year:
        yield f"{report.year}"
    if report.date:
        yield f'<time datetime="{report.date.isoformat()}">{report.date.isoformat()}</time>'
    if source_name:
        yield escape(source_name)
