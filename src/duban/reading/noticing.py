"""Notices about the reading of a report: small checks, each of which may give one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duban.commitments import Notice, Part, PartRole, Report
from duban.reading.document_kinds import DocumentClass, WorkReport

_MUCH: Final = 0.4
"""A notice is given where more than this share of a plan's sentences gave no commitment …"""
_SENTENCES: Final = 10
"""… and the plan has at least so many sentences."""
_ROLES: Final = {
    PartRole.REVIEW: ("回顾", "review"),
    PartRole.GOALS: ("远期目标", "goals"),
    PartRole.PLAN: ("计划", "plan"),
    PartRole.SELF: ("自身建设", "self"),
    PartRole.OTHER: ("其他", "other"),
}


def notices(
    report: Report, document: type[DocumentClass], by_words: list[tuple[int, int, str, PartRole]]
) -> tuple[Notice, ...]:
    """Every notice of a report; `parts_by_words` are those with no role in their heading."""
    found = [
        *_kind(document),
        *_missing(report, document),
        *_about(report),
        *(_by_words(*part) for part in by_words),
        *_unread(report),
    ]
    return tuple(found)


def _kind(document: type[DocumentClass]) -> Iterator[Notice]:
    if document is not WorkReport:
        parameters = (
            ("kind", document.name[0]),
            ("how", document.reads_as[0]),
            ("kind_en", document.name[1]),
            ("how_en", document.reads_as[1]),
        )
        yield Notice("not_a_work_report", parameters=parameters)


def _missing(report: Report, document: type[DocumentClass]) -> Iterator[Notice]:
    if next(report.claims(), None) is None:
        yield Notice("no_claims")
    roles = {part.role for part in report.parts}
    if PartRole.PLAN in document.expects and PartRole.PLAN not in roles:
        yield Notice("no_plan")
    if PartRole.REVIEW in document.expects and PartRole.REVIEW not in roles:
        yield Notice("no_review")


def _about(report: Report) -> Iterator[Notice]:
    if report.year is None:
        yield Notice("no_year")
    if report.jurisdiction is None:
        yield Notice("no_jurisdiction")


def _by_words(start: int, end: int, heading: str, role: PartRole) -> Notice:
    if not heading:
        return Notice("plan_by_words", start, end)
    chinese, english = _ROLES[role]
    parameters = (("heading", heading), ("role", chinese), ("role_en", english))
    return Notice("part_by_words", start, end, parameters)


def _unread(report: Report) -> Iterator[Notice]:
    plans = [p for p in report.parts if p.role in (PartRole.PLAN, PartRole.SELF)]
    read = sum(len(t.commitments) for p in plans for t in p.topics)
    unread = [u for u in report.unread if any(_within(u.start, p) for p in plans)]
    total = read + len(unread)
    if total >= _SENTENCES and len(unread) > _MUCH * total:
        share = round(100 * len(unread) / total)
        start, end = plans[0].start, plans[-1].end
        yield Notice("much_unread", start, end, (("share", str(share)),))


def _within(at: int, part: Part) -> bool:
    return part.start <= at < part.end
