"""Open data as files, and the API's schema."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from duban.documents.opendata import TABLES
from duban.documents.opendata.catalogue import FORMAT_BY_ENDING
from duban_site.api.catalogues import build_service_catalogue
from duban_site.api.open_data import PlanAddress, get_plan_files, get_published_snapshot, get_root_url
from duban_site.api.schema import build_schemas
from duban_site.api.service import PREFIX, api, mark_cacheable
from duban_site.snapshots import public_view
from duban_site.snapshots.content import SnapshotHeader
from duban_site.snapshots.queries import get_publication_scope


def _get_media_type(file_name: str) -> str:
    media_type = FORMAT_BY_ENDING[file_name.rsplit(".", 1)[-1]][1]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def schema(request: HttpRequest, prefix: str = PREFIX) -> HttpResponse:
    """The OpenAPI schema of the version in the address."""
    document = json.dumps(build_schemas()[prefix], ensure_ascii=False)
    response = HttpResponse(document, content_type="application/json")
    mark_cacheable(response, api.version, prefix)
    return response


def open_data(request: HttpRequest, plan: int) -> HttpResponse:
    """The page that lists a plan's open-data files and formats, with the data dictionary."""
    snapshot = get_published_snapshot(plan)
    files = get_plan_files(snapshot, PlanAddress.for_service(get_root_url(request), snapshot))
    ordered = sorted(files.items(), key=lambda file: (file[0].split(".")[-1], file[0]))
    context = {
        "header": SnapshotHeader.from_json(
            public_view.build_public_header(snapshot.data, get_publication_scope(snapshot))
        ),
        "snapshot": snapshot,
        "files": [(name, len(content)) for name, content in ordered],
        "tables": TABLES,
    }
    return render(request, "api/open_data.html", context)


def open_file(request: HttpRequest, plan: int, name: str) -> HttpResponse:
    """One open-data file of a plan."""
    snapshot = get_published_snapshot(plan)
    place = PlanAddress.for_service(get_root_url(request), snapshot)
    content = get_plan_files(snapshot, place).get(name)
    if content is None:
        raise Http404(_("没有这个文件。"))
    response = HttpResponse(content, content_type=_get_media_type(name))
    plan_facts = snapshot.data["plan"]
    download_name = f"{plan_facts['city']}{plan_facts['year']}-{name}"
    as_attachment = name.endswith((".csv", ".xlsx", ".parquet"))
    response.headers["Content-Disposition"] = str(content_disposition_header(as_attachment, download_name))
    mark_cacheable(response, snapshot.sha256, name, place)
    return response


def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything that is published as datasets of one catalogue, for harvesters."""
    content = build_service_catalogue(get_root_url(request))
    response = HttpResponse(content, content_type=_get_media_type("catalog.jsonld"))
    mark_cacheable(response, content.decode())
    return response
