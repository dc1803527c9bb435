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

from duban.mcp.plans import PublishedPlan, Shelf

CATALOGUE = "catalog.jsonld"
SECONDS = 20
MOST_BYTES = 64 << 20
"""Of one file; a plan's data is about one megabyte."""
Read = Callable[[str], bytes]


class NothingPublishedError(Exception):
    """A place that holds no open data, or cannot be read: what, and what to do."""


def from_folder(folder: Path) -> Shelf:
    """The plans of a folder that `duban publish` wrote. Raises NothingPublishedError."""
    found = []
    for path in sorted(folder.glob("*/*/data/plan.json")):
        text = path.with_name("report.txt")
        told = text.read_text(encoding="utf-8") if text.is_file() else ""
        address = path.parents[1].resolve().as_uri() + "/"
        found.append(plan_of(path.read_bytes(), told, address, "index.html"))
    if not found:
        msg = f"{folder} 里没有已公布的数据：请写 duban publish 写成的文件夹"
        raise NothingPublishedError(msg)
    targets = folder / "comparison" / "targets.csv"
    rows = comparison_rows(targets.read_bytes()) if targets.is_file() else ()
    url = (folder / "comparison" / "index.html").resolve().as_uri() if rows else ""
    return Shelf(newest_first(found), rows, url)


def from_address(base: str, read: Read | None = None) -> Shelf:
    """The plans of a public site, by the catalogue at its address. Raises NothingPublishedError.

    `fetcher` takes an address and gives its content; http and https by default.
    """
    get = read or fetch
    where = urljoin(base if base.endswith("/") else f"{base}/", CATALOGUE)
    catalogue = json.loads(get(where))
    plans, compared = [], ""
    rows: tuple[dict[str, str], ...] = ()
    for dataset in catalogue.get("dcat:dataset", ()):
        files = _files(dataset, where)
        page = dataset.get("dcat:landingPage", {}).get("@id", "")
        if "targets.csv" in files:
            rows, compared = comparison_rows(get(files["targets.csv"])), page
        if "plan.json" in files:
            text = get(files["report.txt"]).decode() if "report.txt" in files else ""
            plans.append(plan_of(get(files["plan.json"]), text, page))
    if not plans:
        raise NothingPublishedError(f"{where} 里没有计划：还没有公布任何进展")
    return Shelf(newest_first(plans), rows, compared)


def _files(dataset: dict[str, Any], base: str) -> dict[str, str]:
    """Name → address of the dataset's files."""
    return {
        one["dct:title"]["@value"]: urljoin(base, one["dcat:downloadURL"]["@id"])
        for one in dataset.get("dcat:distribution", ())
    }


def fetch(address: str) -> bytes:
    """The content at an address. Raises NothingPublishedError with what stood in the way."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise NothingPublishedError(f"{address}：网址要以 http:// 或 https:// 开头")
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 # checked
            content: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NothingPublishedError(f"{address}：读不到（{error}）") from error
    if len(content) > MOST_BYTES:
        raise NothingPublishedError(f"{address}：超过 {MOST_BYTES >> 20} MB，没有读")
    return content


def plan_of(content: bytes, text: str, address: str, page: str = "") -> PublishedPlan:
    """The plan of a `plan.json`."""
    whole = json.loads(content)
    return PublishedPlan(whole["plan"], whole["tables"], text, address, whole["sha256"], page)


def newest_first(plans: list[PublishedPlan]) -> tuple[PublishedPlan, ...]:
    """The plans as lists show them."""
    return tuple(sorted(plans, key=lambda plan: (-int(plan.facts["year"]), plan.facts["city"])))


def comparison_rows(content: bytes) -> tuple[dict[str, str], ...]:
    """The rows of `comparison/targets.csv`."""
    text = content.decode("utf-8-sig")
    return tuple(csv.DictReader(io.StringIO(text, newline="")))
