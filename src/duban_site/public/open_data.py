"""Open data that `duban_site.api` adds where it is installed; nothing here imports it.

`duban_site.api` may have a module `open_data` with

    build_site_files(plan_id: int, page_url: str) -> Iterable[tuple[str, bytes]]   name below `data/`, content
    open_data_url(plan_id: int) -> str                                             their address in the service

and a module `catalogues` with

    build_site_catalogue(base_url: str, page_url_by_plan: Mapping[int, str], targets: bytes) -> bytes

`page_url` is a plan's absolute address (empty: not known), `base_url` the site's. `index.html` among
the files is what `data/` shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

API_APP = "duban_site.api"


CATALOGUE_NAME = "catalog.jsonld"


def _find_provider(module_name: str = "open_data") -> Any | None:
    if not apps.is_installed(API_APP) or find_spec(f"{API_APP}.{module_name}") is None:
        return None
    return import_module(f"{API_APP}.{module_name}")


def list_data_files(plan_id: int, plan_url: str = "") -> Iterable[tuple[str, bytes]]:
    """The open data of a plan as files; none where `duban_site.api` is not installed."""
    provider = _find_provider()
    return () if provider is None else provider.build_site_files(plan_id, plan_url)


def render_data_catalogue(base_url: str, url_by_plan: Mapping[int, str], targets_csv: bytes) -> bytes | None:
    """The catalogue of a static site at `base_url`; `url_by_plan` has absolute addresses."""
    provider = _find_provider("catalogues")
    return None if provider is None else provider.build_site_catalogue(base_url, url_by_plan, targets_csv)


def make_data_link(plan_id: int, static_folder: str) -> str:
    """The address of a plan's open data, in `static_folder` if given; empty without `api`."""
    provider = _find_provider()
    if provider is None:
        return ""
    return static_folder if static_folder else str(provider.open_data_url(plan_id))
