"""The catalogue of all that is published, in the service and beside a site of files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

from duban.documents.opendata import Published, catalogue, dataset, plan_dataset
from duban_site.api.published import Place, files_of, of, snapshot_of, state_of
from duban_site.public.edition.freshness import now
from duban_site.public.edition.opening import opened
from duban_site.public.open_data import CATALOGUE
from duban_site.public.pages.comparison import DATA, PATH, targets_csv
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.queries import published, published_plans

Json = dict[str, Any]
KEPT = 256
"""Cached entries: building one needs all files of a plan, storing it some kilobytes."""


def catalogue_of_service(root: str) -> bytes:
    """The catalogue of the service that people reach at `root_url` (https://duban.example)."""
    newest = [published(plan) for plan in published_plans()]
    shown = [snapshot for snapshot in newest if snapshot is not None]
    placed = [(one, Place.in_service(root, one)) for one in shown]
    current = now()
    editions = [opened(key, current.stamps[key]) for key in current.plans.values()]
    targets = targets_csv(editions)
    return written(root, f"{root}/public/", placed, targets)


def catalogue_of_site(base: str, plans: Mapping[int, str], targets: bytes) -> bytes:
    """The catalogue of a site of files at `base_url` (https://city.example/duban/).

    `page_url_by_plan`: plan → the absolute address of its page there.
    """
    placed = [(snapshot_of(plan), Place(page, f"{page}data/")) for plan, page in plans.items()]
    return written(base.rstrip("/"), base, placed, targets)


def written(
    root: str, public: str, placed: Iterable[tuple[Snapshot, Place]], targets: bytes
) -> bytes:
    """The catalogue as JSON-LD; `public_url` is the first page, `targets` the comparison as CSV."""
    datasets = [_entry(one.pk, state_of(one), place) for one, place in placed]
    days = [entry["dct:modified"]["@value"] for entry in datasets]
    cities = dict.fromkeys(entry["dct:publisher"]["foaf:name"]["@value"] for entry in datasets)
    owner = settings.PUBLISHER or "、".join(cities) or settings.CITY or "督办"
    if datasets:
        datasets.append(_comparison(public, targets, datasets[0]))
    title = f"{owner}政府工作报告目标任务公开数据"
    modified = max(days, default="1970-01-01")
    made = catalogue(f"{root}/{CATALOGUE}", title, owner, public, datasets, modified)
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


@lru_cache(maxsize=KEPT)
def _entry(pk: int, _state: int, place: Place) -> Json:
    snapshot = Snapshot.objects.select_related("plan").get(pk=pk)
    found: Published = of(snapshot, place)
    hidden = ("README.md", "dcat.jsonld", "plan.jsonld")
    files = {n: c for n, c in files_of(snapshot, place).items() if n not in hidden}
    return plan_dataset(found, files)


def _comparison(public: str, targets: bytes, like: Json) -> Json:
    """The comparison's dataset; publisher and date are those of `plan_entry`."""
    page, name = f"{public}{PATH}", DATA.removeprefix(PATH)
    about = "各地同一指标的目标：力度、与上年结果相比、与上级目标相比。"
    found = dataset(page, "各地目标对比", about, page, {name: targets})
    return found | {name: like[name] for name in ("dct:publisher", "dct:modified")}
