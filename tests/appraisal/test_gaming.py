"""What somebody might try: none of it ever raises a score."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from appraisal.making import facts
from duban.appraisal import AppraisalRules, Facts, TaskMonth, appraise

RULES = AppraisalRules.load_example()
seeds = st.integers(0, 10_000)
shares = st.integers(1, 99)


def _total(own: Facts) -> Decimal:
    (score,) = appraise(RULES, own)
    return score.total


def _numbered(own: Facts, month: int) -> list[TaskMonth]:
    return [t for t in own.tasks if t.month >= month and t.target is not None]


@given(seeds)
def test_a_late_figure(seed: int) -> None:
    own = facts(1, seed)
    late = replace(own, tasks=tuple(
        replace(t, status="no_data", done=None) if t.row == own.tasks[0].row else t
        for t in own.tasks
    ))  # fmt: skip
    assert _total(late) <= _total(own)
    tardy = replace(own, reports=tuple(replace(r, state="late") for r in own.reports))
    gone = replace(own, reports=tuple(replace(r, state="missing") for r in own.reports))
    timely = replace(own, reports=tuple(replace(r, state="on_time") for r in own.reports))
    assert _total(gone) <= _total(tardy) <= _total(timely)


@given(seeds, shares, shares, st.sampled_from((6, 9, 12)))
def test_a_split_task(seed: int, target_share: int, done_share: int, month: int) -> None:
    """Two pieces whose targets and results add up to the whole, from some month on."""
    own = facts(1, seed)
    split = []
    for task in own.tasks:
        if task not in _numbered(own, month):
            split.append(task)
            continue
        for name, part, got in (
            ("a", target_share, done_share), ("b", 100 - target_share, 100 - done_share)
        ):  # fmt: skip
            split.append(_piece(task, name, Decimal(part) / 100, Decimal(got) / 100))
    assert _total(replace(own, tasks=tuple(split))) <= _total(own)


def _piece(task: TaskMonth, name: str, part: Decimal, got: Decimal) -> TaskMonth:
    assert task.target is not None
    assert task.due is not None
    assert task.done is not None
    return replace(
        task, row=task.row + name, status="completed", target=task.target * part,
        due=task.due * part, done=task.done * got,
    )  # fmt: skip


@given(seeds, shares, st.sampled_from((6, 9, 12)), st.booleans())
def test_a_lowered_target(seed: int, share: int, month: int, in_words: bool) -> None:
    own = facts(1, seed)
    part = Decimal(share) / 100
    lowered = []
    for task in own.tasks:
        if task in _numbered(own, month) and task.target is not None and task.due is not None:
            task = replace(task, target=task.target * part, due=task.due * part)
        lowered.append(task)
    assert _total(replace(own, tasks=tuple(lowered))) <= _total(own)


@given(seeds, shares)
def test_a_target_split_and_lowered_at_once(seed: int, share: int) -> None:
    own = facts(1, seed)
    half = Decimal(share) / 200
    both = []
    for task in own.tasks:
        if task not in _numbered(own, 9) or task.done is None or task.due is None:
            both.append(task)
            continue
        assert task.target is not None
        for name in "ab":
            done = min(task.done / 2, task.due * half)
            both.append(replace(task, row=task.row + name, target=task.target * half,
                                due=task.due * half, done=done))  # fmt: skip
    assert _total(replace(own, tasks=tuple(both))) <= _total(own)


@given(seeds)
def test_a_copied_text_and_a_report_without_any(seed: int) -> None:
    own = facts(1, seed)
    copied = replace(own, reports=tuple(replace(r, copied=True) for r in own.reports))
    assert _total(copied) <= _total(own)


@given(seeds)
def test_a_task_that_is_gone_or_whose_weight_was_raised(seed: int) -> None:
    own = facts(1, seed)
    worst = own.tasks[0].origin
    gone = tuple(t for t in own.tasks if t.origin != worst or t.month == 3)
    assert _total(replace(own, tasks=gone)) <= _total(own)
    heavier = tuple(replace(t, weight=t.weight * 9) if t.month > 3 else t for t in own.tasks)
    assert _total(replace(own, tasks=heavier)) == _total(own)
