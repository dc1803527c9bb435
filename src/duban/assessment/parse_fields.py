"""The fields of a claim that are added by hand, in the forms that people write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.assessment.model import Adjustment, Milestone
from duban.assessment.schedule import find_month_end
from duban.notices import Notice, NoticeError, make_notice
from duban.series import Period, PeriodError, UnitError, convert, strip_power


class TargetError(NoticeError):
    """A claim that cannot be followed. `field` names the JSON field at fault."""

    def __init__(self, field: str, notice: Notice) -> None:
        self.field = field
        super().__init__([notice])

    def __str__(self) -> str:
        return f"{self.field}: {self.notices[0].render()}"


def make_target_error(field: str, code: str, /, **parameters: object) -> TargetError:
    """The error of a field, by the code of its notice."""
    return TargetError(field, make_notice(code, **parameters))


_NUMBER_PATTERN = re.compile(r"([-+−－]?[\d,]*\.?\d+)\s*(\D*)")
_FIVE_YEAR_PLAN_PATTERN = re.compile(r"([一二三四五六七八九十]+)五")
_VALUE_BY_NUMERAL = {c: n for n, c in enumerate("零一二三四五六七八九十")}
_MONTH_BY_WORD = {"年底": "12", "年末": "12", "全年": "12", "上半年": "6", "一季度": "3", "前三季度": "9"}
_MONTH_BY_WORD |= {"二季度": "6", "三季度": "9", "四季度": "12"}
_CHINESE_DATE_PATTERN = re.compile(
    r"(?:(\d{4})年)?(?:(\d{1,2})月(?:(\d{1,2})日)?|(" + "|".join(_MONTH_BY_WORD) + r"))[底末前]*"
)


def parse_number(raw: Any, field: str, unit: str = "") -> Decimal:
    """A number in `unit`: `5300000`, `"530万人"`, or `{"value": 530, "unit": "万人"}`."""
    if isinstance(raw, Decimal):
        return _require_finite(raw, field)
    if isinstance(raw, Mapping):
        stated_unit = str(raw.get("unit", ""))
        return _convert_number(parse_number(raw.get("value"), field), stated_unit, unit, field)
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise make_target_error(field, "number_expected_such_as", raw=repr(raw))
    if not isinstance(raw, str):
        return _require_finite(Decimal(str(raw)), field)
    match = _NUMBER_PATTERN.fullmatch(raw.strip())
    if match is None:
        raise make_target_error(field, "number_expected_such_as", raw=repr(raw))
    digits = match[1].replace(",", "").replace("−", "-").replace("－", "-")
    return _convert_number(_require_finite(Decimal(digits), field), match[2].strip(), unit, field)


def parse_unit(raw: Any) -> str:
    """The unit that a number added by hand is written with (元 of 100亿元); empty without one."""
    if isinstance(raw, Mapping):
        return strip_power(str(raw.get("unit", "")))
    match = _NUMBER_PATTERN.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return strip_power(match[2].strip()) if match else ""


def _require_finite(value: Decimal, field: str) -> Decimal:
    if not value.is_finite():
        raise make_target_error(field, "number_not_finite", raw=value)
    return value


def _convert_number(value: Decimal, stated_unit: str, unit: str, field: str) -> Decimal:
    # "530万" states the power of ten and leaves the unit out.
    full_unit = stated_unit + unit if stated_unit and stated_unit in "十百千万亿万亿" else stated_unit
    try:
        return convert(value, full_unit, unit) if full_unit else value
    except (UnitError, InvalidOperation) as error:
        raise make_target_error(field, "unit_inconvertible", stated=stated_unit, unit=unit) from error


def parse_date(raw: Any, field: str, year: int) -> dt.date:
    """The last day of `2025-06-30`, `2025-06`, `2025-H1`, `2025-Q3`, `6月底`, `年底`."""
    if isinstance(raw, dt.date):
        return raw
    text = str(raw).strip()
    try:
        return Period.parse(text).end
    except PeriodError as error:
        if match := _CHINESE_DATE_PATTERN.fullmatch(text):
            return _parse_chinese_date(match, field, year)
        raise make_target_error(field, "date_expected", raw=repr(raw)) from error


def _parse_chinese_date(match: re.Match[str], field: str, year: int) -> dt.date:
    year_text, month_text, day_text, period_word = match.groups()
    try:
        last_day = find_month_end(int(year_text or year), int(month_text or _MONTH_BY_WORD[period_word]))
        return last_day.replace(day=int(day_text)) if day_text else last_day
    except ValueError as error:
        raise make_target_error(field, "date_not_in_calendar", raw=match[0]) from error


def parse_horizon(period: str, year: int) -> dt.date | None:
    """When a claim's own period ends: `2030`, `2025-H1`, `十五五` (2030), `三年`, `五年`."""
    if match := _FIVE_YEAR_PLAN_PATTERN.fullmatch(period.removesuffix("时期")):
        # The 六五 plan ended in 1985, and each one since took five years.
        return dt.date(1955 + 5 * _parse_chinese_number(match[1]), 12, 31)
    if match := re.fullmatch(r"([二三四五六十]|\d+)年", period):
        years = int(match[1]) if match[1].isdigit() else _parse_chinese_number(match[1])
        return dt.date(year + years - 1, 12, 31)
    try:
        return Period.parse(period).end
    except PeriodError:
        return None


def _parse_chinese_number(numeral: str) -> int:
    tens, _, units = numeral.rpartition("十")
    if "十" not in numeral:
        return _VALUE_BY_NUMERAL.get(numeral, 0)
    return (_VALUE_BY_NUMERAL[tens] if tens else 1) * 10 + (_VALUE_BY_NUMERAL[units] if units else 0)


def parse_milestones(raw: Any, field: str, year: int) -> tuple[Milestone, ...]:
    """A list of `{name, due, weight, done, evidence}`; only `name` and `due` are needed."""
    if not isinstance(raw, list) or not raw:
        raise make_target_error(field, "milestones_expected")
    return tuple(_parse_milestone(entry, f"{field}[{position}]", year) for position, entry in enumerate(raw, 1))


def _parse_milestone(raw: Any, field: str, year: int) -> Milestone:
    if not isinstance(raw, Mapping) or "name" not in raw or "due" not in raw:
        raise make_target_error(field, "milestone_incomplete")
    weight = parse_number(raw.get("weight", 1), f"{field}.weight")
    if weight <= 0:
        raise make_target_error(f"{field}.weight", "weight_not_positive", weight=weight)
    done = raw.get("done")
    return Milestone(
        str(raw["name"]),
        parse_date(raw["due"], f"{field}.due", year),
        weight,
        None if done in (None, False, "") else parse_date(done, f"{field}.done", year),
        str(raw["evidence"]) if raw.get("evidence") else None,
    )


def parse_adjustment(raw: Any, field: str, year: int, unit: str) -> Adjustment | None:
    """`true` (withdrawn from the start), or `{date, reason, value}`; no value withdraws it."""
    if raw in (None, False):
        return None
    if raw is True or isinstance(raw, str):
        return Adjustment(dt.date(year, 1, 1), raw if isinstance(raw, str) else "")
    if not isinstance(raw, Mapping):
        raise make_target_error(field, "adjustment_expected")
    value = raw.get("value", raw.get("to"))
    return Adjustment(
        parse_date(raw["date"], f"{field}.date", year) if "date" in raw else dt.date(year, 1, 1),
        str(raw.get("reason", "")),
        None if value is None else parse_number(value, f"{field}.value", unit),
    )
