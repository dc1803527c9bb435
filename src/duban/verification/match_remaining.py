"""A second search for targets that no result answers by name: by the cores of the names.

Only results that answer no other target are considered, and only those of about the target's size.
A result of a wider thing, or of a narrower one that falls short, settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.assessment import DEFAULT_RULES, Rules
from duban.commitments import ClaimKind
from duban.indicators import match_names
from duban.series import convert
from duban.verification import cores, judge_target, match_results
from duban.verification.model import Judgement, Result, Target, Verdict

FULL_LIKENESS = cores.Likeness(1.0)
_OPEN_JUDGEMENTS = (Judgement.NOT_REPORTED, Judgement.CHANGED_BASIS)
_LONG_NAME_LENGTH, _MIN_LETTER_SHARE = 4, 0.75
_AMOUNT_KINDS = (ClaimKind.LEVEL, ClaimKind.VOLUME)
_SIZE_RATIO_RANGE = (Decimal("0.34"), Decimal(3))
_MAX_SHARE_DISTANCE = Decimal(25)
"""Two shares farther apart than this are hardly of one thing."""
_STOCK_WORDS = re.compile(
    r"(?:达到?|增[加至]+到?|扩大到|提高到|累计\D{0,8}|总[数量]|共有|拥有|现有|保有量|发展到|总规模\D{0,4})(?:约|近|超过?|突破)?$"
)
_ADDITION_WORDS = re.compile(
    r"建设|(?<!高)新(?![技能材区型兴质城媒])|引进|建成|净增|培育|创建|打造|改造|实施|开工|完成|增加"
)
_STATE_VERBS = re.compile(r"发展|达|稳|保持|控制|突破|不低于|不少于")
_ACTION_VERBS = (
    "开工", "投产", "竣工", "签约", "引进", "建成", "新建", "改造", "入库", "收储", "供应", "举办",
    "发放", "培训", "新增", "打通", "整治", "铺设", "新入", "帮扶", "出让", "回迁", "安置",
)  # fmt: skip
_EQUIVALENT_COUNTERS = (
    ("台", "部"),
    ("个", "家", "所", "处", "座"),
    ("件", "项"),
    ("家", "户"),
    ("条", "个"),
    ("场", "场次"),
)
_PROJECT_DEED = re.compile(r"(?<=项目)(?:累计|已)?完成.*$")
_SYNONYM_BY_VERB = {"建成": "新建", "建设": "新建", "引育": "引进", "落地": "引进", "招引": "引进"}


def match_remaining(
    verdicts: Sequence[Verdict], results: Sequence[Result], rules: Rules = DEFAULT_RULES
) -> list[Verdict]:
    """The verdicts, those not reported replaced where an unused result matches after all."""
    answering_results = [
        verdict.result for verdict in verdicts if verdict.result and verdict.judgement not in _OPEN_JUDGEMENTS
    ]
    used_spans = {(candidate.start, candidate.end) for candidate in answering_results}
    unused_results = [
        candidate
        for candidate in results
        if (candidate.start, candidate.end) not in used_spans and candidate.until is None
    ]
    open_targets = [verdict.target for verdict in verdicts if verdict.judgement in _OPEN_JUDGEMENTS]
    pairs = sorted(
        (
            pair
            for open_target in open_targets
            if open_target.value is not None
            for pair in _score_pairs(open_target, unused_results)
        ),
        key=lambda pair: -pair[0],
    )
    verdict_by_target: dict[int, Verdict] = {}
    used_starts: set[int | None] = set()
    for _, target, result, likeness in pairs:
        if id(target) not in verdict_by_target and result.start not in used_starts:
            verdict_by_target[id(target)] = _build_verdict(target, result, likeness, rules)
            used_starts.add(result.start)
    return [verdict_by_target.get(id(verdict.target), verdict) for verdict in verdicts]


ScoredPair = tuple[float, Target, Result, cores.Likeness]


def _score_pairs(target: Target, results: Sequence[Result]) -> Iterator[ScoredPair]:
    for stated_result in results:
        result = _align_counter(target, stated_result)
        if not _is_compatible(target, result):
            continue
        likeness = cores.measure_likeness(target.indicator, _find_subject_name(result))
        if likeness.degree and _is_sufficient(target, result, likeness):
            is_in_context = _is_in_context(likeness.wider, result.preceding_text) or _is_in_context(
                likeness.narrower, target.preceding_text
            )
            yield (likeness.degree + 0.1 * is_in_context, target, result, FULL_LIKENESS if is_in_context else likeness)


def _align_counter(target: Target, result: Result) -> Result:
    """The result in the target's counter, where the two count the same things (150台, 168部)."""
    are_equivalent = any(target.unit in counters and result.unit in counters for counters in _EQUIVALENT_COUNTERS)
    return replace(result, unit=target.unit) if are_equivalent else result


