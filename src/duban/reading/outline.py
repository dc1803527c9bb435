"""Group paragraphs into chapters and stretches, and give each chapter its role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from duban.commitments import PartRole
from duban.quantities import parse_numeral
from duban.reading.roles import part_role, sentence_role
from duban.reading.structure import Paragraph, paragraphs, sentences
from duban.text import Document

_NUMERAL: Final = re.compile(r"[一二三四五六七八九十]{1,3}")
_UNNUMBERED: Final = re.compile(r"[^。!?;,:]{4,30}")
_KEYWORDS: Final = re.compile(
    r"工作回顾|工作总结|主要任务|工作任务|重点工作|工作安排|目标任务|主要目标|自身建设"
)
_ANNEX: Final = re.compile(r"附件?\s?[一二三四五六七八九十\d]{0,2}:?")
GLOSSARY: Final = re.compile(r"(?:有关)?(?:名词|术语|词语)(?:解释|注释|说明)|注释|附注")
"""A list of explanations behind the report: it promises nothing."""
_AIMS: Final = re.compile(r"(?:预期|主要|奋斗|工作)目标(?:建议|初步安排)?(?:是|为|:)")
_FACTS: Final = 0.03
"""A report without a review is a plan when fewer of its sentences than this speak of the past."""


@dataclass(slots=True)
class Stretch:
    """A paragraph of a chapter and the (一)-level heading that it stands under."""

    paragraph: Paragraph
    section: str | None
    heads: bool = False
    """The paragraph is itself the heading of a section, with its text behind it."""


@dataclass(slots=True)
class Chapter:
    """A part in the making."""

    number: int | None
    heading: str
    start: int
    end: int
    role: PartRole | None = None
    annex: bool = False
    nested: bool = False
    """Its own items begin again at 一, with their text on the line."""
    headed: Paragraph | None = None
    title: str = ""
    """The heading in the report's own characters; `heading` is its canonical form."""
    stretches: list[Stretch] = field(default_factory=list)


def outline(document: Document, canon: str, year: int | None) -> list[Chapter]:
    """The chapters of a document in order, each with a role."""
    chapters = [Chapter(None, "", 0, 0)]
    section: str | None = None
    found = paragraphs(document, canon)
    numbered = False
    for at, paragraph in enumerate(found):
        number = _number(canon, paragraph)
        if number != 1 and not numbered:
            number = None
        title = _title(canon, paragraph, at + 1 < len(found), numbered)
        # A numbered line with nothing under it but the next number is a sentence, not a heading.
        opens = paragraph.alone and at + 1 < len(found) and found[at + 1].level != 1
        chapters[-1].nested |= number == 1 and _nests(chapters[-1], paragraph)
        within = chapters[-1].nested and not _next(chapters[-1], paragraph, number)
        if number is not None and (chapters[-1].annex or within):
            section = _heading(document.text, paragraph) if opens else None
            if not opens:
                chapters[-1].stretches.append(Stretch(paragraph, None, heads=True))
        elif number is not None or title:
            chapters.append(_chapter(canon, paragraph, number, chapters[-1], found, at))
            numbered = numbered or chapters[-1].number is not None
            annexed = chapters[-1].annex and number is not None
            section = _heading(document.text, paragraph) if annexed and opens else None
            if not title and (not paragraph.alone or (annexed and not opens)):
                chapters[-1].stretches.append(Stretch(paragraph, None, heads=True))
        elif paragraph.alone and paragraph.level in (2, 3):
            section = document.text[paragraph.body : paragraph.end].rstrip("。｡")
        else:
            section = None if paragraph.level == 2 else section
            chapters[-1].stretches.append(Stretch(paragraph, section))
        chapters[-1].end = paragraph.end
    _assign_roles(canon, chapters, year)
    chapters += _unheaded_plan(canon, chapters, year)
    for chapter in chapters:
        if chapter.heading and chapter.headed is not None:
            chapter.title = _heading(document.text, chapter.headed)
    return [c for c in chapters if c.stretches or c.heading]


def _nests(chapter: Chapter, paragraph: Paragraph) -> bool:
    """Whether a 一 with its text on the line is the first item of a chapter with nothing yet."""
    headed = chapter.headed is not None and chapter.headed.alone and chapter.number is not None
    return headed and not chapter.stretches and not paragraph.alone


def _next(chapter: Chapter, paragraph: Paragraph, number: int | None) -> bool:
    return paragraph.alone and chapter.number is not None and number == chapter.number + 1


