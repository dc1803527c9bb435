"""From a report to the targets and results that can be compared, each with its context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from duban.commitments import Claim, ClaimKind, Direction, Part, PartRole, Report, Role
from duban.indicators import match_names
from duban.verification import subjects, year_of_claim
from duban.verification.model import Result, Target

_Stated = TypeVar("_Stated", Target, Claim)

_PARTIAL_YEAR = re.compile(r"季度|上半年|下半年|[\d一二三四五六七八九十]+月份?|同期全球")
_CHANGE_VERB_ENDING = re.compile(
    r"(?:增加|净增|增产|减产|增收|减收|提高|减少|降低|上调|增长|下降|多|减)(?:了|约|近|超过|超|不少于|不低于|不超过)*$"
)
# 争取 with 到 or with money (争取中央资金) means “obtained”, and is no demand.
_DEMAND_WORDS = re.compile(
    r"(?<![主重需只])要(?!求)|力争|争取(?!到|了|上级|中央|国家|省|各[类级]|[^，。；\d]{0,12}(?:资金|债券|额度))|努力"
)
_STAGE_WORDS = re.compile(r"(?P<begun>开工|启动|实施|筹集|筹措|筹建|新安排)|建成|竣工|交付|完工|投产|投用")
# The first half of 由…增加到…: where it came from, no result of the year.
_START_VALUE_OPENING = re.compile(r"(?:由|从)[^，；。]{0,18}$")
_END_VALUE_VERB = re.compile(r"[^，；。]{0,4}(?:增|提高|上升|下降|减|降|扩大|升|缩小|回落)[^，；。]{0,8}[到至为]")
_FUTURE_WORDS = re.compile(r"提出|预期|目标|拟|今年|将|计划")
_PLANNED_VALUE = re.compile(r"计划(?:达到|增长|增加|为)|拟定|将要?(?:达到|增长|增加)")
# A review held before the year's figures are final states them as 预计.
_ESTIMATE_WORD = re.compile(r"预计")
_FUTURE_TIME_WORDS = re.compile(r"今年|明年|将")
_REACHED_ENDING = re.compile(r"到(?:人均|每人)?$")
_PACE_ENDING = re.compile(r"(?:增长)?速度(?:由今年)?$|增[速幅](?:由今年)?$")
_HEADCOUNT_ENDING = re.compile(r"(?:参保|在校|常住)(?:人数|人口)?$")
# Between a thing and its number: so much of it was done, whatever stands there now.
_CONSTRUCTION_ENDING = re.compile(
    r"(?:建成(?:通车|投用|投产|投运)?|通车|开工(?:建设)?|竣工|完工|交付|新改建|修复|更新|改造|推广|治理)(?:面积)?$"
)
_UNCHANGED_CLAUSE = re.compile(
    r"(?P<name>[^，。；、\n]{4,14}?)(?:同比|[与比]上年|总体|基本)*(?P<number>(?<!保)持平)(?![稳衡])"
)
_ADDITION_WORDS = re.compile(r"新增|新建|新开工|新认定|净增|新培育|新登记|改扩建|新改建|新设立")


def gather_targets(report: Report, year: int | None = None) -> list[Target]:
    """Every claim that promises something for the report's own year, in text order.

    `year` is that year, where the report does not state it.
    """
    report_targets: list[Target] = []
    earlier_claims: list[Claim] = []
    for claim, is_target in _classify_claims(report, year):
        if is_target:
            subject_name = subjects.find_subject(report.text, claim, earlier_claims, report.jurisdiction)
            report_targets.append(build_target(report.text, claim, subject_name, report.jurisdiction))
        earlier_claims.append(claim)
    restated_targets = (
        _build_restated_target(report.text, *restatement) for restatement in _find_restatements(report, report_targets)
    )
    return [*_drop_repetitions(report_targets), *restated_targets]


def find_target_spans(report: Report) -> list[tuple[int, int]]:
    """The spans of the numbers of `gather_targets`, without building the targets."""
    target_claims = [claim for claim, is_target in _classify_claims(report) if is_target]
    restated_spans = [(start, end) for _, start, end in _find_restatements(report, target_claims)]
    return [
        *((target_claim.start, target_claim.end) for target_claim in _drop_repetitions(target_claims)),
        *restated_spans,
    ]


def _classify_claims(report: Report, year: int | None = None) -> Iterator[tuple[Claim, bool]]:
    """Every claim in text order, and whether it promises for the report's own year."""
    stated_year = report.year or year or (report.date.year if report.date else None)
    plan_year = year_of_claim.find_plan_year(report, stated_year)
    for claim in sorted(report.claims(), key=lambda candidate: (candidate.start, candidate.end)):
        yield claim, _is_target(report, claim, plan_year)


