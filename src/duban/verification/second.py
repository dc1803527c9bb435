"""A second search for targets that no result answers by name: by the cores of the names.

Only results that answer no other target are considered, and only those of about the target's size.
A result of a wider thing, or of a narrower one that falls short, settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.commitments import ClaimKind
from duban.indicators import names
from duban.series import convert
from duban.verification import cores, judging, matching
from duban.verification.model import Judgement, Result, Target, Verdict

NOTHING = cores.Likeness(1.0)
_OPEN = (Judgement.NOT_REPORTED, Judgement.CHANGED_BASIS)
_LONG, _MOST = 4, 0.75
_AMOUNTS = (ClaimKind.LEVEL, ClaimKind.VOLUME)
_SIZE = (Decimal("0.34"), Decimal(3))
_POINTS = Decimal(25)
"""Two shares farther apart than this are hardly of one thing."""
_STOCK = re.compile(
    r"(?:达到?|增[加至]+到?|扩大到|提高到|累计\D{0,8}|总[数量]|共有|拥有|现有|保有量|发展到|总规模\D{0,4})(?:约|近|超过?|突破)?$"
)
_NEWLY = re.compile(
    r"建设|(?<!高)新(?![技能材区型兴质城媒])|引进|建成|净增|培育|创建|打造|改造|实施|开工|完成|增加"
)
_OWN_VERB = re.compile(r"发展|达|稳|保持|控制|突破|不低于|不少于")
_VERBS = (
    "开工", "投产", "竣工", "签约", "引进", "建成", "新建", "改造", "入库", "收储", "供应", "举办",
    "发放", "培训", "新增", "打通", "整治", "铺设", "新入", "帮扶", "出让", "回迁", "安置",
)  # fmt: skip
_COUNTERS = (
    ("台", "部"),
    ("个", "家", "所", "处", "座"),
    ("件", "项"),
    ("家", "户"),
    ("条", "个"),
    ("场", "场次"),
)
_THEIR_DEED = re.compile(r"(?<=项目)(?:累计|已)?完成.*$")
_TWINS = {"建成": "新建", "建设": "新建", "引育": "引进", "落地": "引进", "招引": "引进"}


def look(verdicts: Sequence[Verdict], results: Sequence[Result]) -> list[Verdict]:
    """The verdicts, those not reported replaced where an unused result matches after all."""
    settled = [v.result for v in verdicts if v.result and v.judgement not in _OPEN]
    used = {(r.start, r.end) for r in settled}
    free = [r for r in results if (r.start, r.end) not in used and r.until is None]
    open_ = [v.target for v in verdicts if v.judgement in _OPEN]
    pairs = sorted(
        (p for t in open_ if t.value is not None for p in _pairs(t, free)), key=lambda p: -p[0]
    )
    answers: dict[int, Verdict] = {}
    taken: set[int | None] = set()
    for _, target, result, like in pairs:
        if id(target) not in answers and result.start not in taken:
            answers[id(target)] = _ruling(target, result, like)
            taken.add(result.start)
    return [answers.get(id(v.target), v) for v in verdicts]


Pair = tuple[float, Target, Result, cores.Likeness]


def _pairs(target: Target, results: Sequence[Result]) -> Iterator[Pair]:
    for stated in results:
        result = _in_unit(target, stated)
        if not _fits(target, result):
            continue
        like = cores.likeness(target.indicator, _counted(result))
        if like.degree and _enough(target, result, like):
            known = _in_context(like.wider, result.ahead) or _in_context(
                like.narrower, target.ahead
            )
            yield like.degree + 0.1 * known, target, result, NOTHING if known else like


def _in_unit(target: Target, result: Result) -> Result:
    """The result in the target's counter, where the two count the same things (150台, 168部)."""
    twins = any(target.unit in c and result.unit in c for c in _COUNTERS)
    return replace(result, unit=target.unit) if twins else result


