"""Kinds of document: what each takes for a result and for a target.

A kind is a class with documented attributes. Which one a document is, its title says, or the first
words of its text; a report without either is a work report where it has a review or a plan.
"""

from __future__ import annotations

import re
from typing import ClassVar

from duban.commitments import DocumentKind, PartRole


class DocumentClass:
    """What all kinds have; the attributes of a work report are the defaults."""

    kind: ClassVar[DocumentKind] = DocumentKind.UNKNOWN
    name: ClassVar[tuple[str, str]] = ("种类不明的文件", "a document of unknown kind")
    """In Chinese and in English."""
    title: ClassVar[re.Pattern[str] | None] = None
    """What its title says."""
    fixed_role: ClassVar[PartRole | None] = None
    """The one role of every part, where headings do not matter."""
    looks_back: ClassVar[int] = 1
    """How many years before the document's own year its results are of."""
    expects: ClassVar[tuple[PartRole, ...]] = ()
    """Parts that it must have: without one, a notice."""
    reads_as: ClassVar[tuple[str, str]] = ("按句子判断性质", "each sentence is told by itself")
    """How its figures are taken, in Chinese and in English."""


class WorkReport(DocumentClass):
    """政府工作报告: reviews the year before, plans for its own, and says how to act."""

    kind = DocumentKind.WORK_REPORT
    name = ("政府工作报告", "a government work report")
    title = re.compile(r"工作报告|重点工作|工作要点|计划.{0,24}报告|规划纲要|计划纲要|实施方案")
    expects = (PartRole.REVIEW, PartRole.PLAN)
    reads_as = ("回顾部分是完成情况，计划部分是目标", "its review holds results, its plan targets")


class Bulletin(DocumentClass):
    """统计公报: every figure is a result of the year that it reports on."""

    kind = DocumentKind.BULLETIN
    name = ("统计公报", "a statistical bulletin")
    title = re.compile(r"公报(?:[（(\[].{0,6})?$|统计公报|普查.{0,6}公报")
    fixed_role = PartRole.REVIEW
    looks_back = 0
    reads_as = ("所有数字都是当年的完成情况", "every figure is a result of its year")


class Budget(DocumentClass):
    """预算、决算报告: figures of the year reported are results, the coming budget is a target."""

    kind = DocumentKind.BUDGET
    name = ("预算或决算报告", "a budget report")
    title = re.compile(r"预算|决算|财政收支")
    reads_as = ("上年执行数是完成情况，本年预算数是目标", "last year's execution is results, the coming budget targets")


class Minutes(DocumentClass):
    """会议纪要: what a meeting decided."""

    kind = DocumentKind.MINUTES
    name = ("会议纪要", "minutes of a meeting")
    title = re.compile(r"纪要|常务会议|全体会议")


class Release(DocumentClass):
    """新闻发布、解读、综述: what others say about a report or a year."""

    kind = DocumentKind.RELEASE
    name = ("新闻发布或解读材料", "a news release or a commentary")
    title = re.compile(r"新闻发布|发布会|解读|综述|答记者问|侧记|图解")


_CLASSES: tuple[type[DocumentClass], ...] = (Release, Minutes, Bulletin, Budget, WorkReport)
"""In the order in which a title is tried: a commentary on a report names the report too."""
_HEAD_LENGTH = 400
_ASSEMBLY_ADDRESS = re.compile(r"人民代表大会[^。\n]{0,30}会议上|各位代表|向大会(?:报告|作)")
_STATISTICS_MARK = re.compile(r"统计局.{0,40}\n|统计公报")


def find_document_class(kind: DocumentKind) -> type[DocumentClass]:
    """The class of a kind."""
    return next((cls for cls in _CLASSES if cls.kind is kind), DocumentClass)


def recognise_document(title: str | None, canonical_text: str) -> type[DocumentClass]:
    """The kind that a title says; without one, what the head of the text says."""
    for stated_title in (title or "",):
        for candidate in _CLASSES:
            if stated_title and candidate.title is not None and candidate.title.search(stated_title):
                return candidate
    head = canonical_text[:_HEAD_LENGTH]
    if _STATISTICS_MARK.search(head):
        return Bulletin
    return WorkReport if _ASSEMBLY_ADDRESS.search(canonical_text[: 4 * _HEAD_LENGTH]) else DocumentClass
