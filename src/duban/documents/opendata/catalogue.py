"""DCAT 3 by DCAT-AP 3: the plan's data as a dataset, and all datasets as a catalogue, in JSON-LD.

Every address is absolute, so that a harvester needs to know none: without an address there is no
catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from duban.documents.opendata.package import LICENCE, describe_plan
from duban.documents.opendata.published_plan import PublishedPlan

Json = dict[str, Any]
JSONLD_CONTEXT = {
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
IANA_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
EU_AUTHORITY = "http://publications.europa.eu/resource/authority/"
CHINESE_LANGUAGE = {"@id": f"{EU_AUTHORITY}language/ZHO", "@type": "dct:LinguisticSystem"}
GOVERNMENT_THEME = {
    "@id": f"{EU_AUTHORITY}data-theme/GOVE",
    "@type": "skos:Concept",
    "skos:prefLabel": [{"@value": "Government and public sector", "@language": "en"}],
}
MONTHLY_FREQUENCY = {"@id": f"{EU_AUTHORITY}frequency/MONTHLY", "@type": "dct:Frequency"}
PUBLIC_ACCESS = {"@id": f"{EU_AUTHORITY}access-right/PUBLIC", "@type": "dct:RightsStatement"}
SHA256_ALGORITHM = {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"}
FORMAT_BY_ENDING = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "jsonld": ("JSON_LD", "application/ld+json"),
    "md": ("TXT", "text/markdown"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "txt": ("TXT", "text/plain"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""A file name's ending → the EU's file type and the media type of IANA."""
KEYWORDS = ("政府工作报告", "督查")


def build_dcat(published: PublishedPlan, files: Mapping[str, bytes]) -> Json:
    """The plan's dataset, with a distribution for each file (name → content).

    Raises ValueError where the plan has no address.
    """
    return {"@context": JSONLD_CONTEXT, **build_plan_dataset(published, files)}


def build_plan_dataset(published: PublishedPlan, files: Mapping[str, bytes]) -> Json:
    """The plan's dataset as it stands in a catalogue."""
    if not published.data_address:
        raise ValueError("the plan has no address")
    year = published.plan["year"]
    node = build_dataset(published.data_address, published.title, describe_plan(published), published.address, files)
    modified = published.published_on or published.header["as_of"]
    node |= {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _date_literal(f"{year}-01-01"),
            "dcat:endDate": _date_literal(published.header["as_of"]),
        },
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": _chinese_literal(published.plan["city"])},
        "dct:issued": _date_literal(modified),
        "dct:modified": _date_literal(modified),
        "dct:publisher": build_publisher(published.publisher or published.plan["city"], published.data_address),
        "dcat:version": published.header["as_of"],
    }
    if published.contact:
        node["dcat:contactPoint"] = build_contact(published)
    return node


def build_dataset(address: str, title: str, summary: str, landing_page: str, files: Mapping[str, bytes]) -> Json:
    """A dataset with its files below `address`, which also identifies it."""
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": address,
        "dct:title": _chinese_literal(title),
        "dct:description": _chinese_literal(summary),
        "dct:language": CHINESE_LANGUAGE,
        "dct:accessRights": PUBLIC_ACCESS,
        "dct:accrualPeriodicity": MONTHLY_FREQUENCY,
        "dcat:theme": GOVERNMENT_THEME,
        "dcat:keyword": [_chinese_literal(keyword) for keyword in KEYWORDS],
        "dcat:landingPage": {"@id": landing_page, "@type": "foaf:Document"},
        "dcat:distribution": [_build_distribution(address, *file_item) for file_item in files.items()],
    }


def build_catalogue(
    address: str, title: str, owner: str, home_page: str, datasets: Iterable[Json], modified: str
) -> Json:
    """The catalogue at `address` of the datasets of `owner`; `home_page` is the site's start."""
    summary = f"{owner}公布的政府工作报告目标任务及其进展。"
    return {
        "@context": JSONLD_CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _chinese_literal(title),
        "dct:description": _chinese_literal(summary),
        "dct:publisher": build_publisher(owner, address),
        "dct:language": CHINESE_LANGUAGE,
        "dct:license": build_licence(),
        "dct:modified": _date_literal(modified),
        "foaf:homepage": {"@id": home_page, "@type": "foaf:Document"},
        "dcat:dataset": list(datasets),
    }


def build_publisher(name: str, address: str) -> Json:
    """The publisher, under an identifier on the city's host."""
    return {"@id": urljoin(address, "/#publisher"), "@type": "foaf:Agent", "foaf:name": _chinese_literal(name)}


def build_contact(published: PublishedPlan) -> Json:
    """The contact point: a mail or web address of the publisher."""
    contact_address = published.contact
    is_email = "@" in contact_address and "://" not in contact_address
    contact_node = {"@id": f"mailto:{quote(contact_address, safe='@')}" if is_email else contact_address}
    return {
        "@type": "vcard:Kind",
        "vcard:fn": published.publisher or published.plan["city"],
        "vcard:hasEmail" if is_email else "vcard:hasURL": contact_node,
    }


def build_licence() -> Json:
    """The licence of the data."""
    return {"@id": LICENCE["path"], "@type": "dct:LicenseDocument"}


def _build_distribution(address: str, file_name: str, content: bytes) -> Json:
    file_type, media_type = FORMAT_BY_ENDING[file_name.rsplit(".", 1)[-1]]
    file_url = urljoin(address, quote(file_name))
    digest = hashlib.sha256(content).hexdigest()
    return {
        "@id": file_url,
        "@type": "dcat:Distribution",
        "dct:title": _chinese_literal(file_name),
        "dcat:accessURL": {"@id": file_url, "@type": "rdfs:Resource"},
        "dcat:downloadURL": {"@id": file_url, "@type": "rdfs:Resource"},
        "dct:format": {"@id": f"{EU_AUTHORITY}file-type/{file_type}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {"@id": IANA_MEDIA_TYPES + media_type, "@type": "dct:MediaType"},
        "dcat:byteSize": {"@value": str(len(content)), "@type": "xsd:nonNegativeInteger"},
        "dct:license": build_licence(),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": SHA256_ALGORITHM,
            "spdx:checksumValue": {"@value": digest, "@type": "xsd:hexBinary"},
        },
    }


def _chinese_literal(text: str) -> Json:
    return {"@value": text, "@language": "zh"}


def _date_literal(text: str) -> Json:
    return {"@value": text[:10], "@type": "xsd:date"}
