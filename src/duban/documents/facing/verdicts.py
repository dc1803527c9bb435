"""The page that sets last year's targets beside this year's results."""

from __future__ import annotations

from collections.abc import Sequence

from duban.commitments import Report
from duban.documents.facing.page import LinkedAssets, PageHead, name_report, render_page
from duban.documents.facing.pair import Pair, PairKind, Scale, Side
from duban.documents.facing.texts import render_figures, render_text
from duban.series import UnitError, convert
from duban.verification import Judgement, Result, Target, Verdict

KIND_BY_JUDGEMENT = {
    Judgement.MET: PairKind("met", "✓", "完成", "met"),
    Judgement.NEAR: PairKind("near", "≈", "基本完成", "near"),
    Judgement.MISSED: PairKind("missed", "✗", "未完成", "missed"),
    Judgement.CHANGED_BASIS: PairKind("changed_basis", "≠", "口径改变", "changed basis"),
    Judgement.UNCLEAR: PairKind("unclear", "?", "不明确", "unclear"),
    Judgement.NOT_REPORTED: PairKind("not_reported", "—", "未报告", "not reported"),
}


def render_verdicts_page(plan_report: Report, result_report: Report | None, verdicts: Sequence[Verdict]) -> str:
    """The page. Without a second text (published figures) the right side lists the figures."""
    return render_pairs_page(plan_report, result_report, [_build_pair(verdict) for verdict in verdicts])


def render_pairs_page(
    plan_report: Report, result_report: Report | None, pairs: Sequence[Pair], linked: LinkedAssets | None = None
) -> str:
    """Render pairs whose judgement is already decided, in the order of the first text."""
    result_text = (
        render_figures(pairs) if result_report is None else render_text(result_report, pairs, is_earlier=False)
    )
    result_name = "公布的数据" if result_report is None else name_report(result_report, "政府工作报告")
    page_head = PageHead(
        title="目标与结果对照",
        english="Targets and results",
        lead="上年的每一项目标，今年怎么说。没有报告不等于没有完成；拿不准的不判完成。",
        names=(name_report(plan_report, "政府工作报告"), result_name),
        sides=("上年的目标", "今年的结果"),
        silent_texts=("", "没有说到。未报告不等于未完成"),
    )
    texts = render_text(plan_report, pairs, is_earlier=True), result_text
    return render_page(page_head, list(KIND_BY_JUDGEMENT.values()), pairs, texts, linked)


def _build_pair(verdict: Verdict) -> Pair:
    target, result = verdict.target, verdict.result
    result_side = None
    if result is not None:
        quote = result.quote if result.start is None else result.clause or result.quote
        result_side = Side(result.number, quote, result.start, result.end, result.source or "")
    return Pair(
        kind=KIND_BY_JUDGEMENT[verdict.judgement],
        name=target.indicator,
        earlier=Side(target.number, target.clause or target.quote, target.start, target.end),
        later=result_side,
        sum=verdict.sum,
        scale=_build_scale(target, result, verdict.judgement),
    )


def _build_scale(target: Target, result: Result | None, judgement: Judgement) -> Scale | None:
    is_comparable = judgement in (Judgement.MET, Judgement.NEAR, Judgement.MISSED)
    if result is None or target.value is None or result.value is None or not is_comparable:
        return None
    try:
        return Scale(target.value, convert(result.value, result.unit, target.unit))
    except UnitError:
        return None
