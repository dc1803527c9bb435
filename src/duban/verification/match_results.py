"""Which results speak of the same thing as a target: name, kind, unit, scope and period agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duban.assessment import vocabulary as words
from duban.commitments import ClaimKind
from duban.indicators import match_names
from duban.series import UnitError, convert
from duban.verification.model import Judgement, Result, Target

_AMOUNT_KINDS = (ClaimKind.LEVEL, ClaimKind.VOLUME)
_STAGE_PATTERNS = (re.compile(r"开工|启动|实施|筹集|筹措|筹建"), re.compile(r"建成|竣工|交付|完工|投产|投用"))

_SAME_BASIS_WORDS = re.compile(r"同口径|可比口径|(?:扣除|剔除)[^，。；]{2,12}后")
_ACQUISITION_WORDS = re.compile(r"引进|招引|签约|落地")
_COUNTER_WORDS = frozenset("个家户所项座件条处名人场套台辆")
_AREA_UNITS = ("亩", "公顷", "平方公里", "平方千米")
_AREA_WORD_ENDING = re.compile(r"(?:修复|推广|治理|实施)?(?:面积)?$")
_ACTION_WORDS = re.compile(
    r"新|完成|建成|实施|开工|改造|打造|建设|培育|引进|组织|开展|创建|解决|整治|治理|改建|开通|举办|发放|资助|培训|转移"
    r"|实现|增|签约|推进|关停|淘汰|关闭|减少|修复|安置|投产|招收|帮扶|入库|组建|成立|设立|打通|加装|安装|铺设|拓宽|提供|获批|办结|办理|受理|开设|搬迁|脱贫|落户|扩招|取消|下放|清理"
)
# An amount per head is a state, whether or not its sentence says 达到.
_PER_HEAD_WORDS = re.compile(r"每?[十百千万]人|人均|每[十百千万]")


@dataclass(frozen=True, slots=True)
class ResultMatch:
    """A result, and how alike its name is to the target's (0 to 1)."""

    result: Result
    likeness: float


def find_candidates(target: Target, results: Sequence[Result]) -> list[ResultMatch]:
    """The results that can be compared with the target, the most alike first."""
    matches = [
        ResultMatch(result, _measure_likeness(target, result))
        for result in results
        if result.value is not None and _is_comparable(target, result)
    ]
    matches = [match for match in matches if match.likeness >= match_names.MINIMUM_LIKENESS]
    return sorted(matches, key=lambda match: _rank_match(target, match))


def _measure_likeness(target: Target, result: Result) -> float:
    """How alike the names are; 面积 says no more than the unit of an area does."""
    likeness = match_names.compare_keys(target.key, result.key)
    if likeness or target.unit not in _AREA_UNITS:
        return likeness
    return match_names.compare_keys(_AREA_WORD_ENDING.sub("", target.key), _AREA_WORD_ENDING.sub("", result.key))


def _rank_match(target: Target, match: ResultMatch) -> tuple[bool, bool, float, bool, bool]:
    return (
        match.result.until is not None,
        match.result.covers_many_years,
        -match.likeness,
        match.result.unit != target.unit,
        match.result.kind is not target.kind,
    )


def _is_comparable(target: Target, result: Result) -> bool:
    if not _have_same_kind(target, result) or not has_convertible_unit(target, result):
        return False
    return _have_same_stage(target, result)


def _have_same_kind(target: Target, result: Result) -> bool:
    """Growth with growth, share with share; an amount to be done with one that was done."""
    if target.kind not in _AMOUNT_KINDS:
        return target.kind is result.kind and target.kind is not ClaimKind.RELATIVE
    if result.kind not in _AMOUNT_KINDS:
        return False
    if target.is_increment != result.is_increment:
        return (_is_addition(target) and _is_addition(result)) or (_is_reduction(target) and _is_reduction(result))
    if target.is_increment:
        return target.is_decrease is result.is_decrease
    if target.kind is result.kind:
        return _are_both_done(target, result) or _names_new_amount(target)
    is_flow = words.is_flow(target.indicator, target.unit) or _PER_HEAD_WORDS.search(target.indicator)
    return _names_new_amount(target) or (not (target.new or result.new) and bool(is_flow))


def _is_addition(statement: Target | Result) -> bool:
    """增加500万户 and 新增510万户 say the same of the year."""
    return statement.new or (statement.is_increment and not statement.is_decrease)


