"""Open data as files, and the API's schema."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from duban.documents.opendata import TABLES
from duban_site.api.catalogues import catalogue_of_service
from duban_site.api.published import Place, files_of, root_of, snapshot_of
from duban_site.api.schema import documents
from duban_site.api.service import PREFIX, api, cached
from duban_site.snapshots import public_view
from duban_site.snapshots.content import Header
from duban_site.snapshots.queries import shown

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def schema(request: HttpRequest, prefix: str = PREFIX) -> HttpResponse:
    """The OpenAPI schema of the version in the address."""
    told = json.dumps(documents()[prefix], ensure_ascii=False)
    response = HttpResponse(told, content_type=MEDIA["json"])
    cached(response, api.version, prefix)
    return response


def open_data(request: HttpRequest, plan: int) -> HttpResponse:
    """The page that lists a plan's open-data files and formats, with the data dictionary."""
    snapshot = snapshot_of(plan)
    files = files_of(snapshot, Place.in_service(root_of(request), snapshot))
    ordered = sorted(files.items(), key=lambda file: (file[0].split(".")[-1], file[0]))
    context = {
        "header": Header.of(public_view.header(snapshot.data, shown(snapshot))),
        "snapshot": snapshot,
        "files": [(name, len(content)) for name, content in ordered],
        "tables": TABLES,
    }
    return render(request, "api/open_data.html", context)


def open_file(request: HttpRequest, plan: int, name: str) -> HttpResponse:
    """One open-data file of a plan."""
    snapshot = snapshot_of(plan)
    place = Place.in_service(root_of(request), snapshot)
    content = files_of(snapshot, place).get(name)
    if content is None:
        raise Http404(_("没有这个文件。"))
    ending = name.rsplit(".", 1)[-1]
    response = HttpResponse(content, content_type=MEDIA[ending])
    plan_facts = snapshot.data["plan"]
    given = f"{plan_facts['city']}{plan_facts['year']}-{name}"
    attached = ending in ("csv", "xlsx", "parquet")
    response.headers["Content-Disposition"] = str(content_disposition_header(attached, given))
    cached(response, snapshot.sha256, name, place)
    return response


def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything that is published as datasets of one catalogue, for harvesters."""
    content = catalogue_of_service(root_of(request))
    response = HttpResponse(content, content_type=MEDIA["jsonld"])
    cached(response, content.decode())
    return response
