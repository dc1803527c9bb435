"""JSON-LD in the words of schema.org: a commitment as a Claim that a report makes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from duban.documents.opendata.published import Json, Published

CONTEXT = "https://schema.org"


def commitment_jsonld(published: Published, row: Json) -> dict[str, Any]:
    """One commitment, with its targets as property values and its review as a rating in words."""
    return {"@context": CONTEXT, **_claim(published, row)}


def plan_jsonld(published: Published) -> dict[str, Any]:
    """The plan as a Dataset whose parts are its commitments."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": published.title,
        "temporalCoverage": str(published.plan["year"]),
        "spatialCoverage": published.plan["city"],
        "dateModified": published.header["as_of"],
        "hasPart": [_claim(published, row) for row in published.rows],
    }
    if published.publisher:
        found["publisher"] = {"@type": "GovernmentOrganization", "name": published.publisher}
    return found


def _claim(published: Published, row: Json) -> dict[str, Any]:
    report = published.plan["title"] or f"{published.plan['city']}政府工作报告"
    found: dict[str, Any] = {
        "@type": "Claim",
        "identifier": row["number"],
        "text": row["text"],
        "isPartOf": row["part"]["heading"],
        "appearance": {
            "@type": "CreativeWork",
            "name": report,
            "datePublished": published.plan["report_date"],
        },
        "creativeWorkStatus": row["status"],
        "dateModified": published.header["as_of"],
        "maintainer": [
            {"@type": "GovernmentOrganization", "name": unit["name"]}
            for unit in row["units"]["lead"]
        ],
        "variableMeasured": [_property(claim) for claim in row["claims"]],
    }
    if published.address:
        found["@id"] = urljoin(published.address, f"{row['number']}/")
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _property(claim: Json) -> dict[str, Any]:
    low, high = claim["value"], claim["value_high"]
    bound = {
        "ge": {"minValue": low},
        "gt": {"minValue": low},
        "le": {"maxValue": low},
        "lt": {"maxValue": low},
        "range": {"minValue": low, "maxValue": high},
    }.get(claim["comparator"], {"value": low})
    found = {
        "@type": "PropertyValue",
        "name": claim["indicator"],
        "description": claim["number"],
        "unitText": claim["unit"],
        **bound,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}
