"""Which results speak of the same thing as a target: name, kind, unit, scope and period agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duban.assessment import vocabulary as words
from duban.commitments import ClaimKind
from duban.indicators import names
from duban.series import UnitError, convert
from duban.verification.model import Judgement, Result, Target

_AMOUNTS = (ClaimKind.LEVEL, ClaimKind.VOLUME)
_DONE = (re.compile(r"开工|启动|实施|筹集|筹措|筹建"), re.compile(r"建成|竣工|交付|完工|投产|投用"))

_SAME_BASIS = re.compile(r"同口径|可比口径|(?:扣除|剔除)[^，。；]{2,12}后")
_WON = re.compile(r"引进|招引|签约|落地")
_COUNTED = frozenset("个家户所项座件条处名人场套台辆")
_AREAS = ("亩", "公顷", "平方公里", "平方千米")
_AREA = re.compile(r"(?:修复|推广|治理|实施)?(?:面积)?$")
_DOING = re.compile(
    r"新|完成|建成|实施|开工|改造|打造|建设|培育|引进|组织|开展|创建|解决|整治|治理|改建|开通|举办|发放|资助|培训|转移"
    r"|实现|增|签约|推进|关停|淘汰|关闭|减少|修复|安置|投产|招收|帮扶|入库|组建|成立|设立|打通|加装|安装|铺设|拓宽|提供|获批|办结|办理|受理|开设|搬迁|脱贫|落户|扩招|取消|下放|清理"
)
# An amount per head is a state, whether or not its sentence says 达到.
_PER_HEAD = re.compile(r"每?[十百千万]人|人均|每[十百千万]")


@dataclass(frozen=True, slots=True)
class Match:
    """A result, and how alike its name is to the target's (0 to 1)."""

    result: Result
    likeness: float


def candidates(target: Target, results: Sequence[Result]) -> list[Match]:
    """The results that can be compared with the target, the most alike first."""
    found = [
        Match(r, _likeness(target, r))
        for r in results
        if r.value is not None and _comparable(target, r)
    ]
    found = [m for m in found if m.likeness >= names.ALIKE]
    return sorted(found, key=lambda m: _rank(target, m))


def _likeness(target: Target, result: Result) -> float:
    """How alike the names are; 面积 says no more than the unit of an area does."""
    exact = names.likeness(target.key, result.key)
    if exact or target.unit not in _AREAS:
        return exact
    return names.likeness(_AREA.sub("", target.key), _AREA.sub("", result.key))


def _rank(target: Target, match: Match) -> tuple[bool, bool, float, bool, bool]:
    return (
        match.result.until is not None,
        match.result.many_years,
        -match.likeness,
        match.result.unit != target.unit,
        match.result.kind is not target.kind,
    )


def _comparable(target: Target, result: Result) -> bool:
    if not _same_kind(target, result) or not same_unit(target, result):
        return False
    return _same_stage(target, result)


def _same_kind(target: Target, result: Result) -> bool:
    """Growth with growth, share with share; an amount to be done with one that was done."""
    if target.kind not in _AMOUNTS:
        return target.kind is result.kind and target.kind is not ClaimKind.RELATIVE
    if result.kind not in _AMOUNTS:
        return False
    if target.increment != result.increment:
        return (_adds(target) and _adds(result)) or (_takes(target) and _takes(result))
    if target.increment:
        return target.falling is result.falling
    if target.kind is result.kind:
        return _both_done(target, result) or _names_the_new(target)
    flow = words.flows(target.indicator, target.unit) or _PER_HEAD.search(target.indicator)
    return _names_the_new(target) or (not (target.new or result.new) and bool(flow))


def _adds(thing: Target | Result) -> bool:
    """增加500万户 and 新增510万户 say the same of the year."""
    return thing.new or (thing.increment and not thing.falling)


def _takes(thing: Target | Result) -> bool:
    """减少1000万 before the name or behind it, or 脱贫: so much less of it."""
    fewer = thing.falling or thing.indicator.endswith("脱贫")
    return fewer and thing.kind is ClaimKind.VOLUME


def _both_done(target: Target, result: Result) -> bool:
    """Two amounts of one kind: a stock is not what was added, and things counted were done."""
    if target.kind is ClaimKind.LEVEL:
        return not result.new
    if result.unit in _COUNTED and not words.flows(target.indicator, target.unit):
        return result.new or _DOING.search(result.clause) is not None
    return True


def _names_the_new(target: Target) -> bool:
    """Whether the name itself says that the year's amount is meant (城镇新增就业)."""
    return "新增" in target.indicator


def same_unit(target: Target, result: Result) -> bool:
    """Whether the result's number can be said in the target's unit."""
    if target.unit and not result.unit and names.likeness(target.key, result.key) < 1:
        return False
    try:
        convert(Decimal(1), result.unit, target.unit)
    except UnitError:
        return False
    return True


def _same_stage(target: Target, result: Result) -> bool:
    """Whether both are of one stage: homes begun (开工) are not homes finished (建成).

    A target that names no stage is not answered by a result that names both stages, nor one of
    projects to be attracted (引进) by projects begun.
    """
    if other_deed(target, result):
        return False
    if target.stage and result.stage:
        return target.stage == result.stage
    both = all(words.search(result.clause) for words in _DONE)
    return bool(target.stage) or not both


Ruled = tuple[Match, tuple[Judgement, str]]


def _on_basis(target: Target, rulings: Sequence[Ruled]) -> Sequence[Ruled]:
    """Those on the basis (同口径) that the target names, where any is."""
    if _SAME_BASIS.search(target.clause) is None:
        return rulings
    return [r for r in rulings if _basis(r[0].result) == "same"] or rulings


def _basis(result: Result) -> str:
    """`same` (同口径), `booked` (自然口径) or "" for the basis, by the words before the number."""
    own = re.split(r"[\d.]+[%％]?[、，,]?", result.ahead)[-1]
    return "same" if _SAME_BASIS.search(own) else "booked" if "自然口径" in own else ""


def other_deed(target: Target, result: Result) -> bool:
    """Whether the target is of projects to be attracted, and the result of their construction."""
    won = target.indicator.endswith("项目") and not target.stage and _WON.search(target.clause)
    return bool(won and result.stage) and not _WON.search(result.clause)


def settle(
    target: Target,
    rulings: Sequence[tuple[Match, tuple[Judgement, str]]],
) -> tuple[Match, tuple[Judgement, str]] | None:
    """The best ruling; unclear where results that match equally well contradict it."""
    if not rulings:
        return None
    best, *_ = rulings = _on_basis(target, rulings)
    peers = [
        r
        for r in rulings
        if r[0].likeness == best[0].likeness
        and r[0].result.kind is best[0].result.kind
        and r[0].result.unit == best[0].result.unit
        and r[0].result.many_years == best[0].result.many_years
        and r[0].result.number != best[0].result.number
    ]
    other_basis = [r for r in peers if _basis(r[0].result) != _basis(best[0].result)]
    if other_basis and any(r[1][0] is not best[1][0] for r in other_basis):
        note = "；报告另有一个口径的数，目标没有说用哪一个"
        return best[0], (Judgement.UNCLEAR, best[1][1] + note)
    if best[1][0] is Judgement.MET and any(r[1][0] is Judgement.MISSED for r in peers):
        other = next(r for r in peers if r[1][0] is Judgement.MISSED)
        note = f"；但另一处说{other[0].result.number}，两处不一致"
        return best[0], (Judgement.UNCLEAR, best[1][1] + note)
    return best
