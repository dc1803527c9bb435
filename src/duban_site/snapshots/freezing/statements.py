"""Freezing a commitment's milestones, the body's accepted statement, replies, evidence, bodies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from duban_site.core.clock import to_local_date
from duban_site.plans.models import Duty, Responsibility
from duban_site.reporting.models import Entry, Evidence, Milestone, Reply, ReportStatus
from duban_site.snapshots.freezing.claims import name_values

Json = dict[str, Any]
MILESTONE_COLUMNS = ("due", "text", "done_on", "accepted_on", "weight", "source")
STATEMENT_COLUMNS = ("progress", "problems", "next_steps")
EVIDENCE_COLUMNS = ("pk", "name", "size", "content_type", "sha256")


def freeze_milestones(commitment_ids: Sequence[int]) -> dict[int, list[Json]]:
    """Commitment → its milestones."""
    rows = Milestone.objects.filter(commitment__in=commitment_ids).order_by("commitment", "due", "pk")
    return _group_by_commitment(rows.values_list("commitment", *MILESTONE_COLUMNS), MILESTONE_COLUMNS)


def freeze_statements(commitment_ids: Sequence[int], month: int) -> dict[int, Json]:
    """Commitment → the body's statement of that month, from reports that the office accepted."""
    entries = Entry.objects.filter(
        commitment__in=commitment_ids, report__round__month=month, report__status=ReportStatus.ACCEPTED
    )
    column_names = ("commitment", "report__body", "report__body__name", *STATEMENT_COLUMNS)
    return {
        commitment_id: {"unit": {"id": body_id, "name": body_name}, **name_values(values, STATEMENT_COLUMNS)}
        for commitment_id, body_id, body_name, *values in entries.values_list(*column_names)
        if any(values)
    }


def freeze_replies(commitment_ids: Sequence[int], as_of: dt.date) -> dict[int, list[Json]]:
    """Commitment → bodies' replies to its assessments up to `as_of`, without their authors."""
    visible_replies = Reply.objects.filter(
        assessment__commitment__in=commitment_ids, assessment__as_of__lte=as_of
    ).order_by("at")
    replies_by_commitment: dict[int, list[Json]] = defaultdict(list)
    column_names = ("assessment__commitment", "body__name", "text", "at", "assessment__as_of")
    for commitment_id, body_name, text, replied_at, assessment_date in visible_replies.values_list(*column_names):
        reply_date = to_local_date(replied_at).isoformat()
        replies_by_commitment[commitment_id].append(
            {"unit": body_name, "text": text, "at": reply_date, "to": assessment_date.isoformat()}
        )
    return replies_by_commitment


def freeze_evidence(commitment_ids: Sequence[int], month: int) -> dict[int, list[Json]]:
    """Commitment → the files that the office marked public, of reports accepted up to `month`."""
    public_files = Evidence.objects.filter(
        public=True,
        entry__commitment__in=commitment_ids,
        entry__report__status=ReportStatus.ACCEPTED,
        entry__report__round__month__lte=month,
    ).order_by("entry__report__round__month", "pk")
    output_names = ("id", *EVIDENCE_COLUMNS[1:])
    evidence_by_commitment: dict[int, list[Json]] = defaultdict(list)
    for commitment_id, evidence_month, *values in public_files.values_list(
        "entry__commitment", "entry__report__round__month", *EVIDENCE_COLUMNS
    ):
        evidence_by_commitment[commitment_id].append({"month": evidence_month, **name_values(values, output_names)})
    return evidence_by_commitment


def freeze_bodies(commitment_ids: Sequence[int]) -> dict[int, dict[str, list[Json]]]:
    """Commitment → its lead and cooperating bodies, in order."""
    responsibilities = Responsibility.objects.filter(commitment__in=commitment_ids).order_by("duty", "order")
    bodies_by_commitment: dict[int, dict[str, list[Json]]] = defaultdict(lambda: {"lead": [], "cooperating": []})
    for commitment_id, duty, body_id, body_name in responsibilities.values_list(
        "commitment", "duty", "body", "body__name"
    ):
        role = "lead" if duty == Duty.LEAD else "cooperating"
        bodies_by_commitment[commitment_id][role].append({"id": body_id, "name": body_name})
    return bodies_by_commitment


def _group_by_commitment(rows: Any, field_names: Sequence[str]) -> dict[int, list[Json]]:
    values_by_commitment: dict[int, list[Json]] = defaultdict(list)
    for commitment_id, *values in rows:
        values_by_commitment[commitment_id].append(name_values(values, field_names))
    return values_by_commitment
