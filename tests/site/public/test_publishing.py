from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cast_of_people import Cast
from click.testing import CliRunner
from crawling import broken_links, files_of
from django.test import Client

from duban_site import cli
from duban_site.public.publishing import ForeignFolderError, publish_site, replace_folder
from duban_site.public.publishing.select_editions import UnknownPlanError, select_editions
from duban_site.snapshots.models import Snapshot

HOME = "青澜市/2031/"
HOSTS = re.compile(rb"""(?:href|src|action|url\()[="']*(https?://[^"')\s]+)""")


@pytest.fixture
def site(april: Snapshot, tmp_path: Path) -> Path:
    publish_site(tmp_path / "site", select_editions(()))
    return tmp_path / "site"


def test_every_link_leads_to_a_file_of_the_site(site: Path) -> None:
    files = files_of(site)
    assert broken_links(files) == []
    for mode in ("", "en/", "large/", "en-large/"):
        assert f"{mode}index.html" in files
        assert f"{mode}{HOME}1.1.2/index.html" in files
    assert f"{HOME}1.1.2/feed.atom" in files
    assert f"en/{HOME}feed.atom" in files


def test_nothing_of_it_names_another_host(site: Path) -> None:
    for path, content in files_of(site).items():
        hosts = set(HOSTS.findall(content))
        assert not hosts, path


def test_a_page_says_what_the_services_page_says(site: Path, client: Client, root: str) -> None:
    def words(html: str) -> str:
        main = re.search(r"<main.*</main>", html, re.DOTALL)
        assert main is not None
        return re.sub(r"<a class=\"button\"[^>]*clue/.*?</a>|<[^>]+>|\s", "", main.group())

    for rest in ("", "1.1.2/", "bodies/", "changes/", "parts/1/"):
        live = client.get(root + rest).content.decode()
        written = (site / HOME / rest / "index.html").read_text("utf-8")
        assert words(written) == words(live), rest


def test_the_index_has_every_commitment_as_it_is_searched(site: Path) -> None:
    index = json.loads((site / HOME / "search.json").read_text("utf-8"))
    assert [row[0] for row in index] == ["0.0.1", "1.1.1", "1.1.2", "1.1.3", "2.1.1"]
    assert "市水务局" in index[2][2]
    assert index[2][3] == "completed"
    listing = (site / HOME / "commitments" / "index.html").read_text("utf-8")
    assert all(f'id="n-{row[0]}"' in listing for row in index)


def test_publishing_again_replaces_the_whole(site: Path, cast: Cast) -> None:
    (site / "left-over.html").write_text("old")
    publish_site(site, select_editions(("青澜市/2031",)))
    assert not (site / "left-over.html").exists()
    assert [p.name for p in site.parent.iterdir()] == ["site"]


def test_a_folder_of_somebody_elses_is_left_alone(april: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ForeignFolderError, match="did not write"):
        publish_site(tmp_path, select_editions(()))
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_failure_half_way_leaves_the_old_one(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(site)

    def fail(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("duban_site.public.publishing.site._encode_json", fail)
    with pytest.raises(OSError, match="no space"):
        publish_site(site, select_editions(()))
    assert files_of(site) == before
    assert [p.name for p in site.parent.iterdir()] == ["site"]
    monkeypatch.undo()
    rename = Path.rename

    def once(self: Path, target: Path) -> Path:
        if target == site and not self.name.endswith("-old"):
            raise OSError(13, "not allowed")
        return rename(self, target)

    monkeypatch.setattr(replace_folder.Path, "rename", once)
    with pytest.raises(OSError, match="not allowed"):
        publish_site(site, select_editions(()))
    assert files_of(site) == before


def test_the_command_says_what_it_wrote_and_what_is_wrong(april: Snapshot, tmp_path: Path) -> None:
    run = CliRunner().invoke
    good = run(cli.publish, [str(tmp_path / "a"), "--url", "https://duban.example/x"])
    assert good.exit_code == 0, good.output
    assert "5 项目标任务" in good.output
    feed = (tmp_path / "a" / "en" / HOME / "feed.atom").read_text("utf-8")
    assert "https://duban.example/x/en/%E9" in feed
    unknown = run(cli.publish, [str(tmp_path / "b"), "--plan", "青澜市/1999"])
    assert unknown.exit_code == 2
    assert "青澜市/2031" in unknown.output
    (tmp_path / "mine.txt").write_text("mine")
    assert run(cli.publish, [str(tmp_path)]).exit_code == 2


def test_without_a_publication_there_is_nothing_to_write(db: None) -> None:
    with pytest.raises(UnknownPlanError, match="还没有发布"):
        select_editions(())
