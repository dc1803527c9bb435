"""A schedule as a claim states it: a word, twelve shares, shares by period, or a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from duban.assessment import fields
from duban.assessment.fields import TargetError
from duban.assessment.model import Milestone
from duban.assessment.schedule import Schedule, ScheduleError, ScheduleKind, month_end

_KINDS = {"even": "even", "linear": "even", "monthly": "even", "均衡": "even", "序时": "even"}
_KINDS |= {"step": "step", "quarterly": "step", "quarter": "step", "按季": "step", "节点": "step"}
_KINDS |= {"curve": "curve", "own": "curve", "自定": "curve", "曲线": "curve"}
_KINDS |= {"seasonal": "seasonal", "季节": "seasonal", "milestones": "milestones"}
_KINDS |= {"milestone": "milestones", "形象进度": "milestones"}
_KINDS |= {"annual": "annual", "yearly": "annual", "annual_only": "annual", "年度": "annual"}
_SHARES = ("at", "points", "shares", "values", "steps", "monthly", "curve")

HELP = (
    '请写 "even"、"quarterly"、"annual"，12 个月末的累计份额 [0.05, …, 1]，各时点的累计份额 '
    '{"2025-Q1": 0.2, …} 或 {"kind": "step", "at": {…}}'
)


class Parsed:
    """A schedule with the milestones that were stated in it."""

    def __init__(self, schedule: Schedule, milestones: tuple[Milestone, ...] = ()) -> None:
        self.schedule = schedule
        self.milestones = milestones


def parse(
    raw: Any, start: dt.date, deadline: dt.date, target: Decimal | None, *, field: str = "schedule"
) -> Parsed:
    """Read a schedule in any of its forms (docs/reference/assess.md). Raises TargetError."""
    try:
        return _parse(raw, start, deadline, target, field)
    except ScheduleError as error:
        raise TargetError(field, str(error)) from error


def _parse(raw: Any, start: dt.date, deadline: dt.date, target: Decimal | None, at: str) -> Parsed:
    if isinstance(raw, str):
        return Parsed(_named(_kind(raw, at), start, deadline, at))
    if isinstance(raw, list):
        return _list(raw, start, deadline, target, at)
    if not isinstance(raw, Mapping):
        raise TargetError(at, f"{raw!r} 不是序时计划；{HELP}")
    if "kind" not in raw and "type" not in raw:
        return _mapping(raw, start, deadline, target, at)
    kind = _kind(str(raw.get("kind", raw.get("type"))), at)
    if kind is ScheduleKind.SEASONAL:
        return Parsed(_seasonal(raw.get("years", raw.get("past")), start, deadline, at))
    if kind is ScheduleKind.MILESTONES:
        items = raw.get("milestones", raw.get("items"))
        return _milestones(items, start, deadline, f"{at}.milestones")
    for key in _SHARES:
        if key in raw:
            return _shares(raw, key, kind, start, deadline, target, at)
    return Parsed(_named(kind, start, deadline, at))


def _shares(
    raw: Mapping[str, Any],
    key: str,
    kind: ScheduleKind,
    start: dt.date,
    deadline: dt.date,
    target: Decimal | None,
    at: str,
) -> Parsed:
    stated = raw[key]
    dates = raw.get("dates", raw.get("periods"))
    if dates is not None and isinstance(stated, list):
        if len(dates) != len(stated):
            raise TargetError(at, f"{len(dates)} 个日期，却有 {len(stated)} 个 {key}")
        stated = dict(zip(map(str, dates), stated, strict=True))
    elif dates is None and isinstance(stated, list) and stated and isinstance(stated[0], str):
        raise TargetError(f"{at}.{key}", '请写每个时点的份额：{"2025-Q1": 0.2, …}')
    parsed = _parse(stated, start, deadline, target, f"{at}.{key}")
    if parsed.milestones or kind is ScheduleKind.EVEN:
        return parsed
    own = parsed.schedule
    return Parsed(Schedule(kind, own.start, own.deadline, own.points))


def _kind(word: str, at: str) -> ScheduleKind:
    kind = _KINDS.get(word.strip().lower())
    if kind is None:
        raise TargetError(at, f"没有叫 {word!r} 的序时计划；{HELP}")
    return ScheduleKind(kind)


def _named(kind: ScheduleKind, start: dt.date, deadline: dt.date, at: str) -> Schedule:
    if kind is ScheduleKind.EVEN:
        return Schedule.even(start, deadline)
    if kind is ScheduleKind.STEP:
        return Schedule.quarterly(start, deadline)
    if kind is ScheduleKind.ANNUAL:
        return Schedule.annual(start, deadline)
    needs = {"seasonal": '"years": {"2024": [12 个累计数]}', "milestones": '"milestones"'}
    raise TargetError(at, f"{kind.value} 还要写 {needs.get(kind.value, '各时点的份额')}；{HELP}")


def _list(
    raw: list[Any], start: dt.date, deadline: dt.date, target: Decimal | None, at: str
) -> Parsed:
    if raw and isinstance(raw[0], Mapping):
        if "due" in raw[0] or "name" in raw[0]:
            return _milestones(raw, start, deadline, at)
        pairs = {str(_first(i, ("period", "date", "by"), at)): _amount(i, at) for i in raw}
        return _mapping(pairs, start, deadline, target, at)
    if raw and isinstance(raw[0], list) and all(len(pair) == 2 for pair in raw):
        return _mapping({str(p): share for p, share in raw}, start, deadline, target, at)
    # 4 quarters, 12 months, or the 11 periods that statistics publish (1–2月, 1–3月 …).
    months = {12: range(1, 13), 11: range(2, 13), 4: range(3, 13, 3)}.get(len(raw))
    if months is None:
        raise TargetError(
            at, f"有 {len(raw)} 个份额；应为 12 个（各月）、11 个（1—2月起）或 4 个（各季）"
        )
    values = [fields.number(v, f"{at}[{n}]") for n, v in enumerate(raw, 1)]
    points = dict(zip((month_end(start.year, m) for m in months), values, strict=True))
    return Parsed(_curve(points, start, deadline, target, at, ends=True))


def _mapping(
    raw: Mapping[str, Any], start: dt.date, deadline: dt.date, target: Decimal | None, at: str
) -> Parsed:
    points = {
        _point(key, at, start.year): fields.number(value, f"{at}.{key}")
        for key, value in raw.items()
    }
    if not points:
        raise TargetError(at, f"序时计划是空的；{HELP}")
    return Parsed(_curve(dict(sorted(points.items())), start, deadline, target, at, ends=False))


def _point(key: str, at: str, year: int) -> dt.date:
    """The day of a point: a period, a date, or the bare number of a month."""
    month = key.isdigit() and len(key) < 3
    return fields.day(f"{key}月" if month else key, at, year)


def _curve(
    points: Mapping[dt.date, Decimal],
    start: dt.date,
    deadline: dt.date,
    target: Decimal | None,
    at: str,
    *,
    ends: bool,
) -> Schedule:
    values = _as_shares(list(points.values()), target, at)
    if ends and values[-1] != 1:
        total = sum(values, Decimal(0))
        if abs(total - 1) < Decimal("0.001"):
            raise TargetError(at, "这是各月自己的份额；请写累计到 1 的份额")
        raise TargetError(at, f"末项份额是 {values[-1]}；全年的序时计划末项为 1")
    kind = ScheduleKind.CURVE if len(values) > 4 else ScheduleKind.STEP
    return Schedule(kind, start, deadline, tuple(zip(points, values, strict=True)))


def _as_shares(values: Sequence[Decimal], target: Decimal | None, at: str) -> list[Decimal]:
    """As fractions: from fractions, per cent, or amounts that end at the target."""
    top = max(values)
    if top <= 1 and not (target is not None and target == top == 1):
        return list(values)
    if target is not None and target > 0 and values[-1] == target:
        return [v / target for v in values]
    if top <= 100:
        return [v / 100 for v in values]
    raise TargetError(at, f"{top} 既不是份额（0 到 1）、百分数（到 100），末项也不等于目标")


def _milestones(raw: Any, start: dt.date, deadline: dt.date, at: str) -> Parsed:
    items = fields.milestones(raw, at, start.year)
    return Parsed(Schedule.of_milestones(start, deadline, items), items)


def _seasonal(raw: Any, start: dt.date, deadline: dt.date, at: str) -> Schedule:
    if not isinstance(raw, Mapping) or not raw:
        raise TargetError(at, 'seasonal 要写 "years": {"2024": [12 个累计数], …}')
    past = {}
    for year, amounts in raw.items():
        if not isinstance(amounts, list) or len(amounts) != 12:
            raise TargetError(f"{at}.years.{year}", "请写 12 个累计数或份额")
        values = [fields.number(v, f"{at}.years.{year}") for v in amounts]
        past[int(year)] = dict(enumerate(values, 1))
    return Schedule.seasonal(start, deadline, past)


def _first(item: Mapping[str, Any], keys: Sequence[str], at: str) -> Any:
    for key in keys:
        if key in item:
            return item[key]
    raise TargetError(at, f"每一项要有 {' 或 '.join(keys)}")


def _amount(item: Any, at: str) -> Any:
    return _first(item, ("share", "value", "cumulative", "percent"), at)
