"""Freezing a commitment's claims: the target of each, its figures, its assessment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from duban_site.core.clock import day_of
from duban_site.plans.models import Claim, TargetChange
from duban_site.reporting.models import Assessment, Figure, Schedule
from duban_site.reporting.targets import SCHEDULE_FIELDS

Json = dict[str, Any]
CLAIM = (
    "start",
    "end",
    "indicator",
    "role",
    "kind",
    "comparator",
    "value",
    "value_high",
    "unit",
    "number",
    "quote",
    "direction",
    "strength",
    "period",
    "baseline",
    "assigned",
)
JUDGED = (
    "status",
    "light",
    "value",
    "expected",
    "gap",
    "forecast",
    "forecast_low",
    "forecast_high",
    "probability",
)
FIGURE = ("period", "end", "value", "published", "version", "serial", "source")


def plain(value: object) -> object:
    """A column's value for JSON: numbers and dates as text, without trailing zeros."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def fields(values: Sequence[object], names: Sequence[str]) -> Json:
    """A row's values as a dictionary by field name, encoded for JSON."""
    return {name: plain(value) for name, value in zip(names, values, strict=True)}


def claims(keys: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Commitment → its claims, each with changes, schedule and the figures known on `as_of`."""
    figures, changes, schedules = _figures(keys, as_of), _changes(keys, as_of), _schedules(keys)
    found: dict[int, list[Json]] = defaultdict(list)
    rows = Claim.objects.filter(commitment__in=keys).order_by("commitment", "order", "start")
    for pk, commitment, *values in rows.values_list("pk", "commitment", *CLAIM):
        found[commitment].append(
            {
                "id": pk,
                **fields(values, CLAIM),
                "changes": changes[pk],
                "schedule": schedules.get(pk),
                "figures": figures[pk],
            }
        )
    return found


def _figures(keys: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Claim → its accepted figures, every version, oldest period first."""
    known = Q(published__isnull=True, end__lte=as_of) | Q(published__lte=as_of)
    rows = Figure.objects.filter(known, claim__commitment__in=keys)
    found: dict[int, list[Json]] = defaultdict(list)
    ordered = rows.order_by("claim", "end", "serial").values_list("claim", *FIGURE)
    for claim, *values in ordered.iterator(5000):
        found[claim].append(fields(values, FIGURE))
    return found


def _changes(keys: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Claim → every change of its target (口径调整), with its reason."""
    found: dict[int, list[Json]] = defaultdict(list)
    rows = TargetChange.objects.filter(claim__commitment__in=keys).order_by("claim", "at")
    for claim, at, *values in rows.values_list("claim", "at", "reason", "document", "old", "new"):
        told = fields(values, ("reason", "document", "old", "new"))
        found[claim].append({"at": day_of(at).isoformat(), **told})
    return found


def _schedules(keys: Sequence[int]) -> dict[int, Json]:
    rows = Schedule.objects.filter(claim__commitment__in=keys)
    return {
        claim: fields(values, SCHEDULE_FIELDS)
        for claim, *values in rows.values_list("claim", *SCHEDULE_FIELDS)
    }


def judgements(keys: Sequence[int], as_of: dt.date) -> dict[int, list[tuple[int, Json]]]:
    """Commitment → its assessments on `as_of`, as (slot, JSON)."""
    rows = Assessment.objects.filter(commitment__in=keys, as_of=as_of).order_by("slot")
    found: dict[int, list[tuple[int, Json]]] = defaultdict(list)
    names = ("pk", "commitment", "slot", "claim", "sum", *JUDGED)
    for pk, commitment, slot, claim, sums, *values in rows.values_list(*names).iterator(5000):
        judged = {"id": pk, "claim": claim, **fields(values, JUDGED), **_told(sums)}
        found[commitment].append((slot, judged))
    return found


def _told(sums: Json) -> Json:
    """The fields of the sum that a reader needs to reproduce it, with its words and flags."""
    inputs = sums.get("inputs") or {}
    figure = inputs.get("figure") or {}
    return {
        **{name: sums.get(name) or "" for name in ("method", "formula", "relation", "threshold")},
        "unit": inputs.get("unit") or "",
        "sum": {"zh": sums.get("zh", ""), "en": sums.get("en", "")},
        "verdict": sums.get("verdict", ""),
        "reason": sums.get("reason", ""),
        "flags": sums.get("flags") or [],
        "period": figure.get("period", ""),
        "against": plain(inputs.get("against")),
    }
