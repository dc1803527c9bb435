"""DCAT 3: the plan's data as a dataset of a catalogue, in JSON-LD."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from duban.documents.opendata.columns import TABLES
from duban.documents.opendata.package import LICENCE, description
from duban.documents.opendata.published import Published

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
IANA = "https://www.iana.org/assignments/media-types/"
PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def dcat(published: Published) -> dict[str, Any]:
    """The dataset with one distribution a file; addresses are relative where none is known."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": urljoin(published.address, "data/") if published.address else "./",
        "@type": "dcat:Dataset",
        "dct:identifier": published.name,
        "dct:title": {"@value": published.title, "@language": "zh"},
        "dct:description": {"@value": description(published), "@language": "zh"},
        "dct:language": "zh",
        "dct:license": {"@id": LICENCE["path"]},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(f"{published.plan['year']}-01-01"),
            "dcat:endDate": _day(published.header["as_of"]),
        },
        "dct:spatial": {"@value": published.plan["city"], "@language": "zh"},
        "dct:modified": _day(published.published or published.header["as_of"]),
        "dcat:keyword": ["政府工作报告", "督查"],
        "dcat:distribution": [_file(published, *file) for file in _files()],
    }
    if published.publisher:
        found["dct:publisher"] = {"@type": "foaf:Agent", "foaf:name": published.publisher}
    return found


def _files() -> list[tuple[str, str]]:
    whole = [("plan.json", "application/json"), ("plan.xlsx", XLSX)]
    tables = [
        (f"{table.name}.{ending}", media)
        for table in TABLES
        for ending, media in (("csv", "text/csv"), ("parquet", PARQUET))
    ]
    return whole + tables


def _file(published: Published, name: str, media: str) -> dict[str, Any]:
    where = urljoin(published.address, f"data/{name}") if published.address else name
    return {
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:downloadURL": {"@id": where},
        "dcat:mediaType": {"@id": IANA + media},
    }


def _day(text: str) -> dict[str, str]:
    return {"@value": text[:10], "@type": "xsd:date"}
