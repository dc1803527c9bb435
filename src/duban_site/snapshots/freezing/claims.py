"""Freezing a commitment's claims: the target of each, its figures, its assessment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from duban_site.core.clock import to_local_date
from duban_site.plans.models import Claim, TargetChange
from duban_site.reporting.models import Assessment, Figure, Schedule
from duban_site.reporting.targets import SCHEDULE_FIELDS

Json = dict[str, Any]
CLAIM_COLUMNS = (
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
ASSESSMENT_COLUMNS = (
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
FIGURE_COLUMNS = ("period", "end", "value", "published", "version", "serial", "source")


def encode_value(value: object) -> object:
    """A column's value for JSON: numbers and dates as text, without trailing zeros."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict):
        return {str(key): encode_value(nested_value) for key, nested_value in value.items()}
    if isinstance(value, list | tuple):
        return [encode_value(nested_value) for nested_value in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    value_text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return value_text.rstrip("0").rstrip(".") if "." in value_text and "e" not in value_text else value_text


def name_values(values: Sequence[object], field_names: Sequence[str]) -> Json:
    """A row's values as a dictionary by field name, encoded for JSON."""
    return {field_name: encode_value(value) for field_name, value in zip(field_names, values, strict=True)}


def freeze_claims(commitment_ids: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Commitment → its claims, each with changes, schedule and the figures known on `as_of`."""
    figures_by_claim, changes_by_claim, schedule_by_claim = (
        _freeze_figures(commitment_ids, as_of),
        _freeze_changes(commitment_ids, as_of),
        _freeze_schedules(commitment_ids),
    )
    claims_by_commitment: dict[int, list[Json]] = defaultdict(list)
    rows = Claim.objects.filter(commitment__in=commitment_ids).order_by("commitment", "order", "start")
    for claim_id, commitment_id, *values in rows.values_list("pk", "commitment", *CLAIM_COLUMNS):
        claims_by_commitment[commitment_id].append(
            {
                "id": claim_id,
                **name_values(values, CLAIM_COLUMNS),
                "changes": changes_by_claim[claim_id],
                "schedule": schedule_by_claim.get(claim_id),
                "figures": figures_by_claim[claim_id],
            }
        )
    return claims_by_commitment


def _freeze_figures(commitment_ids: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Claim → its accepted figures, every version, oldest period first."""
    accepted_by_date = Q(published__isnull=True, end__lte=as_of, accepted_at__date__lte=as_of)
    published_by_date = accepted_by_date | Q(published__lte=as_of)
    figures = Figure.objects.filter(published_by_date, claim__commitment__in=commitment_ids)
    figures_by_claim: dict[int, list[Json]] = defaultdict(list)
    figure_rows = figures.order_by("claim", "end", "serial").values_list("claim", *FIGURE_COLUMNS)
    for claim_id, *values in figure_rows.iterator(5000):
        figures_by_claim[claim_id].append(name_values(values, FIGURE_COLUMNS))
    return figures_by_claim


def _freeze_changes(commitment_ids: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Claim → every change of its target (口径调整), with its reason."""
    changes_by_claim: dict[int, list[Json]] = defaultdict(list)
    rows = TargetChange.objects.filter(claim__commitment__in=commitment_ids).order_by("claim", "at")
    for claim_id, changed_at, *values in rows.values_list("claim", "at", "reason", "document", "old", "new"):
        change_fields = name_values(values, ("reason", "document", "old", "new"))
        changes_by_claim[claim_id].append({"at": to_local_date(changed_at).isoformat(), **change_fields})
    return changes_by_claim


def _freeze_schedules(commitment_ids: Sequence[int]) -> dict[int, Json]:
    rows = Schedule.objects.filter(claim__commitment__in=commitment_ids)
    return {
        claim_id: name_values(values, SCHEDULE_FIELDS)
        for claim_id, *values in rows.values_list("claim", *SCHEDULE_FIELDS)
    }


def freeze_assessments(commitment_ids: Sequence[int], as_of: dt.date) -> dict[int, list[tuple[int, Json]]]:
    """Commitment → its assessments on `as_of`, as (slot, JSON)."""
    rows = Assessment.objects.filter(commitment__in=commitment_ids, as_of=as_of).order_by("slot")
    assessments_by_commitment: dict[int, list[tuple[int, Json]]] = defaultdict(list)
    column_names = ("pk", "commitment", "slot", "claim", "sum", *ASSESSMENT_COLUMNS)
    for assessment_id, commitment_id, slot, claim_id, sum_data, *values in rows.values_list(*column_names).iterator(
        5000
    ):
        assessment_json = {
            "id": assessment_id,
            "claim": claim_id,
            **name_values(values, ASSESSMENT_COLUMNS),
            **_extract_sum_fields(sum_data),
        }
        assessments_by_commitment[commitment_id].append((slot, assessment_json))
    return assessments_by_commitment


def _extract_sum_fields(sum_data: Json) -> Json:
    """The fields of the sum that a reader needs to reproduce it, with its words and flags."""
    inputs = sum_data.get("inputs") or {}
    figure = inputs.get("figure") or {}
    return {
        **{field_name: sum_data.get(field_name) or "" for field_name in ("method", "formula", "relation", "threshold")},
        "unit": inputs.get("unit") or "",
        "sum": {"zh": sum_data.get("zh", ""), "en": sum_data.get("en", "")},
        "verdict": sum_data.get("verdict", ""),
        "reason": sum_data.get("reason", ""),
        "flags": sum_data.get("flags") or [],
        "period": figure.get("period", ""),
        "against": encode_value(inputs.get("against")),
    }
