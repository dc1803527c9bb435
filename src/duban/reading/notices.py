"""Notices about the reading of a report: small checks, each of which may give one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duban.commitments import DocumentKind, Part, PartRole, Report
from duban.notices import Name, Notice, Place, make_notice
from duban.reading.document_kinds import DocumentClass, WorkReport

_UNREAD_SHARE: Final = 0.4
"""A notice is given where more than this share of a plan's sentences gave no commitment …"""
_MINIMUM_SENTENCES: Final = 10
"""… and the plan has at least so many sentences."""
_ROLE_NAMES: Final = {
    PartRole.REVIEW: Name("回顾", "review"),
    PartRole.GOALS: Name("远期目标", "goals"),
    PartRole.PLAN: Name("计划", "plan"),
    PartRole.SELF: Name("自身建设", "self"),
    PartRole.OTHER: Name("其他", "other"),
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
    if document_class.kind is DocumentKind.UNKNOWN:
        yield make_notice("kind_unknown", how=Name(*document_class.reads_as))
    elif document_class is not WorkReport:
        kind, how = Name(*document_class.name), Name(*document_class.reads_as)
        yield make_notice("not_a_work_report", kind=kind, how=how)


def _missing_part_notices(report: Report, document_class: type[DocumentClass]) -> Iterator[Notice]:
    if next(report.claims(), None) is None:
        yield make_notice("no_claims")
    roles = {part.role for part in report.parts}
    if PartRole.PLAN in document_class.expects and PartRole.PLAN not in roles:
        yield make_notice("no_plan")
    if PartRole.REVIEW in document_class.expects and PartRole.REVIEW not in roles:
        yield make_notice("no_review")


def _missing_field_notices(report: Report) -> Iterator[Notice]:
    if report.year is None:
        yield make_notice("no_year")
    if report.jurisdiction is None:
        yield make_notice("no_jurisdiction")


def _role_by_words_notice(start: int, end: int, heading: str, role: PartRole) -> Notice:
    if not heading:
        return make_notice("plan_by_words", Place(start=start, end=end))
    return make_notice("part_by_words", Place(start=start, end=end), heading=heading, role=_ROLE_NAMES[role])


def _unread_notices(report: Report) -> Iterator[Notice]:
    plans = [part for part in report.parts if part.role in (PartRole.PLAN, PartRole.SELF)]
    commitment_count = sum(len(topic.commitments) for part in plans for topic in part.topics)
    unread_stretches = [stretch for stretch in report.unread if any(_is_within(stretch.start, part) for part in plans)]
    total = commitment_count + len(unread_stretches)
    if total >= _MINIMUM_SENTENCES and len(unread_stretches) > _UNREAD_SHARE * total:
        share = round(100 * len(unread_stretches) / total)
        place = Place(start=plans[0].start, end=plans[-1].end)
        yield make_notice("much_unread", place, share=share)


def _is_within(offset: int, part: Part) -> bool:
    return part.start <= offset < part.end
