"""The public view of a snapshot: pure functions that copy listed fields and nothing else.

An allow-list: a field that is added to a snapshot is not public until it is listed here. Never
public are drafts and reports that were not accepted (they are not in a snapshot), people's names,
files that the office did not mark public, and moves since the month before (which may never have
been published). Replies, problems and leaders' titles are public only where the office selected
them when it published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
HEADER_FIELDS = ("v", "month", "as_of", "rules", "total", "counts", "lights", "types")
PLAN_FIELDS = ("id", "city", "year", "title", "report_date", "text_sha256", "simulated")
PART_FIELDS = ("order", "number", "heading", "role", "start", "end", "counts")
TOPIC_FIELDS = ("order", "number", "heading", "section", "counts")
HEADLINE_FIELDS = (
    "id",
    "commitment",
    "claim",
    "indicator",
    "kind",
    "comparator",
    "value",
    "value_high",
    "unit",
    "number",
    "direction",
    "figure",
    "status",
    "light",
    "expected",
    "gap",
    "period",
)
BODY_FIELDS = ("id", "name")
GROUP_FIELDS = ("id", "name", "counts")
ROW_FIELDS = (
    "v",
    "id",
    "number",
    "order",
    "text",
    "start",
    "end",
    "type",
    "starred",
    "joint",
    "deadline",
    "status",
    "light",
)
ROW_PART_FIELDS = ("order", "number", "heading")
ROW_TOPIC_FIELDS = ("order", "number", "heading", "section")
CLAIM_FIELDS = (
    "id",
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
CHANGE_FIELDS = ("at", "reason", "document", "old", "new")
SCHEDULE_FIELDS = ("kind", "shares", "past", "lag", "reading", "flow")
FIGURE_FIELDS = ("period", "end", "value", "published", "version", "serial", "source")
ASSESSMENT_FIELDS = (
    "claim",
    "status",
    "light",
    "value",
    "expected",
    "gap",
    "forecast",
    "forecast_low",
    "forecast_high",
    "probability",
    "verdict",
    "reason",
    "flags",
    "method",
    "formula",
    "relation",
    "threshold",
    "unit",
    "period",
    "against",
    "sum",
)
MILESTONE_FIELDS = ("due", "text", "done_on", "accepted_on", "weight")
STATEMENT_FIELDS = ("progress", "next_steps")
EVIDENCE_FIELDS = ("id", "name", "size", "content_type", "sha256", "month")
REPLY_FIELDS = ("unit", "text", "at", "to")


@dataclass(frozen=True, slots=True)
class PublicationScope:
    """Optional content that the office makes public, selected when it publishes."""

    leaders: bool = False
    """The office titles of leaders in charge, never their names."""
    problems: bool = False
    """公开存在问题: the problems that bodies reported."""
    replies: bool = False
    """公开单位申辩: bodies' replies to their assessments."""


def build_public_header(header_data: Mapping[str, Any], publication_scope: PublicationScope) -> Json:
    """The public view of the header."""
    public_header = _copy_fields(header_data, HEADER_FIELDS)
    public_header["plan"] = _copy_fields(header_data["plan"], PLAN_FIELDS)
    public_header["parts"] = [
        {**_copy_fields(part, PART_FIELDS), "topics": [_copy_fields(topic, TOPIC_FIELDS) for topic in part["topics"]]}
        for part in header_data["parts"]
    ]
    public_header["headlines"] = [_copy_fields(headline, HEADLINE_FIELDS) for headline in header_data["headlines"]]
    public_header["units"] = [_copy_fields(body, GROUP_FIELDS) for body in header_data["units"]]
    public_header["leaders"] = [
        {"id": leader["id"], "title": leader["title"], "counts": leader["counts"]}
        for leader in (header_data["leaders"] if publication_scope.leaders else ())
        if leader["title"]
    ]
    return public_header


def build_public_row(row_data: Mapping[str, Any], publication_scope: PublicationScope) -> Json:
    """The public view of one commitment."""
    bodies_by_duty = row_data["units"]
    return {
        **_copy_fields(row_data, ROW_FIELDS),
        "part": _copy_fields(row_data["part"], ROW_PART_FIELDS),
        "topic": _copy_fields(row_data["topic"], ROW_TOPIC_FIELDS),
        "units": {
            "lead": [_copy_fields(body, BODY_FIELDS) for body in bodies_by_duty["lead"]],
            "cooperating": [_copy_fields(body, BODY_FIELDS) for body in bodies_by_duty["cooperating"]],
        },
        "leader": _build_public_leader(row_data["leader"], publication_scope),
        "assessment": _copy_optional_fields(row_data["assessment"], ASSESSMENT_FIELDS),
        "claims": [_build_public_claim(claim) for claim in row_data["claims"]],
        "milestones": [_copy_fields(milestone, MILESTONE_FIELDS) for milestone in row_data["milestones"]],
        "words": _build_public_statement(row_data["words"], publication_scope),
        "replies": [
            _copy_fields(reply, REPLY_FIELDS) for reply in (row_data["replies"] if publication_scope.replies else ())
        ],
        "evidence": [_copy_fields(file, EVIDENCE_FIELDS) for file in row_data["evidence"]],
    }


def _build_public_claim(claim: Json) -> Json:
    return {
        **_copy_fields(claim, CLAIM_FIELDS),
        "changes": [_copy_fields(change, CHANGE_FIELDS) for change in claim["changes"]],
        "schedule": _copy_optional_fields(claim["schedule"], SCHEDULE_FIELDS),
        "figures": [_copy_fields(figure, FIGURE_FIELDS) for figure in claim["figures"]],
        "assessment": _copy_optional_fields(claim["assessment"], ASSESSMENT_FIELDS),
    }


def _build_public_leader(leader: Json | None, publication_scope: PublicationScope) -> Json | None:
    if leader is None or not publication_scope.leaders or not leader["title"]:
        return None
    return {"id": leader["id"], "title": leader["title"]}


def _build_public_statement(statement: Json | None, publication_scope: PublicationScope) -> Json | None:
    if statement is None:
        return None
    public_statement = {
        "unit": _copy_fields(statement["unit"], BODY_FIELDS),
        **_copy_fields(statement, STATEMENT_FIELDS),
    }
    if publication_scope.problems:
        public_statement["problems"] = statement["problems"]
    return public_statement


def _copy_optional_fields(source: Json | None, field_names: tuple[str, ...]) -> Json | None:
    return None if source is None else _copy_fields(source, field_names)


def _copy_fields(source: Mapping[str, Any], field_names: tuple[str, ...]) -> Json:
    return {field_name: source[field_name] for field_name in field_names if field_name in source}
