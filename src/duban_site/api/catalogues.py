"""The catalogue of all that is published, in the service and beside a site of files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

from duban.documents.opendata import PublishedPlan, build_catalogue, build_dataset, build_plan_dataset
from duban_site.api.open_data import (
    PlanAddress,
    build_public_plan,
    get_plan_files,
    get_published_snapshot,
    hash_public_state,
)
from duban_site.public.edition.publication_state import get_publication_state, open_editions
from duban_site.public.open_data import CATALOGUE_NAME
from duban_site.public.pages.comparison import COMPARISON_PATH, TARGETS_CSV_PATH, render_targets_csv
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.queries import list_current_snapshots

Json = dict[str, Any]
MAX_CACHED_ENTRIES = 256
"""Cached entries: building one needs all files of a plan, storing it some kilobytes."""


def build_service_catalogue(root_url: str) -> bytes:
    """The catalogue of the service that people reach at `root_url` (https://duban.example)."""
    located_snapshots = [
        (snapshot, PlanAddress.for_service(root_url, snapshot)) for snapshot in list_current_snapshots()
    ]
    targets = render_targets_csv(open_editions(get_publication_state().list_stamps()))
    return serialize_catalogue(root_url, f"{root_url}/public/", located_snapshots, targets)


def build_site_catalogue(base_url: str, page_url_by_plan: Mapping[int, str], targets: bytes) -> bytes:
    """The catalogue of a site of files at `base_url` (https://city.example/duban/).

    `page_url_by_plan`: plan → the absolute address of its page there.
    """
    located_snapshots = [
        (get_published_snapshot(plan), PlanAddress(page_url, f"{page_url}data/"))
        for plan, page_url in page_url_by_plan.items()
    ]
    return serialize_catalogue(base_url.rstrip("/"), base_url, located_snapshots, targets)


def serialize_catalogue(
    root_url: str, public_url: str, located_snapshots: Iterable[tuple[Snapshot, PlanAddress]], targets: bytes
) -> bytes:
    """The catalogue as JSON-LD; `public_url` is the first page, `targets` the comparison as CSV."""
    datasets = [
        _build_entry(snapshot.pk, hash_public_state(snapshot), address) for snapshot, address in located_snapshots
    ]
    modified_dates = [entry["dct:modified"]["@value"] for entry in datasets]
    cities = dict.fromkeys(entry["dct:publisher"]["foaf:name"]["@value"] for entry in datasets)
    owner = settings.PUBLISHER or "、".join(cities) or settings.CITY or "督办"
    if datasets:
        datasets.append(_comparison_entry(public_url, targets, datasets[0]))
    title = f"{owner}政府工作报告目标任务公开数据"
    modified = max(modified_dates, default="1970-01-01")
    document = build_catalogue(f"{root_url}/{CATALOGUE_NAME}", title, owner, public_url, datasets, modified)
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


@lru_cache(maxsize=MAX_CACHED_ENTRIES)
def _build_entry(snapshot_id: int, _state: int, address: PlanAddress) -> Json:
    snapshot = Snapshot.objects.select_related("plan").get(pk=snapshot_id)
    public_plan: PublishedPlan = build_public_plan(snapshot, address)
    hidden = ("README.md", "dcat.jsonld", "plan.jsonld")
    files = {
        file_name: content
        for file_name, content in get_plan_files(snapshot, address).items()
        if file_name not in hidden
    }
    return build_plan_dataset(public_plan, files)


def _comparison_entry(public_url: str, targets: bytes, plan_entry: Json) -> Json:
    """The comparison's dataset; publisher and date are those of `plan_entry`."""
    page_url, file_name = (f"{public_url}{COMPARISON_PATH}", TARGETS_CSV_PATH.removeprefix(COMPARISON_PATH))
    about = "各地同一指标的目标：力度、与上年结果相比、与上级目标相比。"
    entry = build_dataset(page_url, "各地目标对比", about, page_url, {file_name: targets})
    return entry | {file_name: plan_entry[file_name] for file_name in ("dct:publisher", "dct:modified")}
