"""A schedule as a claim states it: a word, twelve shares, shares by period, or a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from duban.assessment import parse_fields
from duban.assessment.model import Milestone
from duban.assessment.parse_fields import TargetError, make_target_error
from duban.assessment.schedule import Schedule, ScheduleError, ScheduleKind, find_month_end
from duban.notices import make_notice

_KIND_BY_WORD = {"even": "even", "linear": "even", "monthly": "even", "均衡": "even", "序时": "even"}
_KIND_BY_WORD |= {"step": "step", "quarterly": "step", "quarter": "step", "按季": "step", "节点": "step"}
_KIND_BY_WORD |= {"curve": "curve", "own": "curve", "自定": "curve", "曲线": "curve"}
_KIND_BY_WORD |= {"seasonal": "seasonal", "季节": "seasonal", "milestones": "milestones"}
_KIND_BY_WORD |= {"milestone": "milestones", "形象进度": "milestones"}
_KIND_BY_WORD |= {"annual": "annual", "yearly": "annual", "annual_only": "annual", "年度": "annual"}
_SHARE_KEYS = ("at", "points", "shares", "values", "steps", "monthly", "curve")


class ParsedSchedule:
    """A schedule with the milestones that were stated in it."""

    def __init__(self, schedule: Schedule, milestones: tuple[Milestone, ...] = ()) -> None:
        self.schedule = schedule
        self.milestones = milestones


def parse_schedule(
    raw: Any, start: dt.date, deadline: dt.date, target_value: Decimal | None, *, field: str = "schedule"
) -> ParsedSchedule:
    """Read a schedule in any of its forms (docs/reference/assess.md). Raises TargetError."""
    try:
        return _parse_form(raw, start, deadline, target_value, field)
    except ScheduleError as error:
        raise TargetError(field, error.notices[0]) from error


def _parse_form(
    raw: Any, start: dt.date, deadline: dt.date, target_value: Decimal | None, field_path: str
) -> ParsedSchedule:
    if isinstance(raw, str):
        return ParsedSchedule(_build_by_kind(_parse_kind(raw, field_path), start, deadline, field_path))
    if isinstance(raw, list):
        return _parse_list(raw, start, deadline, target_value, field_path)
    if not isinstance(raw, Mapping):
        raise _make_form_error(field_path, "schedule_expected", raw=repr(raw))
    if "kind" not in raw and "type" not in raw:
        return _parse_mapping(raw, start, deadline, target_value, field_path)
    kind = _parse_kind(str(raw.get("kind", raw.get("type"))), field_path)
    if kind is ScheduleKind.SEASONAL:
        return ParsedSchedule(_parse_seasonal(raw.get("years", raw.get("past")), start, deadline, field_path))
    if kind is ScheduleKind.MILESTONES:
        milestone_entries = raw.get("milestones", raw.get("items"))
        return _parse_milestones(milestone_entries, start, deadline, f"{field_path}.milestones")
    for key in _SHARE_KEYS:
        if key in raw:
            return _parse_shares(raw, key, kind, start, deadline, target_value, field_path)
    return ParsedSchedule(_build_by_kind(kind, start, deadline, field_path))


def _parse_shares(
    raw: Mapping[str, Any],
    shares_key: str,
    kind: ScheduleKind,
    start: dt.date,
    deadline: dt.date,
    target_value: Decimal | None,
    field_path: str,
) -> ParsedSchedule:
    stated_shares = raw[shares_key]
    dates = raw.get("dates", raw.get("periods"))
    if dates is not None and isinstance(stated_shares, list):
        if len(dates) != len(stated_shares):
            raise make_target_error(
                field_path, "dates_and_shares_differ", dates=len(dates), shares=len(stated_shares), key=shares_key
            )
        stated_shares = dict(zip(map(str, dates), stated_shares, strict=True))
    elif dates is None and isinstance(stated_shares, list) and stated_shares and isinstance(stated_shares[0], str):
        raise make_target_error(f"{field_path}.{shares_key}", "shares_expected")
    parsed = _parse_form(stated_shares, start, deadline, target_value, f"{field_path}.{shares_key}")
    if parsed.milestones or kind is ScheduleKind.EVEN:
        return parsed
    stated_schedule = parsed.schedule
    return ParsedSchedule(Schedule(kind, stated_schedule.start, stated_schedule.deadline, stated_schedule.points))


def _parse_kind(word: str, field_path: str) -> ScheduleKind:
    kind = _KIND_BY_WORD.get(word.strip().lower())
    if kind is None:
        raise _make_form_error(field_path, "schedule_unknown", raw=repr(word))
    return ScheduleKind(kind)


def _build_by_kind(kind: ScheduleKind, start: dt.date, deadline: dt.date, field_path: str) -> Schedule:
    if kind is ScheduleKind.EVEN:
        return Schedule.even(start, deadline)
    if kind is ScheduleKind.STEP:
        return Schedule.quarterly(start, deadline)
    if kind is ScheduleKind.ANNUAL:
        return Schedule.annual(start, deadline)
    missing_by_kind = {"seasonal": make_notice("years_of_amounts"), "milestones": '"milestones"'}
    missing = missing_by_kind.get(kind.value, make_notice("shares_of_periods"))
    raise _make_form_error(field_path, "schedule_incomplete", kind=kind.value, missing=missing)


def _make_form_error(field_path: str, code: str, /, **parameters: object) -> TargetError:
    """The error of a schedule in no known form, with all forms."""
    return make_target_error(field_path, code, forms=make_notice("schedule_forms"), **parameters)


def _parse_list(
    raw: list[Any], start: dt.date, deadline: dt.date, target_value: Decimal | None, field_path: str
) -> ParsedSchedule:
    if raw and isinstance(raw[0], Mapping):
        if "due" in raw[0] or "name" in raw[0]:
            return _parse_milestones(raw, start, deadline, field_path)
        share_by_period = {
            str(_get_first(entry, ("period", "date", "by"), field_path)): _get_amount(entry, field_path)
            for entry in raw
        }
        return _parse_mapping(share_by_period, start, deadline, target_value, field_path)
    if raw and isinstance(raw[0], list) and all(len(pair) == 2 for pair in raw):
        return _parse_mapping({str(period): share for period, share in raw}, start, deadline, target_value, field_path)
    # 4 quarters, 12 months, or the 11 periods that statistics publish (1–2月, 1–3月 …).
    months = {12: range(1, 13), 11: range(2, 13), 4: range(3, 13, 3)}.get(len(raw))
    if months is None:
        raise make_target_error(field_path, "shares_of_wrong_number", count=len(raw))
    values = [parse_fields.parse_number(value, f"{field_path}[{position}]") for position, value in enumerate(raw, 1)]
    points = dict(zip((find_month_end(start.year, month) for month in months), values, strict=True))
    return ParsedSchedule(_build_curve(points, start, deadline, target_value, field_path, must_end_full=True))


def _parse_mapping(
    raw: Mapping[str, Any], start: dt.date, deadline: dt.date, target_value: Decimal | None, field_path: str
) -> ParsedSchedule:
    points = {
        _parse_point_date(point_key, field_path, start.year): parse_fields.parse_number(
            value, f"{field_path}.{point_key}"
        )
        for point_key, value in raw.items()
    }
    if not points:
        raise _make_form_error(field_path, "schedule_empty")
    return ParsedSchedule(
        _build_curve(dict(sorted(points.items())), start, deadline, target_value, field_path, must_end_full=False)
    )


def _parse_point_date(point_key: str, field_path: str, year: int) -> dt.date:
    """The day of a point: a period, a date, or the bare number of a month."""
    is_month = point_key.isdigit() and len(point_key) < 3
    return parse_fields.parse_date(f"{point_key}月" if is_month else point_key, field_path, year)


def _build_curve(
    points: Mapping[dt.date, Decimal],
    start: dt.date,
    deadline: dt.date,
    target_value: Decimal | None,
    field_path: str,
    *,
    must_end_full: bool,
) -> Schedule:
    values = _normalize_shares(list(points.values()), target_value, field_path)
    if must_end_full and values[-1] != 1:
        total = sum(values, Decimal(0))
        if abs(total - 1) < Decimal("0.001"):
            raise make_target_error(field_path, "shares_not_cumulative")
        raise make_target_error(field_path, "last_share_not_full", share=values[-1])
    kind = ScheduleKind.CURVE if len(values) > 4 else ScheduleKind.STEP
    return Schedule(kind, start, deadline, tuple(zip(points, values, strict=True)))


def _normalize_shares(values: Sequence[Decimal], target_value: Decimal | None, field_path: str) -> list[Decimal]:
    """As fractions: from fractions, per cent, or amounts that end at the target."""
    maximum = max(values)
    if maximum <= 1 and not (target_value is not None and target_value == maximum == 1):
        return list(values)
    if target_value is not None and target_value > 0 and values[-1] == target_value:
        return [value / target_value for value in values]
    if maximum <= 100:
        return [value / 100 for value in values]
    raise make_target_error(field_path, "shares_unclear", share=maximum)


def _parse_milestones(raw: Any, start: dt.date, deadline: dt.date, field_path: str) -> ParsedSchedule:
    milestones = parse_fields.parse_milestones(raw, field_path, start.year)
    return ParsedSchedule(Schedule.from_milestones(start, deadline, milestones), milestones)


def _parse_seasonal(raw: Any, start: dt.date, deadline: dt.date, field_path: str) -> Schedule:
    if not isinstance(raw, Mapping) or not raw:
        raise make_target_error(field_path, "seasonal_without_years")
    amounts_by_year = {}
    for year, amounts in raw.items():
        if not isinstance(amounts, list) or len(amounts) != 12:
            raise make_target_error(f"{field_path}.years.{year}", "year_without_months")
        values = [parse_fields.parse_number(amount, f"{field_path}.years.{year}") for amount in amounts]
        amounts_by_year[int(year)] = dict(enumerate(values, 1))
    return Schedule.seasonal(start, deadline, amounts_by_year)


def _get_first(entry: Mapping[str, Any], keys: Sequence[str], field_path: str) -> Any:
    for key in keys:
        if key in entry:
            return entry[key]
    raise make_target_error(field_path, "entry_needs", keys=tuple(keys))


def _get_amount(entry: Any, field_path: str) -> Any:
    return _get_first(entry, ("share", "value", "cumulative", "percent"), field_path)
