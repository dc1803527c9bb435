"""Computes scores: every line with its points, its formula and the rows behind it.

Rules against gaming: weight and difficulty are those of the first frozen month of an origin; the
pieces of a split task score as the weakest of them; a lowered target counts as first frozen; a task
that is missing from a later month earns nothing there; only frozen rows count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from duban.appraisal.facts import Event, Facts, Order, Report, TaskMonth
from duban.appraisal.rules import AppraisalRules, EventRule

_ZERO, _UNITY = Decimal(0), Decimal(1)
_INTERMEDIATE_STEP = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a score: its part, label, points, formula (`sum`) and rows."""

    part: str
    label: str
    points: Decimal
    sum: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A body's score. `ranked` is False for a body without tasks; `veto`: why it is excluded."""

    body: str
    total: Decimal
    parts: dict[str, Decimal]
    lines: tuple[ScoreLine, ...]
    grade: str
    ranked: bool
    veto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Improvement:
    """The score a body would have had with one improvement, and the gain."""

    label: str
    total: Decimal
    gain: Decimal
    rows: tuple[str, ...]


def appraise(rules: AppraisalRules, facts: Facts) -> list[Score]:
    """A score for every body, the highest first, those not ranked last."""
    origins = _find_origins(facts.tasks)
    scores = [_score_body(rules, _select_body(facts, body), body, origins) for body in facts.bodies()]
    return sorted(scores, key=lambda score: (not score.ranked, -score.total, score.body))


def simulate_improvements(rules: AppraisalRules, facts: Facts, body: str) -> list[Improvement]:
    """The improvements that raise the body's score, the greatest gain first.

    They are: each task completed, all reports in time, no orders."""
    origins, body_facts = _find_origins(facts.tasks), _select_body(facts, body)
    current_total = _score_body(rules, body_facts, body, origins).total
    improvements = []
    for label, rows, improved_facts in _iterate_improved_facts(body_facts):
        total = _score_body(rules, improved_facts, body, origins).total
        if total > current_total:
            improvements.append(Improvement(label, total, total - current_total, rows))
    return sorted(improvements, key=lambda improvement: (-improvement.gain, improvement.label))


def _iterate_improved_facts(body_facts: Facts) -> Iterable[tuple[str, tuple[str, ...], Facts]]:
    for origin in dict.fromkeys(task.origin for task in body_facts.tasks):
        rows = tuple(task.row for task in body_facts.tasks if task.origin == origin)
        completed_tasks = tuple(_complete_task(task) if task.origin == origin else task for task in body_facts.tasks)
        yield f"{origin}各月都完成", rows, replace(body_facts, tasks=completed_tasks)
    if late_reports := tuple(report for report in body_facts.reports if report.state != "on_time"):
        timely_reports = tuple(replace(report, state="on_time") for report in body_facts.reports)
        yield ("报告都按时", tuple(report.row for report in late_reports), replace(body_facts, reports=timely_reports))
    if body_facts.orders:
        yield ("没有督办单", tuple(order.row for order in body_facts.orders), replace(body_facts, orders=()))


def _complete_task(task: TaskMonth) -> TaskMonth:
    due_amount = task.target if task.due is None else task.due
    return replace(task, status="completed", done=due_amount)


def _select_body(facts: Facts, body: str) -> Facts:
    return Facts(
        tuple(task for task in facts.tasks if task.body == body),
        tuple(report for report in facts.reports if report.body == body),
        tuple(order for order in facts.orders if order.body == body),
        tuple(event for event in facts.events if event.body == body),
        facts.frozen(),
    )


@dataclass(frozen=True, slots=True)
class _FrozenOrigin:
    """An origin as it was first frozen."""

    month: int
    weight: Decimal
    difficulty: str
    share: Decimal
    target: Decimal | None


