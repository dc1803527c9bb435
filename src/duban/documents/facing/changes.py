"""The page that sets last year's plan beside this year's."""

from __future__ import annotations

from collections.abc import Sequence

from duban.commitments import Report
from duban.documents.facing.page import Head, called, page
from duban.documents.facing.pair import Kind, Pair, Scale, Side
from duban.documents.facing.texts import text
from duban.series import UnitError, convert
from duban.verification import Change, ChangeKind, Target

KINDS = {
    ChangeKind.RAISED: Kind("raised", "↑", "调高", "raised"),
    ChangeKind.LOWERED: Kind("lowered", "↓", "调低", "lowered"),
    ChangeKind.REWORDED: Kind("reworded", "≈", "改述", "reworded"),
    ChangeKind.KEPT: Kind("kept", "=", "保持", "kept"),
    ChangeKind.DROPPED: Kind("dropped", "−", "不再提", "dropped"),
    ChangeKind.NEW: Kind("new", "+", "新提", "new"),
}


def changes_page(last: Report, this: Report, changes: Sequence[Change]) -> str:
    """Render every target of either plan with how it changed: retained, raised, dropped, new …"""
    pairs = [_pair(change) for change in changes]
    head = Head(
        title="计划与计划对照",
        english="Plan against plan",
        lead="上年的每一项目标，今年的计划保持、调高、调低、改述，还是不再提。调高、调低只说数变大、变小。",
        names=(called(last, "政府工作报告"), called(this, "政府工作报告")),
        sides=("上年的计划", "今年的计划"),
        silent=("上年没有这一项", "今年没有再提"),
    )
    texts = text(last, pairs, left=True), text(this, pairs, left=False)
    return page(head, list(KINDS.values()), pairs, texts)


def _pair(change: Change) -> Pair:
    return Pair(
        kind=KINDS[change.kind],
        name=change.indicator,
        left=_side(change.last),
        right=_side(change.this),
        sum=change.sum,
        scale=_scale(change.last, change.this),
    )


def _side(target: Target | None) -> Side | None:
    if target is None:
        return None
    return Side(target.number, target.clause or target.quote, target.start, target.end)


def _scale(last: Target | None, this: Target | None) -> Scale | None:
    if last is None or this is None or last.value is None or this.value is None:
        return None
    try:
        return Scale(last.value, convert(this.value, this.unit, last.unit))
    except UnitError:
        return None
