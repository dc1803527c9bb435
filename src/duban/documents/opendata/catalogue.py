"""DCAT 3 by DCAT-AP 3: the plan's data as a dataset, and all datasets as a catalogue, in JSON-LD.

Every address is absolute, so that a harvester needs to know none: without an address there is no
catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from duban.documents.opendata.package import LICENCE, description
from duban.documents.opendata.published import Published

Json = dict[str, Any]
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
IANA = "https://www.iana.org/assignments/media-types/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
CHINESE = {"@id": f"{AUTHORITY}language/ZHO", "@type": "dct:LinguisticSystem"}
GOVERNMENT = {
    "@id": f"{AUTHORITY}data-theme/GOVE",
    "@type": "skos:Concept",
    "skos:prefLabel": [{"@value": "Government and public sector", "@language": "en"}],
}
MONTHLY = {"@id": f"{AUTHORITY}frequency/MONTHLY", "@type": "dct:Frequency"}
PUBLIC = {"@id": f"{AUTHORITY}access-right/PUBLIC", "@type": "dct:RightsStatement"}
SHA256 = {
    "@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
    "@type": "spdx:ChecksumAlgorithm",
}
PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "jsonld": ("JSON_LD", "application/ld+json"),
    "md": ("TXT", "text/markdown"),
    "parquet": ("PARQUET", PARQUET),
    "txt": ("TXT", "text/plain"),
    "xlsx": ("XLSX", XLSX),
}
"""A file name's ending → the EU's file type and the media type of IANA."""
KEYWORDS = ("政府工作报告", "督查")


def dcat(published: Published, files: Mapping[str, bytes]) -> Json:
    """The plan's dataset, with a distribution for each file (name → content).

    Raises ValueError where the plan has no address.
    """
    return {"@context": CONTEXT, **plan_dataset(published, files)}


def plan_dataset(published: Published, files: Mapping[str, bytes]) -> Json:
    """The plan's dataset as it stands in a catalogue."""
    if not published.data:
        raise ValueError("the plan has no address")
    year = published.plan["year"]
    found = dataset(
        published.data, published.title, description(published), published.address, files
    )
    modified = published.published or published.header["as_of"]
    found |= {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(f"{year}-01-01"),
            "dcat:endDate": _day(published.header["as_of"]),
        },
        "dct:spatial": {
            "@type": "dct:Location",
            "skos:prefLabel": _chinese(published.plan["city"]),
        },
        "dct:issued": _day(modified),
        "dct:modified": _day(modified),
        "dct:publisher": publisher(published.publisher or published.plan["city"], published.data),
        "dcat:version": published.header["as_of"],
    }
    if published.contact:
        found["dcat:contactPoint"] = contact(published)
    return found


def dataset(address: str, title: str, about: str, page: str, files: Mapping[str, bytes]) -> Json:
    """A dataset with its files below `address`, which also identifies it."""
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": address,
        "dct:title": _chinese(title),
        "dct:description": _chinese(about),
        "dct:language": CHINESE,
        "dct:accessRights": PUBLIC,
        "dct:accrualPeriodicity": MONTHLY,
        "dcat:theme": GOVERNMENT,
        "dcat:keyword": [_chinese(word) for word in KEYWORDS],
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "dcat:distribution": [_file(address, *file) for file in files.items()],
    }


def catalogue(
    address: str, title: str, owner: str, home: str, datasets: Iterable[Json], modified: str
) -> Json:
    """The catalogue at `address` of the datasets of `owner`; `home_page` is the site's start."""
    about = f"{owner}公布的政府工作报告目标任务及其进展。"
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _chinese(title),
        "dct:description": _chinese(about),
        "dct:publisher": publisher(owner, address),
        "dct:language": CHINESE,
        "dct:license": licence(),
        "dct:modified": _day(modified),
        "foaf:homepage": {"@id": home, "@type": "foaf:Document"},
        "dcat:dataset": list(datasets),
    }


def publisher(name: str, address: str) -> Json:
    """The publisher, under an identifier on the city's host."""
    return {
        "@id": urljoin(address, "/#publisher"),
        "@type": "foaf:Agent",
        "foaf:name": _chinese(name),
    }


def contact(published: Published) -> Json:
    """The contact point: a mail or web address of the publisher."""
    where = published.contact
    mail = "@" in where and "://" not in where
    told = {"@id": f"mailto:{quote(where, safe='@')}" if mail else where}
    return {
        "@type": "vcard:Kind",
        "vcard:fn": published.publisher or published.plan["city"],
        "vcard:hasEmail" if mail else "vcard:hasURL": told,
    }


def licence() -> Json:
    """The licence of the data."""
    return {"@id": LICENCE["path"], "@type": "dct:LicenseDocument"}


def _file(address: str, name: str, content: bytes) -> Json:
    ending, media = FORMATS[name.rsplit(".", 1)[-1]]
    where = urljoin(address, quote(name))
    digest = hashlib.sha256(content).hexdigest()
    return {
        "@id": where,
        "@type": "dcat:Distribution",
        "dct:title": _chinese(name),
        "dcat:accessURL": {"@id": where, "@type": "rdfs:Resource"},
        "dcat:downloadURL": {"@id": where, "@type": "rdfs:Resource"},
        "dct:format": {"@id": f"{AUTHORITY}file-type/{ending}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {"@id": IANA + media, "@type": "dct:MediaType"},
        "dcat:byteSize": {"@value": str(len(content)), "@type": "xsd:nonNegativeInteger"},
        "dct:license": licence(),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": SHA256,
            "spdx:checksumValue": {"@value": digest, "@type": "xsd:hexBinary"},
        },
    }


def _chinese(text: str) -> Json:
    return {"@value": text, "@language": "zh"}


def _day(text: str) -> Json:
    return {"@value": text[:10], "@type": "xsd:date"}