def _find_origins(tasks: Iterable[TaskMonth]) -> dict[tuple[str, str], _FrozenOrigin]:
    """(body, origin) → its first frozen month; the pieces of that month are added up."""
    tasks_by_origin: dict[tuple[str, str], list[TaskMonth]] = defaultdict(list)
    for task in tasks:
        tasks_by_origin[task.body, task.origin].append(task)
    return {key: _build_origin(origin_tasks) for key, origin_tasks in tasks_by_origin.items()}


def _build_origin(tasks: Sequence[TaskMonth]) -> _FrozenOrigin:
    month = min(task.month for task in tasks)
    pieces = sorted((task for task in tasks if task.month == month), key=lambda task: task.row)
    first_piece = pieces[0]
    weight = sum((task.weight for task in pieces), _ZERO)
    return _FrozenOrigin(month, weight, first_piece.difficulty, first_piece.share, _combine_targets(pieces))


def _combine_targets(pieces: Sequence[TaskMonth]) -> Decimal | None:
    """The common target of all pieces: their sum, or the strictest where less is better."""
    targets = [piece.target for piece in pieces if piece.target is not None]
    if not targets or len(targets) < len(pieces):
        return None
    return min(targets) if pieces[0].lower else sum(targets, _ZERO)


def _score_body(
    rules: AppraisalRules, body_facts: Facts, body: str, origins: dict[tuple[str, str], _FrozenOrigin]
) -> Score:
    lines = [
        *_score_completion(rules, body_facts.tasks, origins, body_facts.frozen()),
        *_limit_deductions(rules, "timeliness", list(_deduct_timeliness(rules, body_facts.reports))),
        *_limit_deductions(rules, "quality", list(_deduct_quality(rules, body_facts.reports))),
        *_limit_deductions(rules, "orders", list(_deduct_orders(rules, body_facts.orders))),
        *_score_events(rules, body_facts.events),
    ]
    lines = [replace(line, points=_round_points(rules, line.points)) for line in lines]
    points_by_part: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        points_by_part[line.part] += line.points
    total = max(_ZERO, sum(points_by_part.values(), _ZERO))
    veto = _list_vetoes(rules, body_facts.events)
    grade = "" if veto else rules.grade(total)
    return Score(body, total, dict(points_by_part), tuple(lines), grade, bool(body_facts.tasks), veto)


def _round_points(rules: AppraisalRules, points: Decimal) -> Decimal:
    # Rounded to twelve places first: a division that repeats must not fall just below a half.
    intermediate = points.quantize(_INTERMEDIATE_STEP, ROUND_HALF_UP)
    return intermediate.quantize(_UNITY.scaleb(-rules.places), ROUND_HALF_UP)


def _score_completion(
    rules: AppraisalRules,
    tasks: Sequence[TaskMonth],
    origins: dict[tuple[str, str], _FrozenOrigin],
    frozen_months: Sequence[int],
) -> list[ScoreLine]:
    if not tasks:
        return []
    body = tasks[0].body
    weights = {
        frozen_month: rules.months.get(frozen_month, _ZERO if rules.months else _UNITY)
        for frozen_month in frozen_months
    }
    total_weight = sum(weights.values(), _ZERO)
    full_points = rules.points["completion"]
    lines = []
    for month in frozen_months:
        if not total_weight or not weights[month]:
            continue
        due_origins = {
            origin: frozen_origin
            for (origin_body, origin), frozen_origin in origins.items()
            if origin_body == body and frozen_origin.month <= month
        }
        mean, mean_formula = _score_month(rules, tasks, month, due_origins)
        points = full_points * weights[month] / total_weight * mean
        rows = tuple(task.row for task in tasks if task.month == month)
        formula = f"{full_points} × {weights[month]}/{total_weight} × {mean_formula}"
        lines.append(ScoreLine("completion", f"{month}月任务完成", points, formula, rows))
    return lines


