"""JSON-LD in the words of schema.org: a commitment as a Claim that a report makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from duban.documents.opendata.catalogue import FORMATS
from duban.documents.opendata.columns import TABLES
from duban.documents.opendata.package import LICENCE, description
from duban.documents.opendata.published import Json, Published

CONTEXT = "https://schema.org"


def commitment_jsonld(published: Published, row: Json) -> dict[str, Any]:
    """One commitment, with its targets as property values and its review as a rating in words."""
    return {"@context": CONTEXT, **_claim(published, row)}


FILES = (
    *("plan.json", "plan.xlsx"),
    *(f"{table.name}.{ending}" for table in TABLES for ending in ("csv", "parquet")),
)
"""The files of a plan's open data that hold its tables."""


def plan_jsonld(published: Published, sizes: Mapping[str, int] | None = None) -> dict[str, Any]:
    """The plan as a Dataset with its files, whose parts are its commitments.

    `size_by_file`: file → bytes; without it the files are listed without a size.
    """
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
    if published.data:
        if "://" in published.data:
            found |= {"@id": published.data, "identifier": published.data}
        found |= {
            "url": published.address,
            "distribution": [*_downloads(published.data, sizes or dict.fromkeys(FILES, 0))],
        }
    if published.rows:
        found["hasPart"] = [_claim(published, row) for row in published.rows]
    if published.publisher:
        found["publisher"] = {"@type": "GovernmentOrganization", "name": published.publisher}
    return found


def _downloads(address: str, sizes: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for name, size in sizes.items():
        told = {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": address + quote(name),
            "encodingFormat": FORMATS[name.rsplit(".", 1)[-1]][1],
        }
        yield told | ({"contentSize": f"{size} B"} if size else {})


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
