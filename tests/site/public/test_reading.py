from __future__ import annotations

import re

import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.test import Client

from duban_site.plans.models import Plan, State
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.write_entry import EntryInput, write_entry
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.models import Snapshot


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_the_home_is_the_reports_own_text_with_each_promises_state(client: Client, march: Snapshot, root: str) -> None:
    page = read(client, root)
    report = re.search(r'<article class="report".*?</article>', page, re.DOTALL)
    assert report is not None
    marks = re.sub(r'<span class="mark">.*?</span></span>', "", report.group())
    words = re.sub(r"<[^>]+>|\s", "", marks)
    assert words == re.sub(r"\s", "", march.text)
    assert 'href="./1.1.2/"' in report.group()
    assert 'class="c s-behind' in report.group()
    assert '<span class="hidden"> 欠进度</span>' in report.group()


def test_every_page_says_its_date_and_version(client: Client, march: Snapshot, root: str) -> None:
    for rest in ("", "commitments/", "bodies/", "changes/", "parts/1/", "1.1.2/"):
        page = read(client, root + rest)
        assert "2031-04-15" in page, rest
        assert march.sha256[:12] in page, rest


def test_a_commitment_shows_sentence_state_sum_figures_and_units(client: Client, march: Snapshot, root: str) -> None:
    page = read(client, root + "1.1.2/")
    assert "<mark>改造泵站12座</mark>" in page
    assert "推进河湖清源。" in page
    assert "市水务局" in page
    assert "1座" in page
    assert "已改造1座。" in page
    pumps = march.rows.get(number="1.1.2")
    assert pumps.data["assessment"]["sum"]["zh"].replace(">", "&gt;") in page.replace("&lt;", "<")


def test_its_address_stays_and_its_history_grows(
    client: Client, march: Snapshot, cast: Cast, plan: Plan, root: str
) -> None:
    before = read(client, root + "1.1.2/")
    assert before.count('<li title="版本') == 1
    reported(cast, plan, 4, "12")
    assessed(cast, plan, 4)
    publish_snapshot(cast.shen, close_month(cast.shen, plan, 4))
    after = read(client, root + "1.1.2/")
    assert after.count('<li title="版本') == 2
    assert "已完成" in after


def test_a_commitment_that_left_keeps_its_address(
    client: Client, march: Snapshot, cast: Cast, plan: Plan, root: str
) -> None:
    # No action takes one out of a plan in force today; its address must outlive one that will.
    plan.commitments.filter(number="1.1.3").update(state=State.MERGED)
    assessed(cast, plan, 4)
    publish_snapshot(cast.shen, close_month(cast.shen, plan, 4, with_unchecked=True))
    page = read(client, root + "1.1.3/")
    assert "不在最新的发布版里" in page
    assert "编制节水规划并组织实施" in page
    assert 'href="./1.1.3/"' not in read(client, root)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("q=泵站", ["1.1.2"]),
        ("q=ｇｄｐ", []),
        ("q=市商务局", ["0.0.1", "2.1.1"]),
        ("q=河道 管网", ["1.1.1"]),
        ("q=1.1", ["1.1.1", "1.1.2", "1.1.3"]),
        ("part=2", ["2.1.1"]),
        ("type=headline", ["0.0.1"]),
        ("status=behind", ["1.1.2"]),
        ("q=泵站&status=completed", []),
        ("body=x&part=' or 1=1", ["0.0.1", "1.1.1", "1.1.2", "1.1.3", "2.1.1"]),
    ],
)
def test_searching_and_filtering(client: Client, march: Snapshot, root: str, query: str, numbers: list[str]) -> None:
    page = read(client, f"{root}commitments/?{query}")
    assert re.findall(r'<p class="said"[^>]*><a href="../([^/"]+)/"', page) == numbers


def test_a_unit_has_a_page_of_what_it_leads(client: Client, march: Snapshot, cast: Cast, root: str) -> None:
    page = read(client, f"{root}bodies/{cast.water.pk}/")
    assert re.findall(r'<p class="said"[^>]*><a href="../../([^/"]+)/"', page) == ["1.1.1", "1.1.2", "1.1.3"]
    assert client.get(f"{root}bodies/999/").status_code == 404


def test_a_draft_is_nowhere(client: Client, march: Snapshot, cast: Cast, plan: Plan, root: str) -> None:
    before = read(client, root + "1.1.2/")
    draft = open_round(cast.shen, plan, 4).reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    write_entry(cast.lu, draft, EntryInput(pumps, 0, "草稿里的话", "草稿里的问题"))
    reported(cast, plan, 5, "9")
    assessed(cast, plan, 5)
    close_month(cast.shen, plan, 5)
    assert read(client, root + "1.1.2/") == before


def test_what_is_withdrawn_is_gone_at_once(client: Client, april: Snapshot, cast: Cast, root: str) -> None:
    assert "2031-05-15" in read(client, root)
    withdraw_snapshot(cast.shen, april, "数据有误")
    assert "2031-04-15" in read(client, root)
    assert april.sha256[:12] not in read(client, root + "1.1.2/")
    withdraw_snapshot(cast.shen, Snapshot.objects.get(month=3), "数据有误")
    for rest in ("", "1.1.2/", "feed.atom", "commitments/"):
        assert client.get(root + rest).status_code == 404
    assert "青澜市" not in read(client, "/public/")


def test_a_plan_that_is_not_published_does_not_exist(client: Client, cast: Cast, plan: Plan, root: str) -> None:
    assessed(cast, plan, 3)
    close_month(cast.shen, plan, 3)
    assert client.get(root).status_code == 404
    assert "还没有发布的计划" in read(client, "/public/")


@pytest.mark.parametrize("mode", ["en/", "large/", "en-large/"])
def test_each_mode_is_a_place_of_its_own(client: Client, march: Snapshot, root: str, mode: str) -> None:
    url = root.replace("/public/", f"/public/{mode}")
    page = read(client, url + "1.1.2/")
    assert ('class="large"' in page) == ("large" in mode)
    assert ('lang="en" ' in page or '<html lang="en"' in page) == page.startswith("<!doctype html>")
    assert ("Behind" in page) == ("en" in mode.split("-")[0].strip("/"))
    assert "改造泵站12座" in page


def test_a_switch_leads_to_the_same_page(client: Client, march: Snapshot, root: str) -> None:
    page = read(client, root + "1.1.2/")
    at = "%E9%9D%92%E6%BE%9C%E5%B8%82/2031/1.1.2/"
    assert f'href="../../../large/{at}"' in page
    assert f'href="../../../en/{at}"' in page
    large = read(client, root.replace("/public/", "/public/large/") + "1.1.2/")
    assert f'href="../../../../{at}"' in large


def test_what_changed_is_told_from_publication_to_publication(client: Client, april: Snapshot, root: str) -> None:
    page = read(client, root + "changes/")
    moved = re.findall(r'<span class="number">([^<]+)</span>', page)
    assert moved == ["1.1.2"]
    assert page.index("欠进度") < page.index("已完成")
    assert "首次发布。" in page