def _drop_repetitions(statements: list[_Stated]) -> list[_Stated]:
    """Without words that only repeat a number (控制在百分之十以内, beside its 百分之十)."""
    number_starts = [statement.start for statement in statements if statement.kind is not ClaimKind.RELATIVE]
    return [
        statement
        for statement in statements
        if statement.kind is not ClaimKind.RELATIVE
        or not any(statement.start <= start_offset < statement.end for start_offset in number_starts)
    ]


def _is_target(report: Report, claim: Claim, year: int | None) -> bool:
    """Whether a claim promises for the report's own year.

    A sentence about several years may turn to the year by 今年.
    """
    if subjects.is_limit(report.text, claim):
        return False
    clause_start, clause_end = year_of_claim.find_clause(report.text, claim.start, claim.end)
    if _START_VALUE_OPENING.search(report.text[clause_start : claim.start]) and _END_VALUE_VERB.match(
        report.text[claim.end : clause_end]
    ):
        return False
    if claim.role is Role.GOAL:
        return year_of_claim.returns_to_year(report.text, claim, year)
    if claim.role is Role.RESULT:
        return year_of_claim.is_promise(report.text, claim, year)
    if not _is_this_year(year_of_claim.find_period(report.text, claim, year), year):
        return False
    return not year_of_claim.promises_different_year(report.text, claim, year)


def _find_restatements(report: Report, statements: list[_Stated]) -> Iterator[tuple[_Stated, int, int]]:
    """Where the plan explains a target it has set: the same name with the same number."""
    claimed_spans = [(claim.start, claim.end) for claim in report.claims() if claim.role is not Role.RESULT]
    plan_spans = [(part.start, part.end) for part in report.parts if part.role is PartRole.PLAN]
    for target in statements:
        indicator_name = target.indicator
        if target.kind not in (ClaimKind.GROWTH, ClaimKind.SHARE) or len(indicator_name) < 3:
            continue
        restatement_pattern = re.compile(
            re.escape(indicator_name) + r"[^，。；\d]{0,6}(" + re.escape(target.number) + ")"
        )
        for match in restatement_pattern.finditer(report.text):
            start, end = match.span(1)
            is_in_plan = any(span_start <= start and end <= span_end for span_start, span_end in plan_spans)
            if is_in_plan and not any(span_start < end and start < span_end for span_start, span_end in claimed_spans):
                yield target, start, end
                claimed_spans.append((start, end))


def _build_restated_target(text: str, target: Target, start: int, end: int) -> Target:
    clause_start, clause_end = year_of_claim.find_clause(text, start, end)
    clause_text = text[clause_start:clause_end].strip()
    return replace(target, start=start, end=end, quote=clause_text, clause=clause_text)


def gather_results(report: Report, year: int | None, *, parts_of_year: bool = False) -> list[Result]:
    """Every fact that a report states about `year`, in text order.

    What covers only a quarter or some months of it is left out, unless `parts_of_year`.
    """
    year_results = []
    for part in report.parts:
        earlier_claims: list[Claim] = []
        for claim, covers_many_years in _classify_results(report, part, year, parts_of_year):
            if covers_many_years is not None:
                subject_name = subjects.find_subject(report.text, claim, earlier_claims, report.jurisdiction)
                year_results.append(_build_result(report, claim, subject_name, covers_many_years))
            if claim.role is Role.RESULT and not claim.indicator.startswith("占"):
                earlier_claims.append(claim)
    return [*year_results, *_find_unchanged(report)]


def find_result_claims(report: Report, year: int | None) -> Iterator[tuple[Claim, bool]]:
    """The claims behind `gather_results`, and whether each covers several years."""
    for part in report.parts:
        for claim, covers_many_years in _classify_results(report, part, year):
            if covers_many_years is not None:
                yield claim, covers_many_years


