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
from duban.appraisal.rules import EventRule, Rules

_ZERO, _ONE = Decimal(0), Decimal(1)
_KEPT = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Line:
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
    lines: tuple[Line, ...]
    grade: str
    ranked: bool
    veto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The score a body would have had with one improvement, and the gain."""

    label: str
    total: Decimal
    gain: Decimal
    rows: tuple[str, ...]


def appraise(rules: Rules, facts: Facts) -> list[Score]:
    """A score for every body, the highest first, those not ranked last."""
    first = _first(facts.tasks)
    scores = [_score(rules, _of(facts, body), body, first) for body in facts.bodies()]
    return sorted(scores, key=lambda s: (not s.ranked, -s.total, s.body))


def what_if(rules: Rules, facts: Facts, body: str) -> list[WhatIf]:
    """The improvements that raise the body's score, the greatest gain first.

    They are: each task completed, all reports in time, no orders."""
    first, own = _first(facts.tasks), _of(facts, body)
    now = _score(rules, own, body, first).total
    found = []
    for label, rows, other in _otherwise(own):
        total = _score(rules, other, body, first).total
        if total > now:
            found.append(WhatIf(label, total, total - now, rows))
    return sorted(found, key=lambda w: (-w.gain, w.label))


def _otherwise(own: Facts) -> Iterable[tuple[str, tuple[str, ...], Facts]]:
    for origin in dict.fromkeys(t.origin for t in own.tasks):
        rows = tuple(t.row for t in own.tasks if t.origin == origin)
        done = tuple(_done(t) if t.origin == origin else t for t in own.tasks)
        yield f"{origin}各月都完成", rows, replace(own, tasks=done)
    if late := tuple(r for r in own.reports if r.state != "on_time"):
        timely = tuple(replace(r, state="on_time") for r in own.reports)
        yield "报告都按时", tuple(r.row for r in late), replace(own, reports=timely)
    if own.orders:
        yield "没有督办单", tuple(o.row for o in own.orders), replace(own, orders=())


def _done(task: TaskMonth) -> TaskMonth:
    due = task.target if task.due is None else task.due
    return replace(task, status="completed", done=due)


def _of(facts: Facts, body: str) -> Facts:
    return Facts(
        tuple(t for t in facts.tasks if t.body == body),
        tuple(r for r in facts.reports if r.body == body),
        tuple(o for o in facts.orders if o.body == body),
        tuple(e for e in facts.events if e.body == body),
        facts.frozen(),
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """An origin as it was first frozen."""

    month: int
    weight: Decimal
    difficulty: str
    share: Decimal
    target: Decimal | None


def _first(tasks: Iterable[TaskMonth]) -> dict[tuple[str, str], _Origin]:
    """(body, origin) → its first frozen month; the pieces of that month are added up."""
    by_origin: dict[tuple[str, str], list[TaskMonth]] = defaultdict(list)
    for task in tasks:
        by_origin[task.body, task.origin].append(task)
    return {key: _as_first(own) for key, own in by_origin.items()}


def _as_first(own: Sequence[TaskMonth]) -> _Origin:
    month = min(t.month for t in own)
    pieces = sorted((t for t in own if t.month == month), key=lambda t: t.row)
    head = pieces[0]
    weight = sum((t.weight for t in pieces), _ZERO)
    return _Origin(month, weight, head.difficulty, head.share, _whole(pieces))


def _whole(pieces: Sequence[TaskMonth]) -> Decimal | None:
    """The common target of all pieces: their sum, or the strictest where less is better."""
    targets = [t.target for t in pieces if t.target is not None]
    if not targets or len(targets) < len(pieces):
        return None
    return min(targets) if pieces[0].lower else sum(targets, _ZERO)


def _score(rules: Rules, own: Facts, body: str, first: dict[tuple[str, str], _Origin]) -> Score:
    lines = [
        *_completion(rules, own.tasks, first, own.frozen()),
        *_within(rules, "timeliness", list(_timeliness(rules, own.reports))),
        *_within(rules, "quality", list(_quality(rules, own.reports))),
        *_within(rules, "orders", list(_orders(rules, own.orders))),
        *_events(rules, own.events),
    ]
    lines = [replace(line, points=_rounded(rules, line.points)) for line in lines]
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        parts[line.part] += line.points
    total = max(_ZERO, sum(parts.values(), _ZERO))
    veto = _veto(rules, own.events)
    grade = "" if veto else rules.grade(total)
    return Score(body, total, dict(parts), tuple(lines), grade, bool(own.tasks), veto)


def _rounded(rules: Rules, points: Decimal) -> Decimal:
    # Rounded to twelve places first: a division that repeats must not fall just below a half.
    near = points.quantize(_KEPT, ROUND_HALF_UP)
    return near.quantize(_ONE.scaleb(-rules.places), ROUND_HALF_UP)


def _completion(
    rules: Rules,
    tasks: Sequence[TaskMonth],
    first: dict[tuple[str, str], _Origin],
    frozen: Sequence[int],
) -> list[Line]:
    if not tasks:
        return []
    body = tasks[0].body
    weights = {m: rules.months.get(m, _ZERO if rules.months else _ONE) for m in frozen}
    total = sum(weights.values(), _ZERO)
    full = rules.points["completion"]
    lines = []
    for month in frozen:
        if not total or not weights[month]:
            continue
        due = {o: at for (b, o), at in first.items() if b == body and at.month <= month}
        mean, said = _month(rules, tasks, month, due)
        points = full * weights[month] / total * mean
        rows = tuple(t.row for t in tasks if t.month == month)
        formula = f"{full} × {weights[month]}/{total} × {said}"
        lines.append(Line("completion", f"{month}月任务完成", points, formula, rows))
    return lines


def _month(
    rules: Rules, tasks: Sequence[TaskMonth], month: int, due: dict[str, _Origin]
) -> tuple[Decimal, str]:
    """The weighted mean of what the origins earn in a month, and its formula as text."""
    earned = whole = _ZERO
    terms = []
    for origin, at in sorted(due.items()):
        pieces = [t for t in tasks if t.origin == origin and t.month == month]
        ratio = _earned(rules, pieces, at)
        weight = at.weight * rules.difficulty.get(at.difficulty, _ONE) * at.share
        earned, whole = earned + weight * ratio, whole + weight
        terms.append(f"{weight.normalize():f}×{ratio.normalize():f}")
    mean = earned / whole if whole else _ZERO
    return mean, f"（{' + '.join(terms)}）/{whole.normalize():f}"


def _earned(rules: Rules, pieces: Sequence[TaskMonth], at: _Origin) -> Decimal:
    """The share of its points that an origin earns: that of its weakest piece, at most 1.

    With numbers it is done ÷ due. A target that was lowered is scaled back up.
    """
    if not pieces:
        return _ZERO
    stricter = _stricter(pieces, at)
    earned = min(_ratio(rules, t, stricter) for t in pieces)
    if len(pieces) > 1 and not pieces[0].lower and all(_has_numbers(t) for t in pieces):
        due = sum((_due(t) for t in pieces), _ZERO) * stricter
        done = sum((t.done or _ZERO for t in pieces), _ZERO)
        earned = min(earned, max(_ZERO, done / due))
    return earned


def _stricter(pieces: Sequence[TaskMonth], at: _Origin) -> Decimal:
    """By how much the target as first frozen was stricter than now; 1 where it was not."""
    now = _whole(pieces)
    if not now or not at.target or now < 0 or at.target < 0:
        return _ONE
    times = at.target / now
    return min(_ONE, times) if pieces[0].lower else max(_ONE, times)


def _ratio(rules: Rules, task: TaskMonth, stricter: Decimal) -> Decimal:
    by_status = rules.scores[task.status]
    if stricter != _ONE:
        by_status = min(by_status, rules.scores["adjusted"])
    if not _has_numbers(task):
        return by_status
    done, due = task.done or _ZERO, _due(task) * stricter
    if task.lower:
        return _ONE if done <= due else due / done
    return min(_ONE, max(_ZERO, done / due))


def _has_numbers(task: TaskMonth) -> bool:
    """Whether done ÷ due is defined: `done` is known and something was due."""
    return task.done is not None and _due(task) > 0


def _due(task: TaskMonth) -> Decimal:
    due = task.target if task.due is None else task.due
    return _ZERO if due is None else due


def _within(rules: Rules, part: str, taken: list[Line]) -> list[Line]:
    """A part's full points and its deductions, with a correction so that it is not below 0."""
    full = rules.points[part]
    names = {"timeliness": "报送时效", "quality": "报送质量", "orders": "督办单"}
    lost = -sum((line.points for line in taken), _ZERO)
    lines = [Line(part, f"{names[part]}满分", full, f"{full}", ()), *taken]
    if lost > full:
        over = lost - full
        lines.append(Line(part, "扣完为止", over, f"扣{lost}，最多扣{full}", ()))
    return lines


