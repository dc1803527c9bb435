"""What the public site tells programs: JSON-LD inside the pages, sitemaps, robots.txt."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

from cast_of_people import Cast
from django.test import Client

from duban_site.plans.models import Commitment
from duban_site.public.edition.loading import load_edition
from duban_site.public.publishing import publish_site
from duban_site.public.publishing.pages import generate_plan_pages
from duban_site.public.publishing.select_editions import select_editions
from duban_site.public.sitemaps import list_page_paths
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.models import Snapshot

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def data_of(client: Client, url: str) -> dict[str, object]:
    (block,) = BLOCK.findall(client.get(url).content.decode())
    told: dict[str, object] = json.loads(block)
    return told


def locations(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return [loc.text or "" for loc in ET.fromstring(response.content).iter(LOC)]  # noqa: S314


def test_a_commitments_page_is_a_claim_of_the_report(client: Client, march: Snapshot, root: str) -> None:
    told = data_of(client, root + "1.1.2/")
    assert (told["@type"], told["text"]) == ("Claim", "改造泵站12座")
    assert (told["identifier"], told["creativeWorkStatus"]) == ("1.1.2", "behind")
    assert told["maintainer"] == [{"@type": "GovernmentOrganization", "name": "市水务局"}]
    (target,) = told["about"]  # type: ignore[misc]
    assert (target["@type"], target["value"]) == ("PropertyValue", "12")
    assert unquote(str(told["url"])) == "../../../青澜市/2031/1.1.2/"


def test_a_plans_home_is_a_dataset(client: Client, march: Snapshot, root: str) -> None:
    told = data_of(client, root)
    assert (told["@type"], told["spatialCoverage"]) == ("Dataset", "青澜市")
    assert (told["dateModified"], told["version"]) == ("2031-04-15", march.sha256[:12])
    assert "hasPart" not in told


def test_no_sentence_ends_the_block_that_holds_it(client: Client, march: Snapshot) -> None:
    from duban_site.public.pages.json_ld import render_commitment_jsonld

    edition = load_edition(march.plan_id)
    line = edition.line_by_number["1.1.2"]
    evil = "</script><script>alert(1)</script><!--&amp;"
    object.__setattr__(line.row, "text", evil)
    block = str(render_commitment_jsonld(edition, line.row, edition.issue, "./"))
    assert block.count("<") == 2
    assert json.loads(BLOCK.findall(block)[0])["text"] == evil


def test_the_sitemap_names_every_page_that_everybody_may_read_and_no_other(
    client: Client, april: Snapshot, plan: object
) -> None:
    (own,) = locations(client, "/sitemap.xml")
    found = [unquote(urlsplit(url).path) for url in locations(client, urlsplit(own).path)]
    assert len(found) == len(set(found)) == 2 * len(list(list_page_paths(load_edition(april.plan_id))))
    for path in found:
        assert path.startswith("/public/")
        assert client.get(path).status_code == 200, path
    numbers = set(Commitment.objects.filter(plan=april.plan).values_list("number", flat=True))
    shown = {path.split("/")[4] for path in found if path.startswith("/public/青澜市/2031/")}
    assert numbers <= shown
    assert {unquote(page.path) for page in generate_plan_pages(load_edition(april.plan_id), {})} == {
        unquote(where) for where in list_page_paths(load_edition(april.plan_id))
    }


def test_a_withdrawn_plan_leaves_the_sitemap(client: Client, march: Snapshot, cast: Cast) -> None:
    withdraw_snapshot(cast.shen, march, "数据有误")
    assert locations(client, "/sitemap.xml") == []
    assert client.get("/public/青澜市/2031/sitemap.xml").status_code == 404


def test_robots_may_read_what_is_public_and_nothing_else(client: Client, march: Snapshot) -> None:
    told = client.get("/robots.txt")
    assert told["Content-Type"].startswith("text/plain")
    robots = RobotFileParser()
    # The standard library knows no wildcards: those lines are for programs that do.
    lines = [line for line in told.content.decode().splitlines() if "*/" not in line]
    robots.parse([line for line in lines if not line.endswith("*?")])
    may = {path: robots.can_fetch("any", path) for path in ("/public/x/", "/open/1/", "/")}
    assert may == {"/public/x/": True, "/open/1/": True, "/": False}
    assert not any(robots.can_fetch("any", path) for path in ("/login/", "/plans/", "/api/v1/"))
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]


def test_files_with_a_known_address_bring_their_sitemap(april: Snapshot, tmp_path: Path) -> None:
    publish_site(tmp_path / "site", select_editions(()), "https://gongkai.example")
    whole = ET.parse(tmp_path / "site" / "sitemap.xml")  # noqa: S314
    (own,) = [loc.text or "" for loc in whole.iter(LOC)]
    path = unquote(own.removeprefix("https://gongkai.example/"))
    for loc in ET.parse(tmp_path / "site" / path).iter(LOC):  # noqa: S314
        rest = unquote((loc.text or "").removeprefix("https://gongkai.example/"))
        assert (tmp_path / "site" / rest / "index.html").is_file(), rest
    publish_site(tmp_path / "site", select_editions(()))
    assert not (tmp_path / "site" / "sitemap.xml").exists()