def _classify_results(
    report: Report, part: Part, year: int | None, parts_of_year: bool = False
) -> Iterator[tuple[Claim, bool | None]]:
    """Every claim of a part, and whether it covers several years; None if it is of another year."""
    part_covers_many = year_of_claim.covers_many_years(report, part)
    turning_points = year_of_claim.find_turning_points(report, part)
    claims = [candidate for topic in part.topics for candidate in [*topic.results, *_list_commitment_claims(topic)]]
    for claim in sorted(claims, key=lambda candidate: (candidate.start, candidate.end)):
        is_reported = claim.role is Role.RESULT and not subjects.is_limit(report.text, claim)
        is_reported = is_reported and not _looks_ahead(report, claim, part.role, year)
        if not is_reported or not _is_of_year(report.text, claim, year, parts_of_year):
            yield claim, None
        else:
            covers_many_years = next(
                (is_many for offset, is_many in reversed(turning_points) if offset <= claim.start), part_covers_many
            )
            clause_start, _ = year_of_claim.find_clause(report.text, claim.start, claim.end)
            yield (claim, year_of_claim.is_about_many_years(report.text, claim, clause_start, year, covers_many_years))


def _looks_ahead(report: Report, claim: Claim, role: PartRole, year: int | None) -> bool:
    """Whether a clause looks ahead: it asks, or (in a plan) explains the plan's numbers.

    An estimate (预计) looks back where a review makes it, or the sentence names the year.
    """
    clause_start, clause_end = year_of_claim.find_clause(report.text, claim.start, claim.end)
    clause = report.text[clause_start:clause_end]
    future_pattern = _FUTURE_WORDS if role is PartRole.PLAN else _PLANNED_VALUE
    if _DEMAND_WORDS.search(clause) or future_pattern.search(clause):
        return True
    if not _ESTIMATE_WORD.search(clause):
        return False
    looks_back = role is PartRole.REVIEW or year_of_claim.names_year(report.text, claim, year)
    return not looks_back or _FUTURE_TIME_WORDS.search(clause) is not None


def _list_commitment_claims(topic: object) -> Iterator[Claim]:
    for commitment in getattr(topic, "commitments", ()):
        yield from commitment.claims


def _is_this_year(period: str | None, year: int | None) -> bool:
    return period is None or year is None or period.startswith(str(year))


def build_target(text: str, claim: Claim, indicator_name: str, jurisdiction: str | None) -> Target:
    """A claim of a text as a target, with what the words before its number say of it."""
    clause_start, clause_end = year_of_claim.find_clause(text, claim.start, claim.end)
    kind = _choose_target_kind(claim, indicator_name, jurisdiction)
    if kind is ClaimKind.LEVEL and _CONSTRUCTION_ENDING.search(text[clause_start : claim.start]):
        kind = ClaimKind.VOLUME
    falling = claim.direction is Direction.DOWN
    sign = -1 if falling and kind in (ClaimKind.GROWTH, ClaimKind.POINTS) else 1
    return Target(
        indicator=indicator_name,
        key=match_names.comparison_key(indicator_name, jurisdiction),
        number=claim.number,
        start=claim.start,
        end=claim.end,
        quote=claim.quote,
        clause=text[clause_start:clause_end].strip(),
        kind=kind,
        value=_apply_sign(claim.value, sign),
        value_high=_apply_sign(claim.value_high, sign),
        unit=claim.unit,
        comparator=claim.comparator,
        is_decrease=falling,
        is_increment=_is_increment(text, claim),
        new=bool(_ADDITION_WORDS.search(text[clause_start : claim.start])),
        stage=_find_stage(text[clause_start : claim.start]),
        strength=claim.strength,
        preceding_text=_get_preceding_text(text, claim),
    )


def _choose_target_kind(claim: Claim, indicator_name: str, jurisdiction: str | None) -> ClaimKind:
    """A rate set for what is measured in 元 is its growth (经济增长预期目标定在7.5%)."""
    if claim.kind is ClaimKind.SHARE and _PACE_ENDING.search(claim.indicator):
        return ClaimKind.GROWTH
    indicator_entry = match_names.harmonise(indicator_name, jurisdiction)
    is_rate = claim.unit in ("%", "％") and claim.kind in (ClaimKind.SHARE, ClaimKind.LEVEL)
    return ClaimKind.GROWTH if is_rate and indicator_entry is not None and indicator_entry.unit == "元" else claim.kind


def _is_of_year(text: str, claim: Claim, year: int | None, parts_of_year: bool) -> bool:
    """Whether a result's own clause lets it be of the year, and of the whole of it."""
    clause_start, clause_end = year_of_claim.find_clause(text, claim.start, claim.end)
    if not parts_of_year and _PARTIAL_YEAR.search(text[clause_start : claim.start]):
        return False
    stated_period = year_of_claim.find_period(text, claim, year)
    if (
        year is not None
        and stated_period is None
        and year_of_claim.names_different_year(text[clause_start : claim.start], year)
    ):
        return False
    return not (
        _START_VALUE_OPENING.search(text[clause_start : claim.start])
        and _END_VALUE_VERB.match(text[claim.end : clause_end])
    )


