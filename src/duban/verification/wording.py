"""Targets in words alone (保持基本平衡, 全面取消, 完成…任务), and the clauses that answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duban.commitments import PartRole, Report
from duban.indicators import names
from duban.verification.model import Judgement, Result, Target, Verdict

_CLAUSE = re.compile(r"[^，。；;,！？\n]+")
# What a clause promises, and which words of a later report answer it. The first that fits decides.
_STATES = (
    ("平衡", r"平衡", r"平衡"),
    ("改善", r"改善|好转|提升", r"改善|好转|提升|提高"),
    ("下降", r"稳中有降|下降|降低|减少", r"下降|降低|减少|稳中有降"),
    ("稳定", r"稳定", r"稳定|增产|丰收|新高|平稳"),
)
_STATE = re.compile(
    r"^(?P<verb>促进|推动|保持|实现|努力|推进|确保|稳定)?(?P<name>[^促推保实努]{3,18}?)"
    r"(?P<words>(?:继续|保持|持续|总体|进一步|稳步|明显|不断|有所|基本)*"
    r"(?:平衡|改善|好转|稳定|稳中有降))$"
)
_KEEP = re.compile(r"^(?P<words>稳定)(?P<name>[^，]{2,8}(?:生产|价格|产量))$")
_DONE = re.compile(
    r"(?P<words>(?:全面|基本|如期|按期|按时)?(?:完成|取消))(?P<name>[^完成取消]{4,36}?)"
    r"(?:的?(?:各项)?(?:目标)?任务|改革|限制措施|规划|工作)?$"
)
_TASK = re.compile(r"^(?P<name>.{4,20}?)(?P<words>(?:保质保量|如期|全面|基本)?完成任务)$")
_LONGER = re.compile(
    r"(?P<name>[^，]{3,20})(?:再)?延长(?P<words>[一二三四五六七八九十\d]+[年个月]+)$"
)
_MUST = re.compile(r"^(?P<name>.{5,30}?)必须(?P<words>.{4,20})$")
_PLAIN = (_LONGER,)
_PROMISES = (_KEEP, _STATE, _TASK, _DONE, _LONGER, _MUST)
_WHOLE, _HEDGED = (
    re.compile(r"全面|各项|全部"),
    re.compile(r"主要|基本上?完成|大部分|初步|除.{1,8}外"),
)
# A stage on the way to a thing is not the thing (初步成果编制完成).
_EARLY = re.compile(
    r"初步(?:成果|方案|设计|意见)?|初稿|草案|征求意见稿?|送审稿|阶段性|前期工作|主体(?:工程|结构|完工)"
)
# An amount says nothing of a task whose size is not stated.
_AMOUNT = re.compile(
    r"(?:收入|支出|投资|产值|产量|总量|面积)[^\d，]{0,4}\d[\d.]*[万亿]*[^\d%％，。；]"
)
_OF_TASK = re.compile(r"任务|目标|计划|预算|指标|[%％]|超额|超收")
_NOT = re.compile(
    r"可能|才能|能够|没有完成|不平衡|不稳|矛盾|加剧|恶化|困难|压力|挑战|未能?完成|尚未|不够|仍然?|还需|(?<![主重])要|今年|将|继续"
)
_NO_TARGET = re.compile(r"祖国统一|能力$|急难险重|社会$|安全|大局|团结")
# A plan that first looks back at the year before.
_LOOKING_BACK = re.compile(r"过去的?一年[^\n]{0,300}?(?=今年|[\n]|$)")
# A clause that opens so asks for something; it does not report it.
_CALL = re.compile(
    r"\s*(?:着力|大力|扎实|积极|深入)?(?:为|使|有利于|推进|保持|维护|全力|促进|推动|努力|确保|坚持|加快)(?!了)"
)


def targets(report: Report, taken: Sequence[tuple[int, int]]) -> Iterator[Target]:
    """Targets in words alone, in clauses of the plan that hold no other target."""
    for part in report.parts:
        if part.role is not PartRole.PLAN:
            continue
        for topic in part.topics:
            for commitment in topic.commitments:
                yield from _free(report, commitment.start, commitment.end, taken, _PROMISES)
    # Text that gave no commitment may still extend a policy or lay down a rule.
    for unread in report.unread:
        yield from _free(report, unread.start, unread.end, taken, _PLAIN)


def _free(
    report: Report,
    start: int,
    end: int,
    taken: Sequence[tuple[int, int]],
    patterns: Sequence[re.Pattern[str]],
) -> Iterator[Target]:
    for low, high in _clauses(report.text, start, end):
        if not any(a < high and low < b for a, b in taken):
            yield from _target(report, low, high, patterns)


def _target(
    report: Report, low: int, high: int, patterns: Sequence[re.Pattern[str]]
) -> Iterator[Target]:
    clause = report.text[low:high]
    for pattern in patterns:
        found = pattern.search(clause)
        if found is None:
            continue
        name = found["name"].strip()
        if _NO_TARGET.search(name):
            return
        yield Target(
            indicator=name,
            key=names.key(name, report.jurisdiction),
            number=found["words"],
            start=low + found.start("words"),
            end=low + found.end("words"),
            quote=clause.strip(),
            clause=clause.strip(),
            kind=None,
        )
        return


def review_clauses(report: Report) -> Iterator[tuple[int, int]]:
    """The spans of the clauses in which a report says what happened."""
    reviews = [p for p in report.parts if p.role is PartRole.REVIEW]
    reviews = reviews or [p for p in report.parts if p.role is PartRole.OTHER]
    for part in reviews:
        yield from _clauses(report.text, part.start, part.end)
    for part in report.parts:
        if part.role is PartRole.PLAN:
            for found in _LOOKING_BACK.finditer(report.text, part.start, part.end):
                yield from _clauses(report.text, *found.span())


def said(text: str, start: int, end: int) -> Result:
    """A clause as a result in words."""
    return Result(
        indicator="", key="", number="", quote=text.strip(), clause=text.strip(), kind=None,
        start=start, end=end,
    )  # fmt: skip


def verdict(target: Target, this: Report) -> Verdict:
    """Met only where a clause of the review says the same of the same thing."""
    answer = _answer(target.number + ("取消" if "取消" in target.clause else ""))
    if answer is not None:
        for start, end in review_clauses(this):
            clause = this.text[start:end]
            if _NOT.search(clause) or _CALL.match(clause) or not answer.search(clause):
                continue
            if _speaks_of(target, clause, answer):
                return _found(target, said(clause, start, end))
    total = f"没有找到说到“{target.indicator}”的结果；未报告不等于未完成"
    return Verdict(target, Judgement.NOT_REPORTED, None, total)


def _answer(promised: str) -> re.Pattern[str] | None:
    if "取消" in promised:
        return re.compile(r"全部取消|全面取消|已?取消|清零")
    if "完成" in promised:
        return re.compile(r"完成")
    for _, asked, answered in _STATES:
        if re.search(asked, promised):
            return re.compile(answered)
    return None


def _speaks_of(target: Target, clause: str, answer: re.Pattern[str]) -> bool:
    """Whether the clause names the target: one of its names verbatim, or nearly all its letters."""
    known = names.vocabulary().get(target.key)
    own = names.plain(target.indicator)
    for name in known.names if known else (own,):
        if len(short := names.plain(name)) >= 4 and short in names.plain(clause):
            return True
    bare = re.sub(
        r"^[^一-鿿]*|\d+[个座项家所]|胜利|如期|全面|全部|基本|进一步|有所|有新|持续|保持",
        "",
        clause,
    )
    subject = answer.sub("", bare)
    own = re.sub(r"的?(?:任务|规划|各项)", "", own)
    subject = re.sub(r"的?(?:主要)?(?:目标)?(?:和任务|任务)$", "", names.plain(subject))
    return len(own) >= 4 and names.letters(own, subject) >= names.ALIKE


def _found(target: Target, result: Result) -> Verdict:
    early = _EARLY.search(result.clause)
    if early is not None and early[0] not in target.clause:
        total = f"目标是“{target.clause}”，报告说的只是“{early[0]}”"
        return Verdict(target, Judgement.UNCLEAR, result, total)
    if (
        "任务" in target.clause
        and _AMOUNT.search(result.clause)
        and not _OF_TASK.search(result.clause)
    ):
        total = f"报告只说了数额“{result.quote}”，没有说任务是多少、是否完成"
        return Verdict(target, Judgement.UNCLEAR, result, total)
    hedged = _HEDGED.search(result.clause) is not None
    partly = re.search(r"首批|部分|一批|趋[于向]", result.clause) is not None
    if partly or (hedged and ("取消" in target.clause or _WHOLE.search(target.clause))):
        total = f"目标是“{target.clause}”，报告只说“{result.quote}”"
        return Verdict(target, Judgement.NEAR, result, total)
    total = f"目标“{target.number}”，报告说“{result.quote}”：文字相符"
    return Verdict(target, Judgement.MET, result, total)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _CLAUSE.finditer(text, start, end):
        yield found.span()
