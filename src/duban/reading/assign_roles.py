"""Give each chapter of an outline its role, and find the plan where no heading says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from duban.commitments import PartRole
from duban.reading.outline import Chapter, Stretch
from duban.reading.part_roles import ChapterEvidence, choose_roles, extract_features, score_roles
from duban.reading.sentence_roles import determine_sentence_role
from duban.reading.structure import split_sentences

_TARGET_STATEMENT: Final = re.compile(r"(?:预期|主要|奋斗|工作)目标(?:建议|初步安排)?(?:是|为|:)")
_PAST_FACT: Final = re.compile(r"去年|比上年|过去|以来|取得了|实现了|完成了|[^为]了[,。]|目前|已经")
_PAST_SHARE: Final = 0.03
"""A report without a review is a plan when fewer of its sentences than this speak of the past."""
_CHAPTER_MINIMUM: Final = 400
"""Text of so many characters before the first heading is a chapter too."""
_SURE_LEAD: Final = 1.5
"""The score by which the best role must lead the next, where only the text's words decide."""
_VERY_SURE_LEAD: Final = 5.0
"""The same lead for text without any heading."""


def assign_roles(
    canonical_text: str, chapters: list[Chapter], year: int | None, fixed_role: PartRole | None = None
) -> list[Chapter]:
    """The chapters with their roles; those without a heading of their own may be cut or joined.

    `fixed_role` is the one role of every part, in a kind of document whose headings do not matter.
    """
    if fixed_role is not None:
        for chapter in chapters:
            chapter.role = fixed_role
        return chapters
    if not any(entry.stated_role for entry in chapters):
        _assign_unstated(canonical_text, chapters, year)
    else:
        _assign_stated(canonical_text, chapters, year)
    if all(entry.role is not PartRole.PLAN for entry in chapters):
        chapters = _separate_unheaded_plan(canonical_text, chapters, year)
    chapters = list(_join_sections(chapters))
    _settle_numbers(chapters)
    return chapters


def _assign_stated(canonical_text: str, chapters: list[Chapter], year: int | None) -> None:
    """Where headings speak: the best course through all chapters but those within another."""
    top_chapters = [entry for entry in chapters if entry.parent is None and _is_chapter(entry)]
    evidence = [_gather_evidence(canonical_text, entry, chapters, year) for entry in top_chapters]
    latest_role: PartRole | None = None
    for chapter, chapter_evidence, role in zip(top_chapters, evidence, choose_roles(evidence), strict=True):
        if not chapter.heading and not chapter.is_annex and not _is_sure(chapter_evidence, _VERY_SURE_LEAD):
            continue  # text before the first heading may report and promise by turns
        chapter.role, chapter.role_from_words = (role, chapter.stated_role is None and role is not latest_role)
        latest_role = role
    for chapter in chapters:
        if chapter.parent is not None:
            is_conduct = chapter.stated_role is PartRole.SELF and chapter.parent.role is PartRole.PLAN
            chapter.role = PartRole.SELF if is_conduct else chapter.parent.role
        chapter.role = chapter.role or PartRole.OTHER


def _is_chapter(chapter: Chapter) -> bool:
    return bool(chapter.heading or chapter.is_annex) or chapter.end - chapter.start >= _CHAPTER_MINIMUM


def _gather_evidence(
    canonical_text: str, chapter: Chapter, chapters: list[Chapter], year: int | None
) -> ChapterEvidence:
    """The evidence for a chapter's role; features of its text are computed only where needed."""
    if (
        chapter.is_annex
        and chapter.stated_role is None
        and any(entry.stated_role is PartRole.PLAN for entry in chapters)
    ):
        return ChapterEvidence(PartRole.PLAN, {})
    if chapter.stated_role is not None:
        return ChapterEvidence(chapter.stated_role, {})
    chapter_family = [entry for entry in chapters if entry is chapter or entry.parent is chapter]
    text = "".join(
        canonical_text[stretch.paragraph.start : stretch.paragraph.end]
        for entry in chapter_family
        for stretch in entry.stretches
    )
    return ChapterEvidence(None, extract_features(text, chapter.start / len(canonical_text), year))


def _assign_unstated(canonical_text: str, chapters: list[Chapter], year: int | None) -> None:
    """Where no heading speaks: what the words say; else all plan, or each sentence for itself."""
    headed_chapters = [entry for entry in chapters if entry.heading]
    evidence = [_gather_evidence(canonical_text, entry, chapters, year) for entry in headed_chapters]
    roles = choose_roles(evidence) if headed_chapters else []
    is_sure = bool(headed_chapters) and all(map(_is_sure, evidence)) and PartRole.PLAN in roles
    is_plan = headed_chapters and not _speaks_of_past(canonical_text, chapters, year)
    for chapter in chapters:
        chapter.role = PartRole.PLAN if is_plan and chapter.heading else PartRole.OTHER
    if is_sure:
        for chapter, role in zip(headed_chapters, roles, strict=True):
            chapter.role, chapter.role_from_words = role, True