def _build_result(report: Report, claim: Claim, indicator_name: str, covers_many_years: bool) -> Result:
    text = report.text
    clause_start, clause_end = year_of_claim.find_clause(text, claim.start, claim.end)
    sign = -1 if _is_fall(text, claim) else 1
    return Result(
        indicator=indicator_name,
        key=match_names.comparison_key(indicator_name, report.jurisdiction),
        number=claim.number,
        quote=claim.quote,
        clause=text[clause_start:clause_end].strip(),
        kind=_choose_result_kind(text, claim),
        value=_apply_sign(claim.value, sign),
        value_high=_apply_sign(claim.value_high, sign),
        unit=claim.unit,
        comparator=claim.comparator,
        is_decrease=claim.direction is Direction.DOWN,
        is_increment=_is_increment(text, claim),
        new=bool(_ADDITION_WORDS.search(text[clause_start : claim.start])),
        stage=_find_stage(text[clause_start : claim.start]),
        covers_many_years=covers_many_years,
        start=claim.start,
        end=claim.end,
        preceding_text=_get_preceding_text(text, claim),
    )


def _get_preceding_text(text: str, claim: Claim) -> str:
    return text[year_of_claim.find_clause(text, claim.start, claim.end, "。；;！？\n")[0] : claim.start]


def _choose_result_kind(text: str, claim: Claim) -> ClaimKind:
    """涨幅高达21.7% is a growth; 增加到人均280元 a level, whatever 增加 says.

    建成51公里 was done, whatever the words for a level; so many insured (参保) are a level.
    """
    if claim.kind is ClaimKind.SHARE and claim.indicator.startswith(("涨幅", "增幅", "增速")):
        return ClaimKind.GROWTH
    if claim.kind is ClaimKind.LEVEL and _CONSTRUCTION_ENDING.search(text[max(0, claim.start - 8) : claim.start]):
        return ClaimKind.VOLUME
    if claim.kind is ClaimKind.VOLUME and _HEADCOUNT_ENDING.search(claim.indicator):
        return ClaimKind.LEVEL
    ends_in_reached = _REACHED_ENDING.search(text, max(0, claim.start - 4), claim.start)
    return ClaimKind.LEVEL if claim.kind is ClaimKind.VOLUME and ends_in_reached else claim.kind


def _find_unchanged(report: Report) -> Iterator[Result]:
    """居民消费价格同比持平: a growth of zero, stated without a number."""
    for part in report.parts:
        if part.role is not PartRole.REVIEW:
            continue
        for match in _UNCHANGED_CLAUSE.finditer(report.text, part.start, part.end):
            indicator_entry = match_names.harmonise(match["name"], report.jurisdiction)
            if indicator_entry is not None and (indicator_entry.unit != "%" or indicator_entry.id == "cpi"):
                start, end = match.span("number")
                quote = match.group()
                yield Result(
                    indicator=match["name"], key=indicator_entry.id, number=quote[len(match["name"]) :],
                    quote=quote, clause=quote, kind=ClaimKind.GROWTH, value=Decimal(0), unit="%",
                    start=start, end=end,
                )  # fmt: skip


def _find_stage(preceding_text: str) -> str:
    """How far the things counted have come, by the last word before the number that says so."""
    stage_matches = [*_STAGE_WORDS.finditer(preceding_text)]
    return "" if not stage_matches else "begun" if stage_matches[-1]["begun"] else "done"


def _is_fall(text: str, claim: Claim) -> bool:
    """Whether the number is a fall. 回落到2.6% and 降至 say where it stands, not by how much."""
    if claim.direction is not Direction.DOWN:
        return False
    if claim.kind not in (ClaimKind.GROWTH, ClaimKind.POINTS):
        return False
    return re.search(r"[到至]\s*$", text[max(0, claim.start - 4) : claim.start]) is None


def _is_increment(text: str, claim: Claim) -> bool:
    if claim.kind not in (ClaimKind.VOLUME, ClaimKind.LEVEL):
        return False
    return bool(_CHANGE_VERB_ENDING.search(text[max(0, claim.start - 8) : claim.start].rstrip()))


def _apply_sign(value: Decimal | None, sign: int) -> Decimal | None:
    return None if value is None else value * sign
