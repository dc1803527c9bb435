"""Open data that `duban_site.api` adds where it is installed; nothing here imports it.

`duban_site.api` may have a module `published` with

    files(plan: int, page: str) -> Iterable[tuple[str, bytes]]   name below `data/`, and content
    link(plan: int) -> str                                       their address in the service

and a module `catalogues` with

    catalogue_of_site(base: str, plans: Mapping[int, str], targets: bytes) -> bytes

`page` is a plan's absolute address (empty: not known), `base` the site's. `index.html` among the
files is what `data/` shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

API = "duban_site.api"


CATALOGUE = "catalog.jsonld"


def _provider(module: str = "published") -> Any | None:
    if not apps.is_installed(API) or find_spec(f"{API}.{module}") is None:
        return None
    return import_module(f"{API}.{module}")


def data_files(plan: int, page: str = "") -> Iterable[tuple[str, bytes]]:
    """The open data of a plan as files; none where `duban_site.api` is not installed."""
    provider = _provider()
    return () if provider is None else provider.files(plan, page)


def data_catalogue(base: str, plans: Mapping[int, str], targets: bytes) -> bytes | None:
    """The catalogue of a static site at `base_url`; `url_by_plan` has absolute addresses."""
    provider = _provider("catalogues")
    return None if provider is None else provider.catalogue_of_site(base, plans, targets)


def data_link(plan: int, static: str) -> str:
    """The address of a plan's open data, in `static_folder` if given; empty without `api`."""
    provider = _provider()
    if provider is None:
        return ""
    return static if static else str(provider.link(plan))