def _is_sure(evidence: ChapterEvidence, minimum_lead: float = _SURE_LEAD) -> bool:
    best_score, second_score, *_ = sorted(score_roles(evidence).values(), reverse=True)
    return best_score - second_score >= minimum_lead


def _separate_unheaded_plan(canonical_text: str, chapters: list[Chapter], year: int | None) -> list[Chapter]:
    """Cut the plan off the last chapter that sets the year's targets and then speaks of the year.

    The text before the cut is a review where its words say so.
    """
    for index in reversed(range(len(chapters))):
        chapter = chapters[index]
        if chapter.role is PartRole.GOALS or chapter.parent is not None:
            continue
        plan = _cut_off_plan(canonical_text, chapter, year)
        if plan is not None:
            if chapter.role is PartRole.OTHER and not chapter.heading:
                review_evidence = _gather_evidence(canonical_text, chapter, [chapter], year)
                is_review = max(score_roles(review_evidence).items(), key=lambda entry: entry[1])[0] is PartRole.REVIEW
                if is_review and _is_sure(review_evidence):
                    chapter.role = PartRole.REVIEW
            return [*chapters[: index + 1], plan, *chapters[index + 1 :]]
    return chapters


def _cut_off_plan(canonical_text: str, chapter: Chapter, year: int | None) -> Chapter | None:
    """What stands behind the paragraph with the year's targets, cut off its chapter."""
    paragraphs = [stretch.paragraph for stretch in chapter.stretches]
    target_indices = [
        index
        for index, paragraph in enumerate(paragraphs)
        if _TARGET_STATEMENT.search(canonical_text, paragraph.start, paragraph.end)
    ]
    if not target_indices or target_indices[-1] + 1 == len(paragraphs):
        return None
    for target_index in target_indices:
        plan_stretches = chapter.stretches[target_index + 1 :]
        start, end = plan_stretches[0].paragraph.start, chapter.end
        plan = Chapter(None, "", start, end, role=PartRole.PLAN, stretches=plan_stretches)
        plan.role_from_words = True
        if not _speaks_of_past(canonical_text, [plan], year):
            chapter.stretches = chapter.stretches[: target_index + 1]
            chapter.end = paragraphs[target_index].end
            return plan
    return None


def _speaks_of_past(canonical_text: str, chapters: Iterable[Chapter], year: int | None) -> bool:
    fact_count = sentence_count = 0
    for chapter in chapters:
        for stretch in chapter.stretches:
            for start, end in split_sentences(canonical_text, stretch.paragraph.body, stretch.paragraph.end):
                sentence_count += 1
                fact_count += _is_fact(canonical_text[start:end], year)
    return sentence_count > 0 and fact_count / sentence_count >= _PAST_SHARE


def _is_fact(sentence: str, year: int | None) -> bool:
    return _PAST_FACT.search(sentence) is not None and determine_sentence_role(sentence, None, year) == "result"


def _join_sections(chapters: list[Chapter]) -> Iterable[Chapter]:
    """Join an unnumbered heading that states no new role to the part before it, as a section."""
    latest_chapter: Chapter | None = None
    for chapter in chapters:
        if (
            latest_chapter is not None
            and chapter.has_part_title
            and chapter.stated_role is None
            and chapter.role is latest_chapter.role
            and chapter.heading_paragraph is not None
        ):
            latest_chapter.stretches += [
                Stretch(stretch.paragraph, stretch.section or chapter.title, stretch.is_heading)
                for stretch in chapter.stretches
            ]
            latest_chapter.end = chapter.end
            continue
        yield chapter
        latest_chapter = chapter


def _settle_numbers(chapters: list[Chapter]) -> None:
    """Chapters within another keep their numbers only where these stay unique.

    The ids of commitments contain the number of their chapter.
    """
    used_numbers = {entry.number for entry in chapters if entry.parent is None}
    parents = {id(entry.parent): entry.parent for entry in chapters if entry.parent is not None}
    for parent in parents.values():
        children = [entry for entry in chapters if entry.parent is parent]
        numbers = {entry.number for entry in children}
        if parent.role is PartRole.REVIEW or numbers & used_numbers or len(numbers) < len(children):
            for chapter in children:
                chapter.number = None
        else:
            used_numbers |= numbers
