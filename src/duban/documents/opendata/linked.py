"""JSON-LD in the words of schema.org: a commitment as a Claim that a report makes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from duban.documents.opendata.package import LICENCE, description
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
        "description": description(published),
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "temporalCoverage": str(published.plan["year"]),
        "spatialCoverage": published.plan["city"],
        "dateModified": published.header["as_of"],
    }
    if published.rows:
        found["hasPart"] = [_claim(published, row) for row in published.rows]
    if published.publisher:
        found["publisher"] = {"@type": "GovernmentOrganization", "name": published.publisher}
    return found


def _claim(published: Published, row: Json) -> dict[str, Any]:
    plan, part = published.plan, row["part"]["heading"]
    report: dict[str, Any] = {
        "@type": "Report",
        "name": plan["title"] or f"{plan['city']}政府工作报告",
        "datePublished": plan["report_date"],
    }
    if part:
        report["hasPart"] = {"@type": "CreativeWork", "name": part}
    found: dict[str, Any] = {
        "@type": "Claim",
        "identifier": row["number"],
        "text": row["text"],
        "appearance": _known(report),
        "creativeWorkStatus": row["status"],
        "dateModified": published.header["as_of"],
        "maintainer": [
            {"@type": "GovernmentOrganization", "name": unit["name"]}
            for unit in row["units"]["lead"]
        ],
        "about": [_property(claim) for claim in row["claims"]],
    }
    if published.address:
        found["@id"] = urljoin(published.address, f"{row['number']}/")
    return _known(found)


def _known(found: dict[str, Any]) -> dict[str, Any]:
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
    found: dict[str, Any] = {
        "@type": "PropertyValue",
        "name": claim["indicator"],
        "description": claim["number"],
        "unitText": claim["unit"],
        **bound,
    }
    return _known(found)
