"""Give each chapter of an outline its role, and find the plan where no heading says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from duban.commitments import PartRole
from duban.reading.outline import Chapter, Stretch
from duban.reading.part_roles import Evidence, choose, features, scores
from duban.reading.roles import sentence_role
from duban.reading.structure import sentences

_AIMS: Final = re.compile(r"(?:预期|主要|奋斗|工作)目标(?:建议|初步安排)?(?:是|为|:)")
_FACT: Final = re.compile(r"去年|比上年|过去|以来|取得了|实现了|完成了|[^为]了[,。]|目前|已经")
_FACTS: Final = 0.03
"""A report without a review is a plan when fewer of its sentences than this speak of the past."""
_LONG: Final = 400
"""Text of so many characters before the first heading is a chapter too."""
_SURE: Final = 1.5
"""The score by which the best role must lead the next, where only the text's words decide."""
_VERY_SURE: Final = 5.0
"""The same lead for text without any heading."""


def assign_roles(
    canon: str, chapters: list[Chapter], year: int | None, fixed: PartRole | None = None
) -> list[Chapter]:
    """The chapters with their roles; those without a heading of their own may be cut or joined.

    `fixed_role` is the one role of every part, in a kind of document whose headings do not matter.
    """
    if fixed is not None:
        for chapter in chapters:
            chapter.role = fixed
        return chapters
    if not any(c.says for c in chapters):
        _assign_unstated(canon, chapters, year)
    else:
        _assign_stated(canon, chapters, year)
    if all(c.role is not PartRole.PLAN for c in chapters):
        chapters = _with_unheaded_plan(canon, chapters, year)
    chapters = list(_joined(chapters))
    _number(chapters)
    return chapters


def _assign_stated(canon: str, chapters: list[Chapter], year: int | None) -> None:
    """Where headings speak: the best course through all chapters but those within another."""
    tops = [c for c in chapters if c.within is None and _counts(c)]
    evidence = [_evidence(canon, c, chapters, year) for c in tops]
    last: PartRole | None = None
    for chapter, found, role in zip(tops, evidence, choose(evidence), strict=True):
        if not chapter.heading and not chapter.annex and not _is_sure(found, _VERY_SURE):
            continue  # text before the first heading may report and promise by turns
        chapter.role, chapter.told = role, chapter.says is None and role is not last
        last = role
    for chapter in chapters:
        if chapter.within is not None:
            conduct = chapter.says is PartRole.SELF and chapter.within.role is PartRole.PLAN
            chapter.role = PartRole.SELF if conduct else chapter.within.role
        chapter.role = chapter.role or PartRole.OTHER


def _counts(chapter: Chapter) -> bool:
    return bool(chapter.heading or chapter.annex) or chapter.end - chapter.start >= _LONG


def _evidence(canon: str, chapter: Chapter, chapters: list[Chapter], year: int | None) -> Evidence:
    """The evidence for a chapter's role; features of its text are computed only where needed."""
    if chapter.annex and chapter.says is None and any(c.says is PartRole.PLAN for c in chapters):
        return Evidence(PartRole.PLAN, {})
    if chapter.says is not None:
        return Evidence(chapter.says, {})
    mine = [c for c in chapters if c is chapter or c.within is chapter]
    text = "".join(canon[s.paragraph.start : s.paragraph.end] for c in mine for s in c.stretches)
    return Evidence(None, features(text, chapter.start / len(canon), year))


def _assign_unstated(canon: str, chapters: list[Chapter], year: int | None) -> None:
    """Where no heading speaks: what the words say; else all plan, or each sentence for itself."""
    headed = [c for c in chapters if c.heading]
    evidence = [_evidence(canon, c, chapters, year) for c in headed]
    course = choose(evidence) if headed else []
    sure = bool(headed) and all(map(_is_sure, evidence)) and PartRole.PLAN in course
    plan = headed and not _speaks_of_past(canon, chapters, year)
    for chapter in chapters:
        chapter.role = PartRole.PLAN if plan and chapter.heading else PartRole.OTHER
    if sure:
        for chapter, role in zip(headed, course, strict=True):
            chapter.role, chapter.told = role, True