def _counted(result: Result) -> str:
    """The result's name without 完成…: 86个重点项目完成投资61亿元 counts projects."""
    counter = len(result.unit) == 1 and result.unit != "元"
    return _THEIR_DEED.sub("", result.indicator) if counter else result.indicator


def _enough(target: Target, result: Result, like: cores.Likeness) -> bool:
    """Whether the shared core is enough; a name that says nothing alone needs the same verb."""
    counted = target.kind in _AMOUNTS
    if like.narrower or like.wider:
        shared = target.indicator if like.narrower else result.indicator
        if _in_context(like.wider, result.ahead) or _in_context(like.narrower, target.ahead):
            return True
        return counted and not cores.empty(shared)
    if cores.empty(target.indicator):
        same = bool(_verbs(target.clause) & _verbs(result.clause))
        return counted and same
    return True


def _in_context(words: str, sentence: str) -> bool:
    """Whether a sentence contains the words, or most of their letters in order."""
    if len(words) < _LONG:
        return bool(words) and words in sentence
    return names.letters(words, sentence) * (len(words) + len(sentence)) >= 2 * _MOST * len(words)


def _verbs(clause: str) -> set[str]:
    return {_TWINS.get(v, v) for v in (*_VERBS, *_TWINS) if v in clause}


def _fits(target: Target, result: Result) -> bool:
    """Whether kind, unit and size agree; what was added is not compared with the total stock."""
    if result.value is None or not matching.same_unit(target, result):
        return False
    if result.many_years and not _both_of_all_years(target, result):
        return False
    if target.kind not in _AMOUNTS:
        return target.kind is result.kind and _near(target, result)
    if result.kind not in _AMOUNTS or not _of_size(target, result):
        return False
    if target.unit == "元" and ("签约" in target.clause) is not ("签约" in result.clause):
        return False
    if target.falling is not result.falling or matching.other_deed(target, result):
        return False
    if target.increment != result.increment and not (target.new and result.new):
        return False
    if target.stage and result.stage and target.stage != result.stage:
        return False
    ahead = result.ahead[-12:]
    adds = target.new or target.increment or _to_be_added(target)
    if adds:
        return not _STOCK.search(ahead) or target.unit == "元"
    return not result.new


def _to_be_added(target: Target) -> bool:
    """Whether the amount is to be added this year, by its clause or an earlier verb."""
    if _NEWLY.search(target.clause):
        return True
    carried = target.kind is ClaimKind.VOLUME and _OWN_VERB.search(target.clause) is None
    return carried and _NEWLY.search(target.ahead) is not None


def _both_of_all_years(target: Target, result: Result) -> bool:
    """Whether both are totals since the beginning (累计创建198个)."""
    amount = target.kind in _AMOUNTS and result.kind is ClaimKind.LEVEL
    so_far = "累计" in target.clause or "累计达" in result.ahead[-8:]
    return amount and not target.new and so_far and "累计" in result.clause


def _near(target: Target, result: Result) -> bool:
    if target.kind is not ClaimKind.SHARE:
        return True
    return abs((target.value or Decimal(0)) - (result.value or Decimal(0))) <= _POINTS


def _of_size(target: Target, result: Result) -> bool:
    if not target.value:
        return False
    ratio = convert(result.value or Decimal(0), result.unit, target.unit) / target.value
    return _SIZE[0] <= ratio <= _SIZE[1]


def _ruling(target: Target, result: Result, like: cores.Likeness) -> Verdict:
    judgement, total = judging.judge(target, replace(result, many_years=False))
    if "预计" in result.clause:
        total += "（报告说是预计数）"
    if like.wider:
        note = f"，但报告说的范围更宽（没有“{like.wider}”）"
        return Verdict(target, Judgement.UNCLEAR, result, total + note)
    if like.narrower and judgement is not Judgement.MET:
        note = f"，但报告只说了其中的“{like.narrower}”"
        return Verdict(target, Judgement.UNCLEAR, result, total + note)
    return Verdict(target, judgement, result, total)
