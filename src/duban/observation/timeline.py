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
from duban.indicators import match_names
from duban.observation import periods
from duban.observation.model import PlanTarget
from duban.observation.observe_document import find_results
from duban.series import Period
from duban.verification import Judgement, Target, Verdict, gather_claims, judge_report, year_of_claim

_SENTENCE_MARKS = "。！？；;\n"
_MIN_NAME_LENGTH = 3
"""A name shorter than this may stand in a sentence about something else."""


class MentionStatement(StrEnum):
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
        return _CHINESE_BY_STATEMENT[self]


_CHINESE_BY_STATEMENT = {
    MentionStatement.ANNOUNCED: "部署",
    MentionStatement.BEGUN: "启动",
    MentionStatement.PART: "部分完成",
    MentionStatement.DONE: "完成",
    MentionStatement.MISSED: "未完成",
    MentionStatement.CHANGED: "调整",
}
# The first that matches decides: words of the future come before words of completion.
_STATEMENT_PATTERNS = (
    (
        MentionStatement.MISSED,
        re.compile(r"未(?:能)?(?:如期|按期|全部)?(?:完成|达到|实现)|滞后|进展缓慢|推迟|没有完成"),
    ),
    (MentionStatement.CHANGED, re.compile(r"(?:目标|任务|规模|数量)?(?:调整为|调减|调增|改为|核减)")),
    (
        MentionStatement.ANNOUNCED,
        re.compile(
            r"计划|将(?!军|近)|拟(?!合)|部署|动员|研究|审议|印发|出台|准备|力争|确保|要(?!求|素)"
            r"|今年|下半年"
        ),
    ),
    (MentionStatement.PART, re.compile(r"正在|过半|部分|完成(?:了)?[^。；，]{0,8}[%％成]|有序推进|加快推进|已完成\d")),
    (MentionStatement.DONE, re.compile(r"(?:全部|全面|圆满|如期|已)?(?:建成|完成|竣工|投用|投产|通车|达标|实现|交付)")),
    (MentionStatement.BEGUN, re.compile(r"开工|启动|动工|进场|破土")),
)
_MANY_YEARS_WORDS = re.compile(r"[三四五]年(?:来|间)?|累计|以来|期间|“.{1,3}五”")
_STATEMENT_BY_JUDGEMENT = {
    Judgement.MET: MentionStatement.DONE,
    Judgement.NEAR: MentionStatement.PART,
    Judgement.MISSED: MentionStatement.MISSED,
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of a document that speaks of a target. `on` is the day from which it was known."""

    id: str
    target: Target
    on: dt.date
    statement: MentionStatement
    number: str
    quote: str
    source: str
    start: int | None
    end: int | None


def timeline(plan: Sequence[PlanTarget], documents: Iterable[tuple[str, Report]], year: int) -> list[Mention]:
    """Every mention of the plan's targets, by target in the plan's order, then by day.

    `documents` are (how each is named, the report read). A document without a date or a year is
    passed over: its mentions have no place in time.
    """
    mentions: list[Mention] = []
    for source, document in documents:
        date = find_document_date(document)
        if date is not None:
            mentions += _find_mentions(plan, source, document, date, year)
    position_by_id = {plan_target.id: index for index, plan_target in enumerate(plan)}
    return sorted(
        mentions, key=lambda mention: (position_by_id[mention.id], mention.on, mention.source, mention.start or 0)
    )


def find_document_date(document: Report) -> dt.date | None:
    """The day of a document: its own date, or the end of the months that its figures are of."""
    if document.date is not None:
        return document.date
    period = periods.find_document_period(document)
    return None if period is None else period.end


def _find_mentions(
    plan: Sequence[PlanTarget], source: str, document: Report, date: dt.date, year: int
) -> Iterator[Mention]:
    period = periods.find_document_period(document)
    verdicts: list[Verdict] = []
    if period is not None and period.year == year:
        verdicts = judge_report.judge_targets([entry.target for entry in plan], find_results(document, year))
    document_targets = _list_targets(document, year)
    for index, plan_target in enumerate(plan):
        mentions = [
            *_find_figure_mention(plan_target, verdicts[index] if verdicts else None, document, source, date, period)
        ]
        mentions += _find_restatement(plan_target, document_targets, source, date)
        yield from mentions
        if not mentions:
            yield from _find_worded_mentions(plan_target, document, source, date)


def _list_targets(document: Report, year: int) -> list[Target]:
    return gather_claims.gather_targets(document) if document.year == year else []


def _find_figure_mention(
    plan_target: PlanTarget,
    verdict: Verdict | None,
    document: Report,
    source: str,
    date: dt.date,
    period: Period | None,
) -> Iterator[Mention]:
    """The mention of a document's figure; a figure of a part of the year shows only a part."""
    if verdict is None or verdict.result is None or period is None:
        return
    statement = _STATEMENT_BY_JUDGEMENT.get(verdict.judgement)
    if statement is None:
        return
    result = verdict.result
    if not periods.find_figure_period(document, result.start, period).is_full_year:
        statement = MentionStatement.PART
    yield Mention(
        plan_target.id, plan_target.target, date, statement, result.number, result.quote, source, result.start,
        result.end,
    )  # fmt: skip


def _find_restatement(
    plan_target: PlanTarget, document_targets: Sequence[Target], source: str, date: dt.date
) -> Iterator[Mention]:
    """The same target stated again in a document of the year: unchanged, or changed."""
    target = plan_target.target
    for restated_target in document_targets:
        is_same = match_names.compare_keys(target.key, restated_target.key) == 1 and target.kind is restated_target.kind
        if is_same and target.unit == restated_target.unit:
            statement = (
                MentionStatement.ANNOUNCED if restated_target.value == target.value else MentionStatement.CHANGED
            )
            yield Mention(
                plan_target.id,
                target,
                date,
                statement,
                restated_target.number,
                restated_target.quote,
                source,
                restated_target.start,
                restated_target.end,
            )
            return


def _is_in_plan(document: Report, offset: int) -> bool:
    """Whether a place stands in a part that plans: nothing in it is progress, however it reads."""
    part = next((candidate for candidate in document.parts if candidate.start <= offset < candidate.end), None)
    return part is not None and part.role in (PartRole.PLAN, PartRole.GOALS)


def _find_worded_mentions(plan_target: PlanTarget, document: Report, source: str, date: dt.date) -> Iterator[Mention]:
    indicator_name = match_names.simplify_name(plan_target.target.indicator)
    if len(indicator_name) < _MIN_NAME_LENGTH:
        return
    text, offset = document.text, document.text.find(indicator_name)
    while offset >= 0:
        sentence_start, sentence_end = year_of_claim.find_clause(
            text, offset, offset + len(indicator_name), _SENTENCE_MARKS
        )
        sentence = text[sentence_start:sentence_end]
        statement = next((kind for kind, pattern in _STATEMENT_PATTERNS if pattern.search(sentence)), None)
        if statement is not None and _is_in_plan(document, offset):
            statement = MentionStatement.ANNOUNCED
        if statement is not None and not _MANY_YEARS_WORDS.search(sentence):
            quote = sentence.strip()
            quote_start = text.index(quote, sentence_start)
            quote_end = quote_start + len(quote)
            yield Mention(
                plan_target.id, plan_target.target, date, statement, "", quote, source, quote_start, quote_end
            )
        offset = text.find(indicator_name, sentence_end)
