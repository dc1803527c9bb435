"""The JSON forms of a report and its claims (docs/reference/json.md; schemas in data/schema)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from duban.commitments.evidence import Evidence
from duban.commitments.model import Claim, Commitment, Direction, Provenance, Report, Topic
from duban.notices import LANGUAGES, Notice, render_parameter

Json = dict[str, Any]


def number_to_json(value: Decimal | None) -> int | float | None:
    """A Decimal as the JSON number that is written the same way."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def claim_to_json(claim: Claim) -> Json:
    """A claim as the annotation guide's object plus `start`, `end` and `commitment`."""
    encoded: Json = {
        "quote": claim.quote,
        "number": claim.number,
        "indicator": claim.indicator,
        "role": claim.role.value,
        "kind": claim.kind.value,
    }
    if claim.direction is not Direction.UP:
        encoded["direction"] = claim.direction.value
    if claim.comparator is not None:
        encoded["comparator"] = claim.comparator.value
    if claim.value is not None:
        encoded["value"] = number_to_json(claim.value)
        if claim.value_high is not None:
            encoded["value_high"] = number_to_json(claim.value_high)
        encoded["unit"] = claim.unit
    if claim.strength is not None:
        encoded["strength"] = claim.strength.value
    if claim.period is not None:
        encoded["period"] = claim.period
    if claim.provenance is not Provenance.TEXT:
        encoded["provenance"] = claim.provenance.value
    encoded |= {"start": claim.start, "end": claim.end, "commitment": claim.commitment}
    if claim.evidence is not None:
        encoded["evidence"] = evidence_to_json(claim.evidence)
    return encoded


def evidence_to_json(evidence: Evidence) -> Json:
    """What a claim was read from; what its clause does not say is left out."""
    encoded: Json = {
        "clause": span_to_json(evidence.clause),
        "name": [span_to_json(part) for part in evidence.name],
        "pattern": evidence.pattern,
    }
    words = {
        "figure": evidence.figure,
        "verb": evidence.verb,
        "time": evidence.time,
        "basis": evidence.basis,
        "whole": evidence.whole,
    }
    encoded |= {key: word for key, word in words.items() if word}
    if evidence.acts_on is not None:
        encoded["acts_on"] = span_to_json(evidence.acts_on)
    if evidence.stage is not None:
        encoded["stage"] = evidence.stage.value
    if evidence.cumulative:
        encoded["cumulative"] = True
    if evidence.precision is not None:
        encoded["precision"] = number_to_json(evidence.precision)
    return encoded


def span_to_json(span: tuple[int, int]) -> Json:
    """A span as an object."""
    return {"start": span[0], "end": span[1]}


def commitment_to_json(commitment: Commitment) -> Json:
    """A commitment with its claims, names and verbs."""
    return {
        "id": commitment.id,
        "type": commitment.type.value,
        "start": commitment.start,
        "end": commitment.end,
        "text": commitment.text,
        "verbs": list(commitment.verbs),
        "names": [
            {"kind": name.kind.value, "text": name.text, "start": name.start, "end": name.end}
            for name in commitment.names
        ],
        "claims": [claim_to_json(inner_claim) for inner_claim in commitment.claims],
        "verifiable": commitment.verifiable.value,
        "counts": commitment.counts,
    }


def topic_to_json(topic: Topic) -> Json:
    """A topic with its commitments, and the results of its sentences that promise nothing."""
    return {
        "number": topic.number,
        "heading": topic.heading,
        "section": topic.section,
        "start": topic.start,
        "end": topic.end,
        "lead": None if topic.lead is None else {"start": topic.lead[0], "end": topic.lead[1]},
        "commitments": [commitment_to_json(inner_commitment) for inner_commitment in topic.commitments],
        "results": [claim_to_json(inner_claim) for inner_claim in topic.results],
    }


def notice_to_json(notice: Notice) -> Json:
    """A notice with its sentence in both languages."""
    return {
        "code": notice.code,
        "start": notice.place.start,
        "end": notice.place.end,
        "parameters": dict(_encode_parameters(notice)),
        "zh": notice.render("zh"),
        "en": notice.render("en"),
    }


def _encode_parameters(notice: Notice) -> Iterator[tuple[str, str]]:
    """The parameters as texts; `…_en` beside a name that English says otherwise."""
    for name, parameter in notice.parameters:
        chinese, english = (render_parameter(parameter, language) for language in LANGUAGES)
        yield name, chinese
        if english != chinese:
            yield f"{name}_en", english


def report_to_json(report: Report) -> Json:
    """The whole report, without its text."""
    return {
        "title": report.title,
        "jurisdiction": report.jurisdiction,
        "date": None if report.date is None else report.date.isoformat(),
        "year": report.year,
        "kind": report.kind.value,
        "notices": [notice_to_json(inner_notice) for inner_notice in report.notices],
        "parts": [
            {
                "number": part.number,
                "heading": part.heading,
                "role": part.role.value,
                "start": part.start,
                "end": part.end,
                "topics": [topic_to_json(inner_topic) for inner_topic in part.topics],
            }
            for part in report.parts
        ],
        "unread": [{"start": stretch.start, "end": stretch.end, "reason": stretch.reason} for stretch in report.unread],
    }