def _timeliness(rules: Rules, reports: Iterable[Report]) -> Iterable[Line]:
    words = {"late": ("迟报", rules.late), "missing": ("漏报", rules.missing)}
    for state, (word, each) in words.items():
        rows = tuple(r.row for r in reports if r.state == state)
        if rows and each:
            yield Line("timeliness", word, -each * len(rows), f"−{each} × {len(rows)}次", rows)


def _quality(rules: Rules, reports: Sequence[Report]) -> Iterable[Line]:
    back = [r for r in reports if r.returned]
    times = sum(r.returned for r in back)
    rows = tuple(r.row for r in back)
    if times and rules.returned:
        each = rules.returned
        yield Line("quality", "退回重报", -each * times, f"−{each} × {times}次", rows)
    for word, each, bad in (
        ("照抄", rules.copied, [r for r in reports if r.copied]),
        ("空洞", rules.empty, [r for r in reports if r.empty and not r.copied]),
    ):
        if bad and each:
            found = tuple(r.row for r in bad)
            yield Line("quality", word, -each * len(bad), f"−{each} × {len(bad)}次", found)


def _orders(rules: Rules, orders: Sequence[Order]) -> Iterable[Line]:
    for colour, each in rules.colours.items():
        rows = tuple(o.row for o in orders if o.colour == colour)
        if rows and each:
            points = -each * len(rows)
            yield Line("orders", f"{colour}色督办单", points, f"−{each} × {len(rows)}件", rows)
    late = tuple(o.row for o in orders if o.overdue)
    if late and rules.overdue:
        each = rules.overdue
        yield Line("orders", "督办单逾期", -each * len(late), f"−{each} × {len(late)}件", late)


