"""Targets in words alone (保持基本平衡, 全面取消, 完成…任务), and the clauses that answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duban.commitments import PartRole, Report
from duban.indicators import match_names
from duban.verification.model import Judgement, Result, Target, Verdict

_CLAUSE_PATTERN = re.compile(r"[^，。；;,！？\n]+")
# What a clause promises, and which words of a later report answer it. The first that fits decides.
_STATE_ANSWERS = (
    ("平衡", r"平衡", r"平衡"),
    ("改善", r"改善|好转|提升", r"改善|好转|提升|提高"),
    ("下降", r"稳中有降|下降|降低|减少", r"下降|降低|减少|稳中有降"),
    ("稳定", r"稳定", r"稳定|增产|丰收|新高|平稳"),
)
_STATE_PROMISE = re.compile(
    r"^(?P<verb>促进|推动|保持|实现|努力|推进|确保|稳定)?(?P<name>[^促推保实努]{3,18}?)"
    r"(?P<words>(?:继续|保持|持续|总体|进一步|稳步|明显|不断|有所|基本)*"
    r"(?:平衡|改善|好转|稳定|稳中有降))$"
)
_STABILITY_PROMISE = re.compile(r"^(?P<words>稳定)(?P<name>[^，]{2,8}(?:生产|价格|产量))$")
_COMPLETION_PROMISE = re.compile(
    r"(?P<words>(?:全面|基本|如期|按期|按时)?(?:完成|取消))(?P<name>[^完成取消]{4,36}?)"
    r"(?:的?(?:各项)?(?:目标)?任务|改革|限制措施|规划|工作)?$"
)
_TASK_PROMISE = re.compile(r"^(?P<name>.{4,20}?)(?P<words>(?:保质保量|如期|全面|基本)?完成任务)$")
_EXTENSION_PROMISE = re.compile(r"(?P<name>[^，]{3,20})(?:再)?延长(?P<words>[一二三四五六七八九十\d]+[年个月]+)$")
_OBLIGATION_PROMISE = re.compile(r"^(?P<name>.{5,30}?)必须(?P<words>.{4,20})$")
_UNREAD_TEXT_PROMISES = (_EXTENSION_PROMISE,)
_COMMITMENT_PROMISES = (
    _STABILITY_PROMISE,
    _STATE_PROMISE,
    _TASK_PROMISE,
    _COMPLETION_PROMISE,
    _EXTENSION_PROMISE,
    _OBLIGATION_PROMISE,
)
_COMPLETENESS_WORDS, _HEDGE_WORDS = (
    re.compile(r"全面|各项|全部"),
    re.compile(r"主要|基本上?完成|大部分|初步|除.{1,8}外"),
)
# A stage on the way to a thing is not the thing (初步成果编制完成).
_EARLY_STAGE_WORDS = re.compile(
    r"初步(?:成果|方案|设计|意见)?|初稿|草案|征求意见稿?|送审稿|阶段性|前期工作|主体(?:工程|结构|完工)"
)
# An amount says nothing of a task whose size is not stated.
_AMOUNT_STATEMENT = re.compile(r"(?:收入|支出|投资|产值|产量|总量|面积)[^\d，]{0,4}\d[\d.]*[万亿]*[^\d%％，。；]")
_TASK_WORDS = re.compile(r"任务|目标|计划|预算|指标|[%％]|超额|超收")
_CONTRARY_WORDS = re.compile(
    r"可能|才能|能够|没有完成|不平衡|不稳|矛盾|加剧|恶化|困难|压力|挑战|未能?完成|尚未|不够|仍然?|还需|(?<![主重])要|今年|将|继续"
)
_NON_TARGET_NAMES = re.compile(r"祖国统一|能力$|急难险重|社会$|安全|大局|团结")
# A plan that first looks back at the year before.
_RETROSPECT = re.compile(r"过去的?一年[^\n]{0,300}?(?=今年|[\n]|$)")
# A clause that opens so asks for something; it does not report it.
_REQUEST_OPENING = re.compile(
    r"\s*(?:着力|大力|扎实|积极|深入)?(?:为|使|有利于|推进|保持|维护|全力|促进|推动|努力|确保|坚持|加快)(?!了)"
)


def find_worded_targets(report: Report, used_spans: Sequence[tuple[int, int]]) -> Iterator[Target]:
    """Targets in words alone, in clauses of the plan that hold no other target."""
    for part in report.parts:
        if part.role is not PartRole.PLAN:
            continue
        for topic in part.topics:
            for commitment in topic.commitments:
                yield from _search_unused_clauses(
                    report, commitment.start, commitment.end, used_spans, _COMMITMENT_PROMISES
                )
    # Text that gave no commitment may still extend a policy or lay down a rule.
    for unread in report.unread:
        yield from _search_unused_clauses(report, unread.start, unread.end, used_spans, _UNREAD_TEXT_PROMISES)


def _search_unused_clauses(
    report: Report, start: int, end: int, used_spans: Sequence[tuple[int, int]], patterns: Sequence[re.Pattern[str]]
) -> Iterator[Target]:
    for clause_start, clause_end in _split_clauses(report.text, start, end):
        if not any(span_start < clause_end and clause_start < span_end for span_start, span_end in used_spans):
            yield from _match_target(report, clause_start, clause_end, patterns)


def _match_target(
    report: Report, clause_start: int, clause_end: int, patterns: Sequence[re.Pattern[str]]
) -> Iterator[Target]:
    clause = report.text[clause_start:clause_end]
    for pattern in patterns:
        match = pattern.search(clause)
        if match is None:
            continue
        target_name = match["name"].strip()
        if _NON_TARGET_NAMES.search(target_name):
            return
        yield Target(
            indicator=target_name,
            key=match_names.comparison_key(target_name, report.jurisdiction),
            number=match["words"],
            start=clause_start + match.start("words"),
            end=clause_start + match.end("words"),
            quote=clause.strip(),
            clause=clause.strip(),
            kind=None,
        )
        return


def find_review_clauses(report: Report) -> Iterator[tuple[int, int]]:
    """The spans of the clauses in which a report says what happened."""
    reviews = [review_part for review_part in report.parts if review_part.role is PartRole.REVIEW]
    reviews = reviews or [review_part for review_part in report.parts if review_part.role is PartRole.OTHER]
    for part in reviews:
        yield from _split_clauses(report.text, part.start, part.end)
    for part in report.parts:
        if part.role is PartRole.PLAN:
            for match in _RETROSPECT.finditer(report.text, part.start, part.end):
                yield from _split_clauses(report.text, *match.span())


def build_worded_result(text: str, start: int, end: int) -> Result:
    """A clause as a result in words."""
    return Result(
        indicator="", key="", number="", quote=text.strip(), clause=text.strip(), kind=None,
        start=start, end=end,
    )  # fmt: skip


def judge_worded_target(target: Target, report: Report) -> Verdict:
    """Met only where a clause of the review says the same of the same thing."""
    answer_pattern = _compile_answer(target.number + ("取消" if "取消" in target.clause else ""))
    if answer_pattern is not None:
        for start, end in find_review_clauses(report):
            clause = report.text[start:end]
            if _CONTRARY_WORDS.search(clause) or _REQUEST_OPENING.match(clause) or not answer_pattern.search(clause):
                continue
            if _speaks_of(target, clause, answer_pattern):
                return _judge_answer(target, build_worded_result(clause, start, end))
    sum_text = f"没有找到说到“{target.indicator}”的结果；未报告不等于未完成"
    return Verdict(target, Judgement.NOT_REPORTED, None, sum_text)


def _compile_answer(promised: str) -> re.Pattern[str] | None:
    if "取消" in promised:
        return re.compile(r"全部取消|全面取消|已?取消|清零")
    if "完成" in promised:
        return re.compile(r"完成")
    for _, promise_pattern, answer_pattern in _STATE_ANSWERS:
        if re.search(promise_pattern, promised):
            return re.compile(answer_pattern)
    return None


def _speaks_of(target: Target, clause: str, answer: re.Pattern[str]) -> bool:
    """Whether the clause names the target: one of its names verbatim, or nearly all its letters."""
    indicator_entry = match_names.load_vocabulary().get(target.key)
    target_name = match_names.simplify_name(target.indicator)
    for name in indicator_entry.names if indicator_entry else (target_name,):
        if len(plain_name := match_names.simplify_name(name)) >= 4 and plain_name in match_names.simplify_name(clause):
            return True
    clause_core = re.sub(r"^[^一-鿿]*|\d+[个座项家所]|胜利|如期|全面|全部|基本|进一步|有所|有新|持续|保持", "", clause)
    subject = answer.sub("", clause_core)
    target_name = re.sub(r"的?(?:任务|规划|各项)", "", target_name)
    subject = re.sub(r"的?(?:主要)?(?:目标)?(?:和任务|任务)$", "", match_names.simplify_name(subject))
    return len(target_name) >= 4 and match_names.letter_likeness(target_name, subject) >= match_names.MINIMUM_LIKENESS


def _judge_answer(target: Target, result: Result) -> Verdict:
    early_stage = _EARLY_STAGE_WORDS.search(result.clause)
    if early_stage is not None and early_stage[0] not in target.clause:
        sum_text = f"目标是“{target.clause}”，报告说的只是“{early_stage[0]}”"
        return Verdict(target, Judgement.UNCLEAR, result, sum_text)
    if "任务" in target.clause and _AMOUNT_STATEMENT.search(result.clause) and not _TASK_WORDS.search(result.clause):
        sum_text = f"报告只说了数额“{result.quote}”，没有说任务是多少、是否完成"
        return Verdict(target, Judgement.UNCLEAR, result, sum_text)
    is_hedged = _HEDGE_WORDS.search(result.clause) is not None
    is_partial = re.search(r"首批|部分|一批|趋[于向]", result.clause) is not None
    if is_partial or (is_hedged and ("取消" in target.clause or _COMPLETENESS_WORDS.search(target.clause))):
        sum_text = f"目标是“{target.clause}”，报告只说“{result.quote}”"
        return Verdict(target, Judgement.NEAR, result, sum_text)
    sum_text = f"目标“{target.number}”，报告说“{result.quote}”：文字相符"
    return Verdict(target, Judgement.MET, result, sum_text)


def _split_clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE_PATTERN.finditer(text, start, end):
        yield match.span()
