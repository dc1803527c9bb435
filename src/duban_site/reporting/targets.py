"""Build the library's input from rows: a Target with its schedule, a Series of its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from duban.assessment import Target
from duban.series import Observation, Period, Series, Version
from duban_site.core.clock import to_local_date
from duban_site.plans.models import Claim, TargetChange
from duban_site.reporting.fall_signs import is_falling
from duban_site.reporting.models import Reading, Schedule, ScheduleKind

CLAIM_FIELDS = (
    "number",
    "indicator",
    "role",
    "kind",
    "comparator",
    "value",
    "value_high",
    "unit",
    "direction",
    "strength",
    "period",
    "baseline",
    "assigned",
)
SCHEDULE_FIELDS = ("kind", "shares", "past", "lag", "reading", "flow", "reference", "published_series")
FigureValues = tuple[int, str, Decimal, dt.date | None, str, str, dt.datetime]
"""Owner (claim or series), period, value, published, version, source, the moment of acceptance."""
VERSION_BY_VALUE = {version.value: version for version in Version}


def build_target(claim: Claim, schedule: Schedule | None, changes: Sequence[TargetChange]) -> Target:
    """The claim as a library Target. Raises TargetError naming the field."""
    fields = {field_name: getattr(claim, field_name) for field_name in CLAIM_FIELDS}
    schedule_columns = None if schedule is None else _schedule_columns(schedule)
    commitment = claim.commitment
    target_fields = target_json(fields, schedule_columns, commitment.deadline, describe_adjustment(changes))
    return Target.from_json(target_fields, id=str(claim.pk), year=commitment.plan.year)


def _schedule_columns(schedule: Schedule) -> dict[str, Any]:
    foreign_keys = {"reference": schedule.reference_id, "published_series": schedule.published_series_id}
    return {
        field_name: getattr(schedule, field_name) for field_name in SCHEDULE_FIELDS if field_name not in foreign_keys
    } | foreign_keys


def target_json(
    claim: dict[str, Any], schedule: dict[str, Any] | None, deadline: dt.date | None, change: dict[str, Any] | None
) -> dict[str, Any]:
    """The library's form of a claim (docs/reference/assess.md) from the columns of its rows."""
    target_fields = {field_name: value for field_name, value in claim.items() if value not in (None, "")}
    if deadline is not None:
        target_fields["deadline"] = deadline
    if schedule is not None:
        target_fields |= _schedule_json(schedule)
    if is_falling(claim["kind"], claim["direction"], claim["unit"]):
        target_fields["figures"] = Reading.SIGNED
    if change is not None:
        first_value = change.pop("first", None)
        target_fields["adjusted"] = change
        if first_value is not None:
            target_fields["value"] = first_value
    return target_fields


def _schedule_json(schedule: dict[str, Any]) -> dict[str, Any]:
    schedule_fields: dict[str, Any] = {"lag": schedule["lag"], "figures": schedule["reading"]}
    if schedule["reference"] or schedule["published_series"]:
        schedule_fields["reference"] = "stated"
    if schedule["flow"] is not None:
        schedule_fields["flow"] = str(schedule["flow"]).lower()
    kind = schedule["kind"]
    if kind == ScheduleKind.ANNUAL:
        return schedule_fields | {"annual_only": True}
    if kind == ScheduleKind.SEASONAL:
        return schedule_fields | {"schedule": {"kind": "seasonal", "past": schedule["past"]}}
    if kind in (ScheduleKind.STEP, ScheduleKind.CURVE) and schedule["shares"]:
        return schedule_fields | {"schedule": {"kind": kind, "at": schedule["shares"]}}
    return schedule_fields | {"schedule": "quarterly" if kind == ScheduleKind.STEP else "even"}


def describe_adjustment(changes: Iterable[TargetChange]) -> dict[str, Any] | None:
    """The newest change of the value, with the original one as `first`; None without changes."""
    value_changes = [change for change in changes if "value" in change.new]
    if not value_changes:
        return None
    newest = value_changes[-1]
    return {
        "date": to_local_date(newest.at).isoformat(),
        "reason": newest.reason,
        "value": newest.new["value"],
        "first": value_changes[0].old["value"],
    }


def milestone_json(
    text: str, due: dt.date, weight: Decimal, done_on: dt.date | None, accepted_on: dt.date | None, source: str
) -> dict[str, Any]:
    """One step in the library's form."""
    milestone: dict[str, Any] = {"name": text, "due": due.isoformat(), "weight": str(weight)}
    if done_on is not None and accepted_on is not None:
        milestone |= {"done": done_on.isoformat(), "evidence": source}
    return milestone


def build_series(indicator: str, unit: str, rows: Iterable[FigureValues]) -> Series:
    """The accepted figures of one claim, every version.

    `rows` are in the order of acceptance: of one version published on one day the last one wins.
    A figure without a day of publication is known from its acceptance on, and gives way to a later
    one of its period that was known before.
    """
    observations: dict[tuple[str, dt.date | None, dt.date | None, str], Observation] = {}
    undated_by_period: dict[str, list[tuple[str, dt.date | None, dt.date | None, str]]] = {}
    for _key, period, value, published, version, source, accepted_at in rows:
        accepted = to_local_date(accepted_at) if published is None else None
        observation = Observation(
            _PERIOD_CACHE[period], value, unit, published, VERSION_BY_VALUE[version], source, accepted
        )
        for undated in undated_by_period.get(period, ()):
            if undated in observations and observations[undated].available_from >= observation.available_from:
                del observations[undated]
        row_key = (period, published, accepted, version)
        observations[row_key] = observation
        if published is None:
            undated_by_period.setdefault(period, []).append(row_key)
    return Series(indicator, unit, tuple(observations.values()))


class _PeriodCache(dict[str, Period]):
    """Text → parsed period; a province repeats the same dozen periods half a million times."""

    def __missing__(self, text: str) -> Period:
        period = self[text] = Period.parse(text)
        return period


_PERIOD_CACHE = _PeriodCache()