def _is_sure(evidence: Evidence, lead: float = _SURE) -> bool:
    best, second, *_ = sorted(scores(evidence).values(), reverse=True)
    return best - second >= lead


def _with_unheaded_plan(canon: str, chapters: list[Chapter], year: int | None) -> list[Chapter]:
    """Cut the plan off the last chapter that sets the year's targets and then speaks of the year.

    The text before the cut is a review where its words say so.
    """
    for at in reversed(range(len(chapters))):
        chapter = chapters[at]
        if chapter.role is PartRole.GOALS or chapter.within is not None:
            continue
        plan = _plan_behind(canon, chapter, year)
        if plan is not None:
            if chapter.role is PartRole.OTHER and not chapter.heading:
                before = _evidence(canon, chapter, [chapter], year)
                reviews = max(scores(before).items(), key=lambda x: x[1])[0] is PartRole.REVIEW
                if reviews and _is_sure(before):
                    chapter.role = PartRole.REVIEW
            return [*chapters[: at + 1], plan, *chapters[at + 1 :]]
    return chapters


def _plan_behind(canon: str, chapter: Chapter, year: int | None) -> Chapter | None:
    """What stands behind the paragraph with the year's targets, cut off its chapter."""
    paragraphs = [s.paragraph for s in chapter.stretches]
    stated = [i for i, p in enumerate(paragraphs) if _AIMS.search(canon, p.start, p.end)]
    if not stated or stated[-1] + 1 == len(paragraphs):
        return None
    for at in stated:
        rest = chapter.stretches[at + 1 :]
        start, end = rest[0].paragraph.start, chapter.end
        plan = Chapter(None, "", start, end, role=PartRole.PLAN, stretches=rest)
        plan.told = True
        if not _speaks_of_past(canon, [plan], year):
            chapter.stretches = chapter.stretches[: at + 1]
            chapter.end = paragraphs[at].end
            return plan
    return None


def _speaks_of_past(canon: str, chapters: Iterable[Chapter], year: int | None) -> bool:
    facts = total = 0
    for chapter in chapters:
        for stretch in chapter.stretches:
            for start, end in sentences(canon, stretch.paragraph.body, stretch.paragraph.end):
                total += 1
                facts += _is_fact(canon[start:end], year)
    return total > 0 and facts / total >= _FACTS


def _is_fact(sentence: str, year: int | None) -> bool:
    return _FACT.search(sentence) is not None and sentence_role(sentence, None, year) == "result"


def _joined(chapters: list[Chapter]) -> Iterable[Chapter]:
    """Join an unnumbered heading that states no new role to the part before it, as a section."""
    last: Chapter | None = None
    for chapter in chapters:
        if (
            last is not None
            and chapter.titled
            and chapter.says is None
            and chapter.role is last.role
            and chapter.headed is not None
        ):
            last.stretches += [
                Stretch(s.paragraph, s.section or chapter.title, s.heads) for s in chapter.stretches
            ]
            last.end = chapter.end
            continue
        yield chapter
        last = chapter


def _number(chapters: list[Chapter]) -> None:
    """Chapters within another keep their numbers only where these stay unique.

    The ids of commitments contain the number of their chapter.
    """
    taken = {c.number for c in chapters if c.within is None}
    parents = {id(c.within): c.within for c in chapters if c.within is not None}
    for parent in parents.values():
        inside = [c for c in chapters if c.within is parent]
        numbers = {c.number for c in inside}
        if parent.role is PartRole.REVIEW or numbers & taken or len(numbers) < len(inside):
            for chapter in inside:
                chapter.number = None
        else:
            taken |= numbers
