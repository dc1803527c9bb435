"""The page that sets last year's targets beside this year's results."""

from __future__ import annotations

from collections.abc import Sequence

from duban.commitments import Report
from duban.documents.facing.page import Head, Linked, called, page
from duban.documents.facing.pair import Kind, Pair, Scale, Side
from duban.documents.facing.texts import figures, text
from duban.series import UnitError, convert
from duban.verification import Judgement, Result, Target, Verdict

KINDS = {
    Judgement.MET: Kind("met", "✓", "完成", "met"),
    Judgement.NEAR: Kind("near", "≈", "基本完成", "near"),
    Judgement.MISSED: Kind("missed", "✗", "未完成", "missed"),
    Judgement.CHANGED_BASIS: Kind("changed_basis", "≠", "口径改变", "changed basis"),
    Judgement.UNCLEAR: Kind("unclear", "?", "不明确", "unclear"),
    Judgement.NOT_REPORTED: Kind("not_reported", "—", "未报告", "not reported"),
}


def verdicts_page(last: Report, this: Report | None, verdicts: Sequence[Verdict]) -> str:
    """The page. Without a second text (published figures) the right side lists the figures."""
    return pairs_page(last, this, [_pair(v) for v in verdicts])


def pairs_page(
    last: Report, this: Report | None, pairs: Sequence[Pair], linked: Linked | None = None
) -> str:
    """Render pairs whose judgement is already decided, in the order of the first text."""
    right = figures(pairs) if this is None else text(this, pairs, left=False)
    other = "公布的数据" if this is None else called(this, "政府工作报告")
    head = Head(
        title="目标与结果对照",
        english="Targets and results",
        lead="上年的每一项目标，今年怎么说。没有报告不等于没有完成；拿不准的不判完成。",
        names=(called(last, "政府工作报告"), other),
        sides=("上年的目标", "今年的结果"),
        silent=("", "没有说到。未报告不等于未完成"),
    )
    texts = text(last, pairs, left=True), right
    return page(head, list(KINDS.values()), pairs, texts, linked)


def _pair(verdict: Verdict) -> Pair:
    target, result = verdict.target, verdict.result
    right = None
    if result is not None:
        quote = result.quote if result.start is None else result.clause or result.quote
        right = Side(result.number, quote, result.start, result.end, result.source or "")
    return Pair(
        kind=KINDS[verdict.judgement],
        name=target.indicator,
        left=Side(target.number, target.clause or target.quote, target.start, target.end),
        right=right,
        sum=verdict.sum,
        scale=_scale(target, result, verdict.judgement),
    )


def _scale(target: Target, result: Result | None, judged: Judgement) -> Scale | None:
    comparable = judged in (Judgement.MET, Judgement.NEAR, Judgement.MISSED)
    if result is None or target.value is None or result.value is None or not comparable:
        return None
    try:
        return Scale(target.value, convert(result.value, result.unit, target.unit))
    except UnitError:
        return None