def _score_month(
    rules: AppraisalRules, tasks: Sequence[TaskMonth], month: int, due_origins: dict[str, _FrozenOrigin]
) -> tuple[Decimal, str]:
    """The weighted mean of what the origins earn in a month, and its formula as text."""
    earned_weight = total_weight = _ZERO
    terms = []
    for origin, frozen_origin in sorted(due_origins.items()):
        pieces = [task for task in tasks if task.origin == origin and task.month == month]
        ratio = _compute_earned_share(rules, pieces, frozen_origin)
        weight = frozen_origin.weight * rules.difficulty.get(frozen_origin.difficulty, _UNITY) * frozen_origin.share
        earned_weight, total_weight = earned_weight + weight * ratio, total_weight + weight
        terms.append(f"{weight.normalize():f}×{ratio.normalize():f}")
    mean = earned_weight / total_weight if total_weight else _ZERO
    return mean, f"（{' + '.join(terms)}）/{total_weight.normalize():f}"


def _compute_earned_share(rules: AppraisalRules, pieces: Sequence[TaskMonth], frozen_origin: _FrozenOrigin) -> Decimal:
    """The share of its points that an origin earns: that of its weakest piece, at most 1.

    With numbers it is done ÷ due. A target that was lowered is scaled back up.
    """
    if not pieces:
        return _ZERO
    strictness = _compute_strictness(pieces, frozen_origin)
    earned_share = min(_compute_ratio(rules, piece, strictness) for piece in pieces)
    if len(pieces) > 1 and not pieces[0].lower and all(_has_numbers(piece) for piece in pieces):
        due_sum = sum((_get_due_amount(piece) for piece in pieces), _ZERO) * strictness
        done_sum = sum((piece.done or _ZERO for piece in pieces), _ZERO)
        earned_share = min(earned_share, max(_ZERO, done_sum / due_sum))
    return earned_share


def _compute_strictness(pieces: Sequence[TaskMonth], frozen_origin: _FrozenOrigin) -> Decimal:
    """By how much the target as first frozen was stricter than now; 1 where it was not."""
    current_target = _combine_targets(pieces)
    if not current_target or not frozen_origin.target or current_target < 0 or frozen_origin.target < 0:
        return _UNITY
    factor = frozen_origin.target / current_target
    return min(_UNITY, factor) if pieces[0].lower else max(_UNITY, factor)


def _compute_ratio(rules: AppraisalRules, task: TaskMonth, strictness: Decimal) -> Decimal:
    status_share = rules.scores[task.status]
    if strictness != _UNITY:
        status_share = min(status_share, rules.scores["adjusted"])
    if not _has_numbers(task):
        return status_share
    done_amount, due_amount = task.done or _ZERO, _get_due_amount(task) * strictness
    if task.lower:
        return _UNITY if done_amount <= due_amount else due_amount / done_amount
    return min(_UNITY, max(_ZERO, done_amount / due_amount))


def _has_numbers(task: TaskMonth) -> bool:
    """Whether done ÷ due is defined: `done` is known and something was due."""
    return task.done is not None and _get_due_amount(task) > 0


def _get_due_amount(task: TaskMonth) -> Decimal:
    due_amount = task.target if task.due is None else task.due
    return _ZERO if due_amount is None else due_amount


def _limit_deductions(rules: AppraisalRules, part: str, deductions: list[ScoreLine]) -> list[ScoreLine]:
    """A part's full points and its deductions, with a correction so that it is not below 0."""
    full_points = rules.points[part]
    label_by_part = {"timeliness": "报送时效", "quality": "报送质量", "orders": "督办单"}
    lost_points = -sum((line.points for line in deductions), _ZERO)
    lines = [ScoreLine(part, f"{label_by_part[part]}满分", full_points, f"{full_points}", ()), *deductions]
    if lost_points > full_points:
        excess = lost_points - full_points
        lines.append(ScoreLine(part, "扣完为止", excess, f"扣{lost_points}，最多扣{full_points}", ()))
    return lines


def _deduct_timeliness(rules: AppraisalRules, reports: Iterable[Report]) -> Iterable[ScoreLine]:
    rule_by_state = {"late": ("迟报", rules.late), "missing": ("漏报", rules.missing)}
    for state, (label, points_each) in rule_by_state.items():
        rows = tuple(report.row for report in reports if report.state == state)
        if rows and points_each:
            yield ScoreLine("timeliness", label, -points_each * len(rows), f"−{points_each} × {len(rows)}次", rows)


