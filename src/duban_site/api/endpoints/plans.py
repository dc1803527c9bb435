"""Reading what is published: plans, their outline, commitments, words of the report."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import P, PathEx, Query, Schema
from pydantic import Field

from duban_site.api.authentication import READ_ACTION, needs
from duban_site.api.endpoints import public_schemas
from duban_site.api.open_data import find_public_commitment, get_published_snapshot
from duban_site.api.service import QueryInput, api, document_problems, mark_cacheable
from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.plans.models.commitment import TYPES
from duban_site.snapshots import public_view
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.queries import get_publication_scope, list_current_snapshots, list_rows

PlanId = PathEx[int, P(ge=1, le=2**63 - 1, description="a plan's id, from /plans")]
CommitmentNumber = PathEx[str, P(max_length=24, pattern=r"^[0-9.\-]+$", description="part.topic.n")]
Status = Literal[tuple(name for name, _label in STATUS_CHOICES)]  # type: ignore[valid-type]
Type = Literal[tuple(name for name, _label in TYPES)]  # type: ignore[valid-type]
MAX_PASSAGE_LENGTH = 20_000


class Filter(QueryInput):
    """Which commitments; all that are given must hold."""

    q: str = Field("", max_length=100, description="words that the sentence holds")
    part: int | None = Field(None, ge=0, le=2**31 - 1, description="a part's `order`")
    unit: int | None = Field(None, ge=1, le=2**63 - 1, description="a lead unit's id")
    status: Status | None = None  # type: ignore[valid-type]
    type: Type | None = None  # type: ignore[valid-type]
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class Stretch(Schema):
    """Which words of the report."""

    start: int = Field(0, ge=0, le=10**9, description="the first character, from 0")
    end: int | None = Field(None, ge=0, le=10**9, description="the character after the last")


def plan_facts(snapshot: Snapshot) -> dict[str, Any]:
    """The identifying facts of a published plan, as JSON."""
    plan, published_at = snapshot.data["plan"], snapshot.published_at
    return {
        **{name: plan[name] for name in ("id", "city", "year", "title", "simulated")},
        "as_of": snapshot.as_of.isoformat(),
        "published_at": published_at.isoformat() if published_at else "",
        "sha256": snapshot.sha256,
    }


def commitment_brief(commitment: dict[str, Any]) -> dict[str, Any]:
    """A commitment of the public view as lists give it."""
    targets = [f"{claim['indicator']} {claim['number']}" for claim in commitment["claims"]]
    return {**commitment, "part": commitment["part"]["heading"], "targets": targets}


def filter_rows(snapshot: Snapshot, filters: Filter) -> QuerySet[SnapshotRow]:
    """The rows that match the filters, in the report's order."""
    commitment_rows = list_rows(snapshot)
    conditions = {
        "text__icontains": filters.q.strip() or None,
        "part": filters.part,
        "lead": filters.unit,
        "status": filters.status,
        "type": filters.type,
    }
    return commitment_rows.filter(**{name: value for name, value in conditions.items() if value is not None})


@api.get("/plans", response={200: public_schemas.Plans, **document_problems(422)}, tags=["plans"])
@needs(READ_ACTION)
def list_plans(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Every plan of which something is published, newest first."""
    plan_entries = [plan_facts(snapshot) for snapshot in list_current_snapshots()]
    mark_cacheable(response, "plans", *(plan_entry["sha256"] for plan_entry in plan_entries))
    return {"plans": plan_entries}


@api.get("/plans/{plan}", response={200: public_schemas.Overview, **document_problems(404, 422)}, tags=["plans"])
@needs(READ_ACTION)
def get_plan(request: HttpRequest, response: HttpResponse, plan: PlanId) -> dict[str, Any]:
    """A plan's outline, counts by status, headline indicators, units."""
    snapshot = get_published_snapshot(plan)
    mark_cacheable(response, snapshot.sha256, get_publication_scope(snapshot))
    return {**public_view.build_public_header(snapshot.data, get_publication_scope(snapshot)), **plan_facts(snapshot)}


@api.get(
    "/plans/{plan}/commitments",
    response={200: public_schemas.Commitments, **document_problems(404, 422)},
    tags=["commitments"],
)
@needs(READ_ACTION)
def list_commitments(
    request: HttpRequest, response: HttpResponse, plan: PlanId, filters: Query[Filter]
) -> dict[str, Any]:
    """Commitments in the report's order, a page at a time."""
    snapshot = get_published_snapshot(plan)
    matching_rows = filter_rows(snapshot, filters)
    disclosure = get_publication_scope(snapshot)
    total, end = matching_rows.count(), filters.offset + filters.limit
    page = matching_rows[filters.offset : end]
    mark_cacheable(response, snapshot.sha256, disclosure, filters)
    return {
        "total": total,
        "next": end if end < total else None,
        "limit": filters.limit,
        "offset": filters.offset,
        "as_of": snapshot.as_of.isoformat(),
        "commitments": [commitment_brief(public_view.build_public_row(row.data, disclosure)) for row in page],
    }


@api.get(
    "/plans/{plan}/commitments/{number}",
    response={200: public_schemas.Commitment, **document_problems(404, 422)},
    tags=["commitments"],
)
@needs(READ_ACTION)
def get_commitment(
    request: HttpRequest, response: HttpResponse, plan: PlanId, number: CommitmentNumber
) -> dict[str, Any]:
    """One commitment: its sentence, claims, figures, sums, and its history."""
    snapshot = get_published_snapshot(plan)
    match = find_public_commitment(snapshot, number)
    if match is None:
        message = f"This plan has no commitment {number}. List them at /plans/{plan}/commitments."
        raise Http404(message)
    commitment, history = match
    mark_cacheable(response, snapshot.sha256, number, get_publication_scope(snapshot), *history)
    return {**commitment, "history": history, "as_of": snapshot.as_of.isoformat()}


@api.get(
    "/plans/{plan}/text", response={200: public_schemas.ReportPassage, **document_problems(404, 422)}, tags=["plans"]
)
@needs(READ_ACTION)
def get_report_text(
    request: HttpRequest, response: HttpResponse, plan: PlanId, stretch: Query[Stretch]
) -> dict[str, Any]:
    """Words of the report as published, up to 20,000 characters at a time."""
    snapshot = get_published_snapshot(plan)
    full_text = snapshot.text
    requested_end = len(full_text) if stretch.end is None else stretch.end
    last_offset = min(len(full_text), stretch.start + MAX_PASSAGE_LENGTH, requested_end)
    first_offset = min(stretch.start, last_offset)
    mark_cacheable(response, snapshot.sha256, "text", first_offset, last_offset)
    return {
        "start": first_offset,
        "end": last_offset,
        "length": len(full_text),
        "sha256": snapshot.data["plan"]["text_sha256"],
        "text": full_text[first_offset:last_offset],
    }
