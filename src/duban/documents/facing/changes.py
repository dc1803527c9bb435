"""The page that sets last year's plan beside this year's."""

from __future__ import annotations

from collections.abc import Sequence

from duban.commitments import Report
from duban.documents.facing.page import PageHead, name_report, render_page
from duban.documents.facing.pair import Pair, PairKind, Scale, Side
from duban.documents.facing.texts import render_text
from duban.series import UnitError, convert
from duban.verification import Change, ChangeKind, Target

KIND_BY_CHANGE = {
    ChangeKind.RAISED: PairKind("raised", "↑", "调高", "raised"),
    ChangeKind.LOWERED: PairKind("lowered", "↓", "调低", "lowered"),
    ChangeKind.REWORDED: PairKind("reworded", "≈", "改述", "reworded"),
    ChangeKind.UNCHANGED: PairKind("kept", "=", "保持", "kept"),
    ChangeKind.DROPPED: PairKind("dropped", "−", "不再提", "dropped"),
    ChangeKind.NEW: PairKind("new", "+", "新提", "new"),
}


def render_changes_page(earlier_plan: Report, later_plan: Report, changes: Sequence[Change]) -> str:
    """Render every target of either plan with how it changed: retained, raised, dropped, new …"""
    pairs = [_build_pair(change) for change in changes]
    page_head = PageHead(
        title="计划与计划对照",
        english="Plan against plan",
        lead="上年的每一项目标，今年的计划保持、调高、调低、改述，还是不再提。调高、调低只说数变大、变小。",
        names=(name_report(earlier_plan, "政府工作报告"), name_report(later_plan, "政府工作报告")),
        sides=("上年的计划", "今年的计划"),
        silent_texts=("上年没有这一项", "今年没有再提"),
    )
    texts = (render_text(earlier_plan, pairs, is_earlier=True), render_text(later_plan, pairs, is_earlier=False))
    return render_page(page_head, list(KIND_BY_CHANGE.values()), pairs, texts)


def _build_pair(change: Change) -> Pair:
    return Pair(
        kind=KIND_BY_CHANGE[change.kind],
        name=change.indicator,
        earlier=_build_side(change.last),
        later=_build_side(change.this),
        sum=change.sum,
        scale=_build_scale(change.last, change.this),
    )


def _build_side(target: Target | None) -> Side | None:
    if target is None:
        return None
    return Side(target.number, target.clause or target.quote, target.start, target.end)


def _build_scale(earlier: Target | None, later: Target | None) -> Scale | None:
    if earlier is None or later is None or earlier.value is None or later.value is None:
        return None
    try:
        return Scale(earlier.value, convert(later.value, later.unit, earlier.unit))
    except UnitError:
        return None