def _number(canon: str, paragraph: Paragraph) -> int | None:
    if paragraph.level != 1 or canon[paragraph.end - 1] in ";,":
        return None  # an item of a list, not a heading
    match = _NUMERAL.search(canon, paragraph.start, paragraph.body)
    return int(parse_numeral(match[0])) if match else None


def _title(canon: str, paragraph: Paragraph, followed: bool, numbered: bool) -> bool:
    """A short line without a number that says what the following paragraphs are."""
    if paragraph.level or not paragraph.alone or not followed:
        return False
    line = canon[paragraph.start : paragraph.end]
    if GLOSSARY.fullmatch(line) or _ANNEX.fullmatch(line):
        return True
    if numbered or "报告" in line:
        return False
    return bool(_UNNUMBERED.fullmatch(line) and _KEYWORDS.search(line))


def _heading(text: str, paragraph: Paragraph) -> str:
    """A heading in the report's own characters, without its number, full stop and line breaks."""
    stop = text.find("。", paragraph.body, paragraph.end)
    return re.sub(r"\s+", "", text[paragraph.body : stop if stop >= 0 else paragraph.end])


def _chapter(
    canon: str,
    paragraph: Paragraph,
    number: int | None,
    last: Chapter,
    found: list[Paragraph],
    at: int,
) -> Chapter:
    """The chapter that a heading opens. Numbers that begin again at 一 open an annex."""
    heading = _heading(canon, paragraph)
    headed = paragraph
    annex = _ANNEX.fullmatch(heading) is not None
    if number == 1 and last.number is not None:
        before = found[at - 1]
        if before.alone and not before.level:
            heading, headed = _heading(canon, before), before
        elif not paragraph.alone:
            heading = ""
        return Chapter(None, heading, paragraph.start, paragraph.end, annex=True, headed=headed)
    if number is not None and last.number is not None and number <= last.number:
        number = last.number + 1
    return Chapter(number, heading, paragraph.start, paragraph.end, annex=annex, headed=headed)


def _assign_roles(canon: str, chapters: list[Chapter], year: int | None) -> None:
    stated = [part_role(c.heading, year) if c.heading else None for c in chapters]
    known = set(stated) - {None}
    default = PartRole.OTHER
    reviews = PartRole.REVIEW in known or PartRole.GOALS in known
    if PartRole.PLAN not in known and (reviews or not _speaks_of_past(canon, chapters, year)):
        default = PartRole.PLAN
    last: PartRole | None = None
    for chapter, role in zip(chapters, stated, strict=True):
        if GLOSSARY.fullmatch(chapter.heading):
            role = PartRole.OTHER
        elif role is None and chapter.heading:
            carried = last in (PartRole.PLAN, PartRole.SELF, PartRole.GOALS) and not chapter.annex
            role = last if carried and last is not PartRole.SELF else default
            told = chapter.annex and PartRole.PLAN in known
            role = PartRole.PLAN if told or last is PartRole.SELF else role
        chapter.role = role or PartRole.OTHER
        last = chapter.role if chapter.heading else last


def _unheaded_plan(canon: str, chapters: list[Chapter], year: int | None) -> list[Chapter]:
    """In a report without headings: what follows the paragraph that states the year's targets."""
    if len(chapters) != 1 or chapters[0].heading:
        return []
    (only,) = chapters
    stated = [
        at
        for at, s in enumerate(only.stretches)
        if _AIMS.search(canon, s.paragraph.start, s.paragraph.end)
    ]
    if not stated or stated[0] + 1 == len(only.stretches):
        return []
    rest = only.stretches[stated[0] + 1 :]
    start, end = rest[0].paragraph.start, only.end
    plan = Chapter(None, "", start, end, role=PartRole.PLAN, stretches=rest)
    if _speaks_of_past(canon, [plan], year):
        return []
    only.stretches = only.stretches[: stated[0] + 1]
    only.end = only.stretches[-1].paragraph.end
    return [plan]


def _speaks_of_past(canon: str, chapters: list[Chapter], year: int | None) -> bool:
    facts = total = 0
    for chapter in chapters:
        for stretch in chapter.stretches:
            for start, end in sentences(canon, stretch.paragraph.body, stretch.paragraph.end):
                total += 1
                facts += _is_fact(canon[start:end], year)
    return total > 0 and facts / total >= _FACTS


_FACT: Final = re.compile(r"去年|比上年|过去|以来|取得了|实现了|完成了|[^为]了[,。]|目前|已经")


def _is_fact(sentence: str, year: int | None) -> bool:
    return _FACT.search(sentence) is not None and sentence_role(sentence, None, year) == "result"
