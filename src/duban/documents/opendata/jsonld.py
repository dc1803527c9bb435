"""JSON-LD in the words of schema.org: a commitment as a Claim that a report makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from duban.documents.opendata.catalogue import FORMAT_BY_ENDING
from duban.documents.opendata.columns import TABLES
from duban.documents.opendata.package import LICENCE, describe_plan
from duban.documents.opendata.published_plan import Json, PublishedPlan

SCHEMA_CONTEXT = "https://schema.org"


def build_commitment_jsonld(published: PublishedPlan, row: Json) -> dict[str, Any]:
    """One commitment, with its targets as property values and its review as a rating in words."""
    return {"@context": SCHEMA_CONTEXT, **_build_claim(published, row)}


TABLE_FILES = (
    *("plan.json", "plan.xlsx"),
    *(f"{table.name}.{ending}" for table in TABLES for ending in ("csv", "parquet")),
)
"""The files of a plan's open data that hold its tables."""


def build_plan_jsonld(published: PublishedPlan, size_by_file: Mapping[str, int] | None = None) -> dict[str, Any]:
    """The plan as a Dataset with its files, whose parts are its commitments.

    `size_by_file`: file → bytes; without it the files are listed without a size.
    """
    node: dict[str, Any] = {
        "@context": SCHEMA_CONTEXT,
        "@type": "Dataset",
        "name": published.title,
        "description": describe_plan(published),
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "temporalCoverage": str(published.plan["year"]),
        "spatialCoverage": published.plan["city"],
        "dateModified": published.header["as_of"],
    }
    if published.data_address:
        if "://" in published.data_address:
            node |= {"@id": published.data_address, "identifier": published.data_address}
        node |= {
            "url": published.address,
            "distribution": [*_list_downloads(published.data_address, size_by_file or dict.fromkeys(TABLE_FILES, 0))],
        }
    if published.rows:
        node["hasPart"] = [_build_claim(published, row) for row in published.rows]
    if published.publisher:
        node["publisher"] = {"@type": "GovernmentOrganization", "name": published.publisher}
    return node


def _list_downloads(address: str, size_by_file: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for file_name, size in size_by_file.items():
        download = {
            "@type": "DataDownload",
            "name": file_name,
            "contentUrl": address + quote(file_name),
            "encodingFormat": FORMAT_BY_ENDING[file_name.rsplit(".", 1)[-1]][1],
        }
        yield download | ({"contentSize": f"{size} B"} if size else {})


def _build_claim(published: PublishedPlan, row: Json) -> dict[str, Any]:
    plan, part_heading = published.plan, row["part"]["heading"]
    report: dict[str, Any] = {
        "@type": "Report",
        "name": plan["title"] or f"{plan['city']}政府工作报告",
        "datePublished": plan["report_date"],
    }
    if part_heading:
        report["hasPart"] = {"@type": "CreativeWork", "name": part_heading}
    node: dict[str, Any] = {
        "@type": "Claim",
        "identifier": row["number"],
        "text": row["text"],
        "appearance": _drop_empty(report),
        "creativeWorkStatus": row["status"],
        "dateModified": published.header["as_of"],
        "maintainer": [{"@type": "GovernmentOrganization", "name": body["name"]} for body in row["units"]["lead"]],
        "about": [_build_property_value(claim) for claim in row["claims"]],
    }
    if published.address:
        node["@id"] = urljoin(published.address, f"{row['number']}/")
    return _drop_empty(node)


def _drop_empty(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value not in (None, [], "")}


def _build_property_value(claim: Json) -> dict[str, Any]:
    lower, upper = claim["value"], claim["value_high"]
    bound = {
        "ge": {"minValue": lower},
        "gt": {"minValue": lower},
        "le": {"maxValue": lower},
        "lt": {"maxValue": lower},
        "range": {"minValue": lower, "maxValue": upper},
    }.get(claim["comparator"], {"value": lower})
    node: dict[str, Any] = {
        "@type": "PropertyValue",
        "name": claim["indicator"],
        "description": claim["number"],
        "unitText": claim["unit"],
        **bound,
    }
    return _drop_empty(node)
