"""Notices about the reading of a report: small checks, each of which may give one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duban.commitments import Notice, Part, PartRole, Report
from duban.reading.document_kinds import DocumentClass, WorkReport

_UNREAD_SHARE: Final = 0.4
"""A notice is given where more than this share of a plan's sentences gave no commitment …"""
_MINIMUM_SENTENCES: Final = 10
"""… and the plan has at least so many sentences."""
_ROLE_NAMES: Final = {
    PartRole.REVIEW: ("回顾", "review"),
    PartRole.GOALS: ("远期目标", "goals"),
    PartRole.PLAN: ("计划", "plan"),
    PartRole.SELF: ("自身建设", "self"),
    PartRole.OTHER: ("其他", "other"),
}


def find_notices(
    report: Report, document_class: type[DocumentClass], parts_by_words: list[tuple[int, int, str, PartRole]]
) -> tuple[Notice, ...]:
    """Every notice of a report; `parts_by_words` are those with no role in their heading."""
    all_notices = [
        *_kind_notices(document_class),
        *_missing_part_notices(report, document_class),
        *_missing_field_notices(report),
        *(_role_by_words_notice(*part_by_words) for part_by_words in parts_by_words),
        *_unread_notices(report),
    ]
    return tuple(all_notices)


def _kind_notices(document_class: type[DocumentClass]) -> Iterator[Notice]:
    if document_class is not WorkReport:
        parameters = (
            ("kind", document_class.name[0]),
            ("how", document_class.reads_as[0]),
            ("kind_en", document_class.name[1]),
            ("how_en", document_class.reads_as[1]),
        )
        yield Notice("not_a_work_report", parameters=parameters)


def _missing_part_notices(report: Report, document_class: type[DocumentClass]) -> Iterator[Notice]:
    if next(report.claims(), None) is None:
        yield Notice("no_claims")
    roles = {part.role for part in report.parts}
    if PartRole.PLAN in document_class.expects and PartRole.PLAN not in roles:
        yield Notice("no_plan")
    if PartRole.REVIEW in document_class.expects and PartRole.REVIEW not in roles:
        yield Notice("no_review")


def _missing_field_notices(report: Report) -> Iterator[Notice]:
    if report.year is None:
        yield Notice("no_year")
    if report.jurisdiction is None:
        yield Notice("no_jurisdiction")


def _role_by_words_notice(start: int, end: int, heading: str, role: PartRole) -> Notice:
    if not heading:
        return Notice("plan_by_words", start, end)
    chinese, english = _ROLE_NAMES[role]
    parameters = (("heading", heading), ("role", chinese), ("role_en", english))
    return Notice("part_by_words", start, end, parameters)


def _unread_notices(report: Report) -> Iterator[Notice]:
    plans = [part for part in report.parts if part.role in (PartRole.PLAN, PartRole.SELF)]
    commitment_count = sum(len(topic.commitments) for part in plans for topic in part.topics)
    unread_stretches = [stretch for stretch in report.unread if any(_is_within(stretch.start, part) for part in plans)]
    total = commitment_count + len(unread_stretches)
    if total >= _MINIMUM_SENTENCES and len(unread_stretches) > _UNREAD_SHARE * total:
        share = round(100 * len(unread_stretches) / total)
        start, end = plans[0].start, plans[-1].end
        yield Notice("much_unread", start, end, (("share", str(share)),))


def _is_within(offset: int, part: Part) -> bool:
    return part.start <= offset < part.end
