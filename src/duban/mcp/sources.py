"""Reading what is published: from a folder of `duban publish`, or by its catalogue over HTTP."""

from __future__ import annotations

import csv
import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from duban.mcp.plans import Publication, PublishedPlan
from duban.notices import NoticeError

CATALOGUE = "catalog.jsonld"
TIMEOUT_SECONDS = 20
MAX_BYTES = 64 << 20
"""Of one file; a plan's data is about one megabyte."""
Fetcher = Callable[[str], bytes]


class NothingPublishedError(NoticeError):
    """A place that holds no open data, or cannot be read: what, and what to do."""


def load_from_folder(folder: Path) -> Publication:
    """The plans of a folder that `duban publish` wrote. Raises NothingPublishedError."""
    plans = []
    for path in sorted(folder.glob("*/*/data/plan.json")):
        text_path = path.with_name("report.txt")
        report_text = text_path.read_text(encoding="utf-8") if text_path.is_file() else ""
        address = path.parents[1].resolve().as_uri() + "/"
        plans.append(parse_plan(path.read_bytes(), report_text, address, "index.html"))
    if not plans:
        raise NothingPublishedError.make("folder_without_data", folder=folder)
    targets_path = folder / "comparison" / "targets.csv"
    rows = parse_comparison_rows(targets_path.read_bytes()) if targets_path.is_file() else ()
    url = (folder / "comparison" / "index.html").resolve().as_uri() if rows else ""
    return Publication(sort_newest_first(plans), rows, url)


def load_from_address(base_address: str, fetcher: Fetcher | None = None) -> Publication:
    """The plans of a public site, by the catalogue at its address. Raises NothingPublishedError.

    `fetcher` takes an address and gives its content; http and https by default.
    """
    fetch_content = fetcher or fetch
    catalogue_address = urljoin(base_address if base_address.endswith("/") else f"{base_address}/", CATALOGUE)
    catalogue = json.loads(fetch_content(catalogue_address))
    plans, comparison_url = [], ""
    rows: tuple[dict[str, str], ...] = ()
    for dataset in catalogue.get("dcat:dataset", ()):
        files = _list_files(dataset, catalogue_address)
        page = dataset.get("dcat:landingPage", {}).get("@id", "")
        if "targets.csv" in files:
            rows, comparison_url = parse_comparison_rows(fetch_content(files["targets.csv"])), page
        if "plan.json" in files:
            text = fetch_content(files["report.txt"]).decode() if "report.txt" in files else ""
            plans.append(parse_plan(fetch_content(files["plan.json"]), text, page))
    if not plans:
        raise NothingPublishedError.make("address_without_plans", address=catalogue_address)
    return Publication(sort_newest_first(plans), rows, comparison_url)


def _list_files(dataset: dict[str, Any], base_address: str) -> dict[str, str]:
    """Name → address of the dataset's files."""
    return {
        distribution["dct:title"]["@value"]: urljoin(base_address, distribution["dcat:downloadURL"]["@id"])
        for distribution in dataset.get("dcat:distribution", ())
    }


def fetch(address: str) -> bytes:
    """The content at an address. Raises NothingPublishedError with what stood in the way."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise NothingPublishedError.make("address_without_scheme", address=address)
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 # checked
            content: bytes = answer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NothingPublishedError.make("address_unreadable", address=address, reason=error) from error
    if len(content) > MAX_BYTES:
        raise NothingPublishedError.make("address_too_large", address=address, most=MAX_BYTES >> 20)
    return content


def parse_plan(content: bytes, text: str, address: str, page: str = "") -> PublishedPlan:
    """The plan of a `plan.json`."""
    document = json.loads(content)
    return PublishedPlan(document["plan"], document["tables"], text, address, document["sha256"], page)


def sort_newest_first(plans: list[PublishedPlan]) -> tuple[PublishedPlan, ...]:
    """The plans as lists show them."""
    return tuple(sorted(plans, key=lambda plan: (-int(plan.facts["year"]), plan.facts["city"])))


def parse_comparison_rows(content: bytes) -> tuple[dict[str, str], ...]:
    """The rows of `comparison/targets.csv`."""
    text = content.decode("utf-8-sig")
    return tuple(csv.DictReader(io.StringIO(text, newline="")))