def _events(rules: Rules, events: Sequence[Event]) -> list[Line]:
    """Additions and deductions by kind, within the cap of each kind and the caps in total."""
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in _highest(rules, events):
        by_kind[event.kind].append(event)
    lines = [_kind(rules.events[kind], own) for kind, own in sorted(by_kind.items())]
    for sign, cap, word in ((1, rules.additions, "加分"), (-1, rules.deductions, "扣分")):
        total = sum((x.points for x in lines if x.points * sign > 0), _ZERO) * sign
        if cap is not None and total > cap:
            over = (cap - total) * sign
            lines.append(Line("events", f"{word}封顶", over, f"{word}最多{cap}", ()))
    return lines


def _kind(rule: EventRule, events: Sequence[Event]) -> Line:
    points, formula = rule.points * len(events), f"{rule.points} × {len(events)}次"
    if rule.cap is not None and abs(points) > rule.cap:
        points = rule.cap if points > 0 else -rule.cap
        formula += f"，最多{rule.cap}"
    return Line("events", rule.label, points, formula, tuple(e.row for e in events))


def _highest(rules: Rules, events: Sequence[Event]) -> Iterable[Event]:
    """The events that count: of a declared kind, with a document, only the highest of a group."""
    best: dict[str, Event] = {}
    for event in events:
        rule = rules.events.get(event.kind)
        if rule is None or (rule.document and not event.document):
            continue
        if not event.group:
            yield event
            continue
        other = best.get(event.group)
        if other is None or abs(rule.points) > abs(rules.events[other.kind].points):
            best[event.group] = event
    yield from best.values()


def _veto(rules: Rules, events: Sequence[Event]) -> tuple[str, ...]:
    counted = _highest(rules, events)
    return tuple(rules.events[e.kind].label for e in counted if rules.events[e.kind].veto)
