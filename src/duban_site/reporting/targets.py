"""Build the library's input from rows: a Target with its schedule, a Series of its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from duban.assessment import Target
from duban.series import Observation, Period, Series, Version
from duban_site.core.clock import day_of
from duban_site.plans.models import Claim, TargetChange
from duban_site.reporting.models import Reading, Schedule, ScheduleKind
from duban_site.reporting.signs import is_falling

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
SCHEDULE_FIELDS = (
    "kind",
    "shares",
    "past",
    "lag",
    "reading",
    "flow",
    "reference",
    "published_series",
)
FigureRow = tuple[int, str, Decimal, dt.date | None, str, str]
"""Owner (claim or series), period, value, published, version, source."""
VERSIONS = {version.value: version for version in Version}


def target_of(claim: Claim, schedule: Schedule | None, changes: Sequence[TargetChange]) -> Target:
    """The claim as a library Target. Raises TargetError naming the field."""
    fields = {name: getattr(claim, name) for name in CLAIM_FIELDS}
    own = None if schedule is None else _columns(schedule)
    commitment = claim.commitment
    stated = target_json(fields, own, commitment.deadline, adjusted(changes))
    return Target.from_json(stated, id=str(claim.pk), year=commitment.plan.year)


def _columns(schedule: Schedule) -> dict[str, Any]:
    keys = {"reference": schedule.reference_id, "published_series": schedule.published_series_id}
    return {name: getattr(schedule, name) for name in SCHEDULE_FIELDS if name not in keys} | keys


def target_json(
    claim: dict[str, Any],
    schedule: dict[str, Any] | None,
    deadline: dt.date | None,
    change: dict[str, Any] | None,
) -> dict[str, Any]:
    """The library's form of a claim (docs/reference/assess.md) from the columns of its rows."""
    stated = {name: value for name, value in claim.items() if value not in (None, "")}
    if deadline is not None:
        stated["deadline"] = deadline
    if schedule is not None:
        stated |= _schedule_json(schedule)
    if is_falling(claim["kind"], claim["direction"], claim["unit"]):
        stated["figures"] = Reading.SIGNED
    if change is not None:
        first = change.pop("first", None)
        stated["adjusted"] = change
        if first is not None:
            stated["value"] = first
    return stated


def _schedule_json(schedule: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"lag": schedule["lag"], "figures": schedule["reading"]}
    if schedule["reference"] or schedule["published_series"]:
        out["reference"] = "stated"
    if schedule["flow"] is not None:
        out["flow"] = str(schedule["flow"]).lower()
    kind = schedule["kind"]
    if kind == ScheduleKind.ANNUAL:
        return out | {"annual_only": True}
    if kind == ScheduleKind.SEASONAL:
        return out | {"schedule": {"kind": "seasonal", "past": schedule["past"]}}
    if kind in (ScheduleKind.STEP, ScheduleKind.CURVE) and schedule["shares"]:
        return out | {"schedule": {"kind": kind, "at": schedule["shares"]}}
    return out | {"schedule": "quarterly" if kind == ScheduleKind.STEP else "even"}


def adjusted(changes: Iterable[TargetChange]) -> dict[str, Any] | None:
    """The newest change of the value, with the original one as `first`; None without changes."""
    of_value = [change for change in changes if "value" in change.new]
    if not of_value:
        return None
    newest = of_value[-1]
    return {
        "date": day_of(newest.at).isoformat(),
        "reason": newest.reason,
        "value": newest.new["value"],
        "first": of_value[0].old["value"],
    }


def milestone_json(
    text: str,
    due: dt.date,
    weight: Decimal,
    done: dt.date | None,
    accepted: dt.date | None,
    source: str,
) -> dict[str, Any]:
    """One step in the library's form."""
    out: dict[str, Any] = {"name": text, "due": due.isoformat(), "weight": str(weight)}
    if done is not None and accepted is not None:
        out |= {"done": done.isoformat(), "evidence": source}
    return out


def series_of(indicator: str, unit: str, rows: Iterable[FigureRow]) -> Series:
    """The accepted figures of one claim, every version.

    `rows` are in the order of acceptance: of one version published on one day the last one wins.
    """
    observations = {
        (period, published, version): Observation(
            _PERIODS[period], value, unit, published, VERSIONS[version], source
        )
        for _key, period, value, published, version, source in rows
    }
    return Series(indicator, unit, tuple(observations.values()))


class _Periods(dict[str, Period]):
    """Text → parsed period; a province repeats the same dozen periods half a million times."""

    def __missing__(self, text: str) -> Period:
        found = self[text] = Period.parse(text)
        return found


_PERIODS = _Periods()
