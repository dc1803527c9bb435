"""Reading what is published: plans, their outline, commitments, words of the report."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import P, PathEx, Query, Schema
from pydantic import Field

from duban_site.api.endpoints import shapes
from duban_site.api.guard import READ, needs
from duban_site.api.published import commitment_of, snapshot_of
from duban_site.api.service import Question, api, cached, problems
from duban_site.core.status_words import STATUSES
from duban_site.plans.models.commitment import TYPES
from duban_site.snapshots import public_view
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.queries import published, published_plans, rows, shown

Key = PathEx[int, P(ge=1, le=2**63 - 1, description="a plan's id, from /plans")]
Number = PathEx[str, P(max_length=24, pattern=r"^[0-9.\-]+$", description="part.topic.n")]
Status = Literal[tuple(name for name, _label in STATUSES)]  # type: ignore[valid-type]
Type = Literal[tuple(name for name, _label in TYPES)]  # type: ignore[valid-type]
PASSAGE = 20_000


class Filter(Question):
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


def facts(snapshot: Snapshot) -> dict[str, Any]:
    """The identifying facts of a published plan, as JSON."""
    plan, when = snapshot.data["plan"], snapshot.published_at
    return {
        **{name: plan[name] for name in ("id", "city", "year", "title", "simulated")},
        "as_of": snapshot.as_of.isoformat(),
        "published_at": when.isoformat() if when else "",
        "sha256": snapshot.sha256,
    }


def brief(data: dict[str, Any]) -> dict[str, Any]:
    """A commitment of the public view as lists give it."""
    targets = [f"{claim['indicator']} {claim['number']}" for claim in data["claims"]]
    return {**data, "part": data["part"]["heading"], "targets": targets}


def sifted(snapshot: Snapshot, filters: Filter) -> QuerySet[SnapshotRow]:
    """The rows that match the filters, in the report's order."""
    found = rows(snapshot)
    asked = {
        "text__icontains": filters.q.strip() or None,
        "part": filters.part,
        "lead": filters.unit,
        "status": filters.status,
        "type": filters.type,
    }
    return found.filter(**{name: value for name, value in asked.items() if value is not None})


@api.get("/plans", response={200: shapes.Plans, **problems(422)}, tags=["plans"])
@needs(READ)
def list_plans(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Every plan of which something is published, newest first."""
    newest = [published(plan) for plan in published_plans()]
    found = [facts(snapshot) for snapshot in newest if snapshot is not None]
    cached(response, "plans", *(one["sha256"] for one in found))
    return {"plans": found}


@api.get("/plans/{plan}", response={200: shapes.Overview, **problems(404, 422)}, tags=["plans"])
@needs(READ)
def get_plan(request: HttpRequest, response: HttpResponse, plan: Key) -> dict[str, Any]:
    """A plan's outline, counts by status, headline indicators, units."""
    snapshot = snapshot_of(plan)
    cached(response, snapshot.sha256, shown(snapshot))
    return {**public_view.header(snapshot.data, shown(snapshot)), **facts(snapshot)}


@api.get(
    "/plans/{plan}/commitments",
    response={200: shapes.Commitments, **problems(404, 422)},
    tags=["commitments"],
)
@needs(READ)
def list_commitments(
    request: HttpRequest, response: HttpResponse, plan: Key, filters: Query[Filter]
) -> dict[str, Any]:
    """Commitments in the report's order, a page at a time."""
    snapshot = snapshot_of(plan)
    found = sifted(snapshot, filters)
    told = shown(snapshot)
    total, end = found.count(), filters.offset + filters.limit
    listed = found[filters.offset : end]
    cached(response, snapshot.sha256, told, filters)
    return {
        "total": total,
        "next": end if end < total else None,
        "limit": filters.limit,
        "offset": filters.offset,
        "as_of": snapshot.as_of.isoformat(),
        "commitments": [brief(public_view.row(row.data, told)) for row in listed],
    }


@api.get(
    "/plans/{plan}/commitments/{number}",
    response={200: shapes.Commitment, **problems(404, 422)},
    tags=["commitments"],
)
@needs(READ)
def get_commitment(
    request: HttpRequest, response: HttpResponse, plan: Key, number: Number
) -> dict[str, Any]:
    """One commitment: its sentence, claims, figures, sums, and its history."""
    snapshot = snapshot_of(plan)
    found = commitment_of(snapshot, number)
    if found is None:
        told = f"This plan has no commitment {number}. List them at /plans/{plan}/commitments."
        raise Http404(told)
    data, history = found
    cached(response, snapshot.sha256, number, shown(snapshot), *history)
    return {**data, "history": history, "as_of": snapshot.as_of.isoformat()}


@api.get(
    "/plans/{plan}/text", response={200: shapes.ReportPassage, **problems(404, 422)}, tags=["plans"]
)
@needs(READ)
def get_report_text(
    request: HttpRequest,
    response: HttpResponse,
    plan: Key,
    stretch: Query[Stretch],
) -> dict[str, Any]:
    """Words of the report as published, up to 20,000 characters at a time."""
    snapshot = snapshot_of(plan)
    whole = snapshot.text
    end = len(whole) if stretch.end is None else stretch.end
    last = min(len(whole), stretch.start + PASSAGE, end)
    first = min(stretch.start, last)
    cached(response, snapshot.sha256, "text", first, last)
    return {
        "start": first,
        "end": last,
        "length": len(whole),
        "sha256": snapshot.data["plan"]["text_sha256"],
        "text": whole[first:last],
    }