def _find_subject_name(result: Result) -> str:
    """The result's name without 完成…: 86个重点项目完成投资61亿元 counts projects."""
    has_counter = len(result.unit) == 1 and result.unit != "元"
    return _PROJECT_DEED.sub("", result.indicator) if has_counter else result.indicator


def _is_sufficient(target: Target, result: Result, likeness: cores.Likeness) -> bool:
    """Whether the shared core is enough; a name that says nothing alone needs the same verb."""
    is_amount = target.kind in _AMOUNT_KINDS
    if likeness.narrower or likeness.wider:
        shared_name = target.indicator if likeness.narrower else result.indicator
        if _is_in_context(likeness.wider, result.preceding_text) or _is_in_context(
            likeness.narrower, target.preceding_text
        ):
            return True
        return is_amount and not cores.is_unspecific(shared_name)
    if cores.is_unspecific(target.indicator):
        shares_verb = bool(_find_verbs(target.clause) & _find_verbs(result.clause))
        return is_amount and shares_verb
    return True


def _is_in_context(words: str, sentence: str) -> bool:
    """Whether a sentence contains the words, or most of their letters in order."""
    if len(words) < _LONG_NAME_LENGTH:
        return bool(words) and words in sentence
    return match_names.letter_likeness(words, sentence) * (len(words) + len(sentence)) >= 2 * _MIN_LETTER_SHARE * len(
        words
    )


def _find_verbs(clause: str) -> set[str]:
    return {_SYNONYM_BY_VERB.get(verb, verb) for verb in (*_ACTION_VERBS, *_SYNONYM_BY_VERB) if verb in clause}


def _is_compatible(target: Target, result: Result) -> bool:
    """Whether kind, unit and size agree; what was added is not compared with the total stock."""
    if result.value is None or not match_results.has_convertible_unit(target, result):
        return False
    if result.covers_many_years and not _are_both_cumulative(target, result):
        return False
    if target.kind not in _AMOUNT_KINDS:
        return target.kind is result.kind and _are_shares_near(target, result)
    if result.kind not in _AMOUNT_KINDS or not _is_similar_size(target, result):
        return False
    if target.unit == "元" and ("签约" in target.clause) is not ("签约" in result.clause):
        return False
    if target.is_decrease is not result.is_decrease or match_results.is_different_deed(target, result):
        return False
    if target.is_increment != result.is_increment and not (target.new and result.new):
        return False
    if target.stage and result.stage and target.stage != result.stage:
        return False
    preceding_text = result.preceding_text[-12:]
    is_addition = target.new or target.is_increment or _is_to_be_added(target)
    if is_addition:
        return not _STOCK_WORDS.search(preceding_text) or target.unit == "元"
    return not result.new


def _is_to_be_added(target: Target) -> bool:
    """Whether the amount is to be added this year, by its clause or an earlier verb."""
    if _ADDITION_WORDS.search(target.clause):
        return True
    carries_on = target.kind is ClaimKind.VOLUME and _STATE_VERBS.search(target.clause) is None
    return carries_on and _ADDITION_WORDS.search(target.preceding_text) is not None


def _are_both_cumulative(target: Target, result: Result) -> bool:
    """Whether both are totals since the beginning (累计创建198个)."""
    is_amount = target.kind in _AMOUNT_KINDS and result.kind is ClaimKind.LEVEL
    is_cumulative = "累计" in target.clause or "累计达" in result.preceding_text[-8:]
    return is_amount and not target.new and is_cumulative and "累计" in result.clause


def _are_shares_near(target: Target, result: Result) -> bool:
    if target.kind is not ClaimKind.SHARE:
        return True
    return abs((target.value or Decimal(0)) - (result.value or Decimal(0))) <= _MAX_SHARE_DISTANCE


def _is_similar_size(target: Target, result: Result) -> bool:
    if not target.value:
        return False
    ratio = convert(result.value or Decimal(0), result.unit, target.unit) / target.value
    return _SIZE_RATIO_RANGE[0] <= ratio <= _SIZE_RATIO_RANGE[1]


def _build_verdict(target: Target, result: Result, likeness: cores.Likeness, rules: Rules) -> Verdict:
    judgement, sum_text = judge_target.judge(target, replace(result, covers_many_years=False), rules)
    if "预计" in result.clause:
        sum_text += "（报告说是预计数）"
    if likeness.wider:
        note = f"，但报告说的范围更宽（没有“{likeness.wider}”）"
        return Verdict(target, Judgement.UNCLEAR, result, sum_text + note)
    if likeness.narrower and judgement is not Judgement.MET:
        note = f"，但报告只说了其中的“{likeness.narrower}”"
        return Verdict(target, Judgement.UNCLEAR, result, sum_text + note)
    return Verdict(target, judgement, result, sum_text)