def _deduct_quality(rules: AppraisalRules, reports: Sequence[Report]) -> Iterable[ScoreLine]:
    returned_reports = [report for report in reports if report.returned]
    return_count = sum(report.returned for report in returned_reports)
    rows = tuple(report.row for report in returned_reports)
    if return_count and rules.returned:
        points_each = rules.returned
        yield ScoreLine("quality", "退回重报", -points_each * return_count, f"−{points_each} × {return_count}次", rows)
    for label, points_each, faulty_reports in (
        ("照抄", rules.copied, [report for report in reports if report.copied]),
        ("空洞", rules.empty, [report for report in reports if report.empty and not report.copied]),
    ):
        if faulty_reports and points_each:
            faulty_rows = tuple(report.row for report in faulty_reports)
            yield ScoreLine(
                "quality",
                label,
                -points_each * len(faulty_reports),
                f"−{points_each} × {len(faulty_reports)}次",
                faulty_rows,
            )


def _deduct_orders(rules: AppraisalRules, orders: Sequence[Order]) -> Iterable[ScoreLine]:
    for colour, points_each in rules.colours.items():
        rows = tuple(order.row for order in orders if order.colour == colour)
        if rows and points_each:
            points = -points_each * len(rows)
            yield ScoreLine("orders", f"{colour}色督办单", points, f"−{points_each} × {len(rows)}件", rows)
    overdue_rows = tuple(order.row for order in orders if order.overdue)
    if overdue_rows and rules.overdue:
        points_each = rules.overdue
        yield ScoreLine(
            "orders",
            "督办单逾期",
            -points_each * len(overdue_rows),
            f"−{points_each} × {len(overdue_rows)}件",
            overdue_rows,
        )


def _score_events(rules: AppraisalRules, events: Sequence[Event]) -> list[ScoreLine]:
    """Additions and deductions by kind, within the cap of each kind and the caps in total."""
    events_by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in _select_scoring_events(rules, events):
        events_by_kind[event.kind].append(event)
    lines = [_score_event_kind(rules.events[kind], kind_events) for kind, kind_events in sorted(events_by_kind.items())]
    for sign, cap, label in ((1, rules.additions, "加分"), (-1, rules.deductions, "扣分")):
        total = sum((line.points for line in lines if line.points * sign > 0), _ZERO) * sign
        if cap is not None and total > cap:
            adjustment = (cap - total) * sign
            lines.append(ScoreLine("events", f"{label}封顶", adjustment, f"{label}最多{cap}", ()))
    return lines


def _score_event_kind(rule: EventRule, events: Sequence[Event]) -> ScoreLine:
    points, formula = rule.points * len(events), f"{rule.points} × {len(events)}次"
    if rule.cap is not None and abs(points) > rule.cap:
        points = rule.cap if points > 0 else -rule.cap
        formula += f"，最多{rule.cap}"
    return ScoreLine("events", rule.label, points, formula, tuple(event.row for event in events))


def _select_scoring_events(rules: AppraisalRules, events: Sequence[Event]) -> Iterable[Event]:
    """The events that count: of a declared kind, with a document, only the highest of a group."""
    best_by_group: dict[str, Event] = {}
    for event in events:
        rule = rules.events.get(event.kind)
        if rule is None or (rule.document and not event.document):
            continue
        if not event.group:
            yield event
            continue
        current_best = best_by_group.get(event.group)
        if current_best is None or abs(rule.points) > abs(rules.events[current_best.kind].points):
            best_by_group[event.group] = event
    yield from best_by_group.values()


def _list_vetoes(rules: AppraisalRules, events: Sequence[Event]) -> tuple[str, ...]:
    scoring_events = _select_scoring_events(rules, events)
    return tuple(rules.events[event.kind].label for event in scoring_events if rules.events[event.kind].veto)
