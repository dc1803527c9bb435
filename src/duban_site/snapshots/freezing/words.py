"""Freezing a commitment's milestones, the body's accepted statement, replies, evidence, bodies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from duban_site.core.clock import day_of
from duban_site.plans.models import Duty, Responsibility
from duban_site.reporting.models import Entry, Evidence, Milestone, Reply, ReportStatus
from duban_site.snapshots.freezing.claims import fields

Json = dict[str, Any]
MILESTONE = ("due", "text", "done_on", "accepted_on", "weight", "source")
WORDS = ("progress", "problems", "next_steps")
EVIDENCE = ("pk", "name", "size", "content_type", "sha256")


def milestones(keys: Sequence[int]) -> dict[int, list[Json]]:
    """Commitment → its milestones."""
    rows = Milestone.objects.filter(commitment__in=keys).order_by("commitment", "due", "pk")
    return _grouped(rows.values_list("commitment", *MILESTONE), MILESTONE)


def words(keys: Sequence[int], month: int) -> dict[int, Json]:
    """Commitment → the body's statement of that month, from reports that the office accepted."""
    rows = Entry.objects.filter(
        commitment__in=keys, report__round__month=month, report__status=ReportStatus.ACCEPTED
    )
    names = ("commitment", "report__body", "report__body__name", *WORDS)
    return {
        commitment: {"unit": {"id": body, "name": name}, **fields(values, WORDS)}
        for commitment, body, name, *values in rows.values_list(*names)
        if any(values)
    }


def replies(keys: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Commitment → bodies' replies to its assessments up to `as_of`, without their authors."""
    rows = Reply.objects.filter(
        assessment__commitment__in=keys, assessment__as_of__lte=as_of
    ).order_by("at")
    found: dict[int, list[Json]] = defaultdict(list)
    names = ("assessment__commitment", "body__name", "text", "at", "assessment__as_of")
    for commitment, body, text, at, to in rows.values_list(*names):
        day = day_of(at).isoformat()
        found[commitment].append({"unit": body, "text": text, "at": day, "to": to.isoformat()})
    return found


def evidence(keys: Sequence[int], month: int) -> dict[int, list[Json]]:
    """Commitment → the files that the office marked public, of reports accepted up to `month`."""
    rows = Evidence.objects.filter(
        public=True,
        entry__commitment__in=keys,
        entry__report__status=ReportStatus.ACCEPTED,
        entry__report__round__month__lte=month,
    ).order_by("entry__report__round__month", "pk")
    names = ("id", *EVIDENCE[1:])
    found: dict[int, list[Json]] = defaultdict(list)
    for commitment, of, *values in rows.values_list(
        "entry__commitment", "entry__report__round__month", *EVIDENCE
    ):
        found[commitment].append({"month": of, **fields(values, names)})
    return found


def bodies(keys: Sequence[int]) -> dict[int, dict[str, list[Json]]]:
    """Commitment → its lead and cooperating bodies, in order."""
    rows = Responsibility.objects.filter(commitment__in=keys).order_by("duty", "order")
    found: dict[int, dict[str, list[Json]]] = defaultdict(lambda: {"lead": [], "cooperating": []})
    for commitment, duty, key, name in rows.values_list("commitment", "duty", "body", "body__name"):
        which = "lead" if duty == Duty.LEAD else "cooperating"
        found[commitment][which].append({"id": key, "name": name})
    return found


def _grouped(rows: Any, names: Sequence[str]) -> dict[int, list[Json]]:
    found: dict[int, list[Json]] = defaultdict(list)
    for commitment, *values in rows:
        found[commitment].append(fields(values, names))
    return found
