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
HEADER = ("v", "month", "as_of", "rules", "total", "counts", "lights", "types")
PLAN = ("id", "city", "year", "title", "report_date", "text_sha256", "simulated")
PART = ("order", "number", "heading", "role", "start", "end", "counts")
TOPIC = ("order", "number", "heading", "section", "counts")
HEADLINE = (
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
UNIT = ("id", "name")
GROUP = ("id", "name", "counts")
ROW = (
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
ROW_PART = ("order", "number", "heading")
ROW_TOPIC = ("order", "number", "heading", "section")
CLAIM = (
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
CHANGE = ("at", "reason", "document", "old", "new")
SCHEDULE = ("kind", "shares", "past", "lag", "reading", "flow")
FIGURE = ("period", "end", "value", "published", "version", "serial", "source")
ASSESSMENT = (
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
MILESTONE = ("due", "text", "done_on", "accepted_on", "weight")
WORDS = ("progress", "next_steps")
EVIDENCE = ("id", "name", "size", "content_type", "sha256", "month")
REPLY = ("unit", "text", "at", "to")


@dataclass(frozen=True, slots=True)
class Shown:
    """Optional content that the office makes public, selected when it publishes."""

    leaders: bool = False
    """The office titles of leaders in charge, never their names."""
    problems: bool = False
    """公开存在问题: the problems that bodies reported."""
    replies: bool = False
    """公开单位申辩: bodies' replies to their assessments."""


def header(data: Mapping[str, Any], shown: Shown) -> Json:
    """The public view of the header."""
    out = _only(data, HEADER)
    out["plan"] = _only(data["plan"], PLAN)
    out["parts"] = [
        {**_only(part, PART), "topics": [_only(topic, TOPIC) for topic in part["topics"]]}
        for part in data["parts"]
    ]
    out["headlines"] = [_only(headline, HEADLINE) for headline in data["headlines"]]
    out["units"] = [_only(unit, GROUP) for unit in data["units"]]
    out["leaders"] = [
        {"id": leader["id"], "title": leader["title"], "counts": leader["counts"]}
        for leader in (data["leaders"] if shown.leaders else ())
        if leader["title"]
    ]
    return out


def row(data: Mapping[str, Any], shown: Shown) -> Json:
    """The public view of one commitment."""
    units = data["units"]
    return {
        **_only(data, ROW),
        "part": _only(data["part"], ROW_PART),
        "topic": _only(data["topic"], ROW_TOPIC),
        "units": {
            "lead": [_only(unit, UNIT) for unit in units["lead"]],
            "cooperating": [_only(unit, UNIT) for unit in units["cooperating"]],
        },
        "leader": _leader(data["leader"], shown),
        "assessment": _maybe(data["assessment"], ASSESSMENT),
        "claims": [_claim(claim) for claim in data["claims"]],
        "milestones": [_only(step, MILESTONE) for step in data["milestones"]],
        "words": _words(data["words"], shown),
        "replies": [_only(reply, REPLY) for reply in (data["replies"] if shown.replies else ())],
        "evidence": [_only(file, EVIDENCE) for file in data["evidence"]],
    }


def _claim(claim: Json) -> Json:
    return {
        **_only(claim, CLAIM),
        "changes": [_only(change, CHANGE) for change in claim["changes"]],
        "schedule": _maybe(claim["schedule"], SCHEDULE),
        "figures": [_only(figure, FIGURE) for figure in claim["figures"]],
        "assessment": _maybe(claim["assessment"], ASSESSMENT),
    }


def _leader(leader: Json | None, shown: Shown) -> Json | None:
    if leader is None or not shown.leaders or not leader["title"]:
        return None
    return {"id": leader["id"], "title": leader["title"]}


def _words(words: Json | None, shown: Shown) -> Json | None:
    if words is None:
        return None
    out = {"unit": _only(words["unit"], UNIT), **_only(words, WORDS)}
    if shown.problems:
        out["problems"] = words["problems"]
    return out


def _maybe(thing: Json | None, names: tuple[str, ...]) -> Json | None:
    return None if thing is None else _only(thing, names)


def _only(thing: Mapping[str, Any], names: tuple[str, ...]) -> Json:
    return {name: thing[name] for name in names if name in thing}
