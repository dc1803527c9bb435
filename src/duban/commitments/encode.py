"""The JSON forms of a report and its claims (docs/reference/json.md; schemas in data/schema)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from duban.commitments.evidence import Evidence
from duban.commitments.model import Claim, Commitment, Direction, Provenance, Report, Topic
from duban.commitments.notices import Notice

Json = dict[str, Any]


def number(value: Decimal | None) -> int | float | None:
    """A Decimal as the JSON number that is written the same way."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def claim(c: Claim) -> Json:
    """A claim as the annotation guide's object plus `start`, `end` and `commitment`."""
    out: Json = {
        "quote": c.quote,
        "number": c.number,
        "indicator": c.indicator,
        "role": c.role.value,
        "kind": c.kind.value,
    }
    if c.direction is not Direction.UP:
        out["direction"] = c.direction.value
    if c.comparator is not None:
        out["comparator"] = c.comparator.value
    if c.value is not None:
        out["value"] = number(c.value)
        if c.value_high is not None:
            out["value_high"] = number(c.value_high)
        out["unit"] = c.unit
    if c.strength is not None:
        out["strength"] = c.strength.value
    if c.period is not None:
        out["period"] = c.period
    if c.provenance is not Provenance.TEXT:
        out["provenance"] = c.provenance.value
    out |= {"start": c.start, "end": c.end, "commitment": c.commitment}
    if c.evidence is not None:
        out["evidence"] = evidence(c.evidence)
    return out


def evidence(e: Evidence) -> Json:
    """What a claim was read from; what its clause does not say is left out."""
    out: Json = {
        "clause": span(e.clause),
        "name": [span(part) for part in e.name],
        "pattern": e.pattern,
    }
    words = {"figure": e.figure, "verb": e.verb, "time": e.time, "basis": e.basis, "whole": e.whole}
    out |= {key: word for key, word in words.items() if word}
    if e.acts_on is not None:
        out["acts_on"] = span(e.acts_on)
    if e.stage is not None:
        out["stage"] = e.stage.value
    if e.cumulative:
        out["cumulative"] = True
    if e.precision is not None:
        out["precision"] = number(e.precision)
    return out


def span(part: tuple[int, int]) -> Json:
    """A span as an object."""
    return {"start": part[0], "end": part[1]}


def commitment(c: Commitment) -> Json:
    """A commitment with its claims, names and verbs."""
    return {
        "id": c.id,
        "type": c.type.value,
        "start": c.start,
        "end": c.end,
        "text": c.text,
        "verbs": list(c.verbs),
        "names": [
            {"kind": n.kind.value, "text": n.text, "start": n.start, "end": n.end} for n in c.names
        ],
        "claims": [claim(x) for x in c.claims],
        "verifiable": c.verifiable.value,
        "counts": c.counts,
    }


def topic(t: Topic) -> Json:
    """A topic with its commitments, and the results of its sentences that promise nothing."""
    return {
        "number": t.number,
        "heading": t.heading,
        "section": t.section,
        "start": t.start,
        "end": t.end,
        "lead": None if t.lead is None else {"start": t.lead[0], "end": t.lead[1]},
        "commitments": [commitment(c) for c in t.commitments],
        "results": [claim(x) for x in t.results],
    }


def notice(n: Notice) -> Json:
    """A notice with its sentence in both languages."""
    return {
        "code": n.code,
        "start": n.start,
        "end": n.end,
        "parameters": dict(n.parameters),
        "zh": n.say("zh"),
        "en": n.say("en"),
    }


def report(r: Report) -> Json:
    """The whole report, without its text."""
    return {
        "title": r.title,
        "jurisdiction": r.jurisdiction,
        "date": None if r.date is None else r.date.isoformat(),
        "year": r.year,
        "kind": r.kind.value,
        "notices": [notice(n) for n in r.notices],
        "parts": [
            {
                "number": p.number,
                "heading": p.heading,
                "role": p.role.value,
                "start": p.start,
                "end": p.end,
                "topics": [topic(t) for t in p.topics],
            }
            for p in r.parts
        ],
        "unread": [{"start": u.start, "end": u.end, "reason": u.reason} for u in r.unread],
    }
