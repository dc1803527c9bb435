"""What many documents say of each target, in order of time: announced, begun, part done, done …

An announcement is never progress: a meeting held, a plan issued and a sentence that looks ahead say
only that something is to come. Figures are compared as `verification` compares them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from duban.commitments import PartRole, Report
from duban.indicators import names
from duban.observation import periods
from duban.observation.model import Wanted
from duban.observation.observing import stated
from duban.series import Period
from duban.verification import Judgement, Target, Verdict, gathering, verifying, when

_SENTENCE = "。！？；;\n"
_SHORTEST = 3
"""A name shorter than this may stand in a sentence about something else."""


class Says(StrEnum):
    """What a mention says of its target."""

    ANNOUNCED = "announced"
    BEGUN = "begun"
    PART = "part"
    DONE = "done"
    MISSED = "missed"
    CHANGED = "changed"

    @property
    def chinese(self) -> str:
        """The word that pages and tables show."""
        return _WORDS[self]


_WORDS = {
    Says.ANNOUNCED: "部署",
    Says.BEGUN: "启动",
    Says.PART: "部分完成",
    Says.DONE: "完成",
    Says.MISSED: "未完成",
    Says.CHANGED: "调整",
}
# The first that matches decides: words of the future come before words of completion.
_IN_WORDS = (
    (
        Says.MISSED,
        re.compile(r"未(?:能)?(?:如期|按期|全部)?(?:完成|达到|实现)|滞后|进展缓慢|推迟|没有完成"),
    ),
    (Says.CHANGED, re.compile(r"(?:目标|任务|规模|数量)?(?:调整为|调减|调增|改为|核减)")),
    (
        Says.ANNOUNCED,
        re.compile(
            r"计划|将(?!军|近)|拟(?!合)|部署|动员|研究|审议|印发|出台|准备|力争|确保|要(?!求|素)"
            r"|今年|下半年"
        ),
    ),
    (
        Says.PART,
        re.compile(r"正在|过半|部分|完成(?:了)?[^。；，]{0,8}[%％成]|有序推进|加快推进|已完成\d"),
    ),
    (
        Says.DONE,
        re.compile(r"(?:全部|全面|圆满|如期|已)?(?:建成|完成|竣工|投用|投产|通车|达标|实现|交付)"),
    ),
    (Says.BEGUN, re.compile(r"开工|启动|动工|进场|破土")),
)
_MANY_YEARS = re.compile(r"[三四五]年(?:来|间)?|累计|以来|期间|“.{1,3}五”")
_DONE = {Judgement.MET: Says.DONE, Judgement.NEAR: Says.PART, Judgement.MISSED: Says.MISSED}


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of a document that speaks of a target. `on` is the day from which it was known."""

    id: str
    target: Target
    on: dt.date
    says: Says
    number: str
    quote: str
    source: str
    start: int | None
    end: int | None


def timeline(
    plan: Sequence[Wanted], documents: Iterable[tuple[str, Report]], year: int
) -> list[Mention]:
    """Every mention of the plan's targets, by target in the plan's order, then by day.

    `documents` are (how each is named, the report read). A document without a date or a year is
    passed over: its mentions have no place in time.
    """
    found: list[Mention] = []
    for source, document in documents:
        on = known_on(document)
        if on is not None:
            found += _of(plan, source, document, on, year)
    order = {w.id: n for n, w in enumerate(plan)}
    return sorted(found, key=lambda m: (order[m.id], m.on, m.source, m.start or 0))


def known_on(document: Report) -> dt.date | None:
    """The day of a document: its own date, or the end of the months that its figures are of."""
    if document.date is not None:
        return document.date
    period = periods.document_period(document)
    return None if period is None else period.end


def _of(
    plan: Sequence[Wanted], source: str, document: Report, on: dt.date, year: int
) -> Iterator[Mention]:
    whole = periods.document_period(document)
    told: list[Verdict] = []
    if whole is not None and whole.year == year:
        told = verifying.answers([w.target for w in plan], stated(document, year))
    own = _targets(document, year)
    for n, wanted in enumerate(plan):
        seen = [*_figure(wanted, told[n] if told else None, document, source, on, whole)]
        seen += _restated(wanted, own, source, on)
        yield from seen
        if not seen:
            yield from _words(wanted, document, source, on)


def _targets(document: Report, year: int) -> list[Target]:
    return gathering.targets(document) if document.year == year else []


def _figure(
    wanted: Wanted,
    verdict: Verdict | None,
    document: Report,
    source: str,
    on: dt.date,
    whole: Period | None,
) -> Iterator[Mention]:
    """The mention of a document's figure; a figure of a part of the year shows only a part."""
    if verdict is None or verdict.result is None or whole is None:
        return
    says = _DONE.get(verdict.judgement)
    if says is None:
        return
    result = verdict.result
    if not periods.period_of(document, result.start, whole).whole_year:
        says = Says.PART
    yield Mention(
        wanted.id, wanted.target, on, says, result.number, result.quote, source, result.start,
        result.end,
    )  # fmt: skip


def _restated(wanted: Wanted, own: Sequence[Target], source: str, on: dt.date) -> Iterator[Mention]:
    """The same target stated again in a document of the year: unchanged, or changed."""
    target = wanted.target
    for other in own:
        same = names.likeness(target.key, other.key) == 1 and target.kind is other.kind
        if same and target.unit == other.unit:
            says = Says.ANNOUNCED if other.value == target.value else Says.CHANGED
            yield Mention(
                wanted.id, target, on, says, other.number, other.quote, source, other.start,
                other.end,
            )  # fmt: skip
            return


def _ahead(document: Report, at: int) -> bool:
    """Whether a place stands in a part that plans: nothing in it is progress, however it reads."""
    part = next((p for p in document.parts if p.start <= at < p.end), None)
    return part is not None and part.role in (PartRole.PLAN, PartRole.GOALS)


def _words(wanted: Wanted, document: Report, source: str, on: dt.date) -> Iterator[Mention]:
    name = names.plain(wanted.target.indicator)
    if len(name) < _SHORTEST:
        return
    text, at = document.text, document.text.find(name)
    while at >= 0:
        start, end = when.clause(text, at, at + len(name), _SENTENCE)
        sentence = text[start:end]
        says = next((s for s, words in _IN_WORDS if words.search(sentence)), None)
        if says is not None and _ahead(document, at):
            says = Says.ANNOUNCED
        if says is not None and not _MANY_YEARS.search(sentence):
            quote = sentence.strip()
            begin = text.index(quote, start)
            last = begin + len(quote)
            yield Mention(wanted.id, wanted.target, on, says, "", quote, source, begin, last)
        at = text.find(name, end)