def _is_reduction(statement: Target | Result) -> bool:
    """减少1000万 before the name or behind it, or 脱贫: so much less of it."""
    is_decrease = statement.is_decrease or statement.indicator.endswith("脱贫")
    return is_decrease and statement.kind is ClaimKind.VOLUME


def _are_both_done(target: Target, result: Result) -> bool:
    """Two amounts of one kind: a stock is not what was added, and things counted were done."""
    if target.kind is ClaimKind.LEVEL:
        return not result.new
    if result.unit in _COUNTER_WORDS and not words.is_flow(target.indicator, target.unit):
        return result.new or _ACTION_WORDS.search(result.clause) is not None
    return True


def _names_new_amount(target: Target) -> bool:
    """Whether the name itself says that the year's amount is meant (城镇新增就业)."""
    return "新增" in target.indicator


def has_convertible_unit(target: Target, result: Result) -> bool:
    """Whether the result's number can be said in the target's unit."""
    if target.unit and not result.unit and match_names.compare_keys(target.key, result.key) < 1:
        return False
    try:
        convert(Decimal(1), result.unit, target.unit)
    except UnitError:
        return False
    return True


def _have_same_stage(target: Target, result: Result) -> bool:
    """Whether both are of one stage: homes begun (开工) are not homes finished (建成).

    A target that names no stage is not answered by a result that names both stages, nor one of
    projects to be attracted (引进) by projects begun.
    """
    if is_different_deed(target, result):
        return False
    if target.stage and result.stage:
        return target.stage == result.stage
    names_both_stages = all(words.search(result.clause) for words in _STAGE_PATTERNS)
    return bool(target.stage) or not names_both_stages


RuledMatch = tuple[ResultMatch, tuple[Judgement, str]]


def _filter_by_basis(target: Target, rulings: Sequence[RuledMatch]) -> Sequence[RuledMatch]:
    """Those on the basis (同口径) that the target names, where any is."""
    if _SAME_BASIS_WORDS.search(target.clause) is None:
        return rulings
    return [ruling for ruling in rulings if _find_basis(ruling[0].result) == "same"] or rulings


def _find_basis(result: Result) -> str:
    """`same` (同口径), `booked` (自然口径) or "" for the basis, by the words before the number."""
    closest_words = re.split(r"[\d.]+[%％]?[、，,]?", result.preceding_text)[-1]
    return "same" if _SAME_BASIS_WORDS.search(closest_words) else "booked" if "自然口径" in closest_words else ""


def is_different_deed(target: Target, result: Result) -> bool:
    """Whether the target is of projects to be attracted, and the result of their construction."""
    is_acquisition = target.indicator.endswith("项目") and not target.stage and _ACQUISITION_WORDS.search(target.clause)
    return bool(is_acquisition and result.stage) and not _ACQUISITION_WORDS.search(result.clause)


def choose_ruling(
    target: Target, rulings: Sequence[tuple[ResultMatch, tuple[Judgement, str]]]
) -> tuple[ResultMatch, tuple[Judgement, str]] | None:
    """The best ruling; unclear where results that match equally well contradict it."""
    if not rulings:
        return None
    best_ruling, *_ = rulings = _filter_by_basis(target, rulings)
    peers = [
        ruling
        for ruling in rulings
        if ruling[0].likeness == best_ruling[0].likeness
        and ruling[0].result.kind is best_ruling[0].result.kind
        and ruling[0].result.unit == best_ruling[0].result.unit
        and ruling[0].result.covers_many_years == best_ruling[0].result.covers_many_years
        and ruling[0].result.number != best_ruling[0].result.number
    ]
    differing_basis = [
        ruling for ruling in peers if _find_basis(ruling[0].result) != _find_basis(best_ruling[0].result)
    ]
    if differing_basis and any(ruling[1][0] is not best_ruling[1][0] for ruling in differing_basis):
        note = "；报告另有一个口径的数，目标没有说用哪一个"
        return best_ruling[0], (Judgement.UNCLEAR, best_ruling[1][1] + note)
    if best_ruling[1][0] is Judgement.MET and any(ruling[1][0] is Judgement.MISSED for ruling in peers):
        contradiction = next(ruling for ruling in peers if ruling[1][0] is Judgement.MISSED)
        note = f"；但另一处说{contradiction[0].result.number}，两处不一致"
        return best_ruling[0], (Judgement.UNCLEAR, best_ruling[1][1] + note)
    return best_ruling
