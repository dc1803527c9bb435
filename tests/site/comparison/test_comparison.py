"""横向对比: a nation, a province and a city of the same year and the next, on one page.

The reports are invented; each level asks for more than the one above (层层加码).
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import compared_plans
import pytest
from a_month import assessed
from cast_of_people import Cast
from compared_plans import CHAIN, in_force
from django.test import Client
from page_text import without_line_feeds

from compare_texts import place
from duban_site.comparison import page_content, queries
from duban_site.comparison.page_content import ComparisonQuery
from duban_site.plans.actions.import_report import ReportSource, import_report
from duban_site.plans.models import Claim, Plan
from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> list[Plan]:
    return compared_plans.chain(cast)


def page(client: Client, cast: Cast, query: str = "") -> str:
    client.force_login(cast.shen)
    answer = client.get(f"/comparison/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def rows(html: str) -> list[list[str]]:
    """The cells of the table, tags away."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in body.split("</tr>")]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in line] for line in cells if line]


def test_each_level_that_asks_for_more_than_the_one_above_is_said(
    client: Client, cast: Cast, chain: list[Plan]
) -> None:
    told = rows(page(client, cast, "?indicator=gdp&year=2031"))
    assert [row[1:5] for row in told] == [
        ["昆明市", "2031", "力争6.5%以上", "◇ 力争"],
        ["云南省", "2031", "5.5%以上", "▶ 守底线"],
        ["全国", "2031", "5%左右", "◐ 留余地"],
    ]
    assert [row[5:] for row in told] == [
        ["5.4%", "+1.1个百分点", "云南省 5.5%以上", "+1个百分点 ↑ 加码"],
        ["5.1%", "+0.4个百分点", "全国 5%左右", "+0.5个百分点 ↑ 加码"],
        ["5.2%", "-0.2个百分点", "—", "—"],
    ]
    html = page(client, cast, "?indicator=gdp&year=2031")
    assert "chart dots" in html
    assert f'href="/boards/{chain[2].pk}/"' in html


def test_the_years_of_one_city_stand_beside_each_other_with_what_came_of_them(
    client: Client, cast: Cast, chain: list[Plan]
) -> None:
    html = page(client, cast, "?indicator=gdp")
    assert "年年怎么变" in html
    assert "2031年目标力争6.5%以上，结果6.1%；2032年目标6%左右" in html


def test_what_the_office_corrected_counts_and_what_it_rejected_does_not(
    client: Client, cast: Cast, chain: list[Plan]
) -> None:
    city = Claim.objects.filter(commitment__plan=chain[2])
    city.filter(indicator="地区生产总值").update(value="5.5", number="5.5%以上")
    told = rows(page(client, cast, "?indicator=gdp&year=2031"))
    (gdp,) = [row for row in told if row[1] == "昆明市"]
    assert (gdp[1], gdp[6], gdp[8]) == ("昆明市", "+0.1个百分点", "0个百分点 = 与上级持平")
    assert any(row[1] == "昆明市" and row[2] == "2031" for row in rows(page(client, cast)))
    chain[2].commitments.update(state="rejected")
    left = rows(page(client, cast))
    assert not any(row[1] == "昆明市" and row[2] == "2031" for row in left)


def test_a_draft_is_not_compared(client: Client, cast: Cast, chain: list[Plan]) -> None:
    name, report = place("曲靖市", 2031, "5.0", "9%以上")
    import_report(cast.shen, report, ReportSource(f"{name}.txt", "txt"))
    assert "曲靖市" not in page(client, cast)


def test_the_data_holds_what_is_asked_for(client: Client, cast: Cast, chain: list[Plan]) -> None:
    client.force_login(cast.tan)
    asked = "?indicator=gdp&year=2031"
    text = client.get(f"/comparison/targets.csv{asked}").content.decode("utf-8-sig")
    steps = {row["region"]: row["step"] for row in csv.DictReader(io.StringIO(text))}
    assert steps == {"全国": "", "云南省": "0.5", "昆明市": "1.0"}
    whole = json.loads(client.get("/comparison/targets.json").content)
    assert len(json.dumps(whole)) > len(text)
    assert client.get(f"/comparison/targets.xlsx{asked}").content[:2] == b"PK"


def test_one_plan_alone_and_what_cannot_be_asked_for_say_so(client: Client, cast: Cast, plan: Plan) -> None:
    assert "还没有可比的" in page(client, cast)
    in_force(cast, *CHAIN[0])
    assert "没有这样的目标" in page(client, cast, "?indicator=none&year=x")
    assert ComparisonQuery.from_query({"indicator": "gdp", "year": "２０３１"}) == ComparisonQuery("gdp", None)


def test_what_is_not_listed_and_not_compared_is_said(
    client: Client, cast: Cast, chain: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_content, "MAX_ROWS", 1)
    monkeypatch.setattr(queries, "MAX_PLANS", 3)
    html = page(client, cast)
    assert "项没有列出，都在下载的数据里" in html
    assert "另有 1 份较早的没有比" in html


def test_the_page_asks_few_questions(
    client: Client, cast: Cast, chain: list[Plan], django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    client.force_login(cast.shen)
    client.get("/comparison/")
    with django_assert_max_num_queries(12):
        client.get("/comparison/")


def test_the_public_page_and_the_static_site_hold_the_published_plans_alone(
    client: Client, cast: Cast, chain: list[Plan], tmp_path: Path
) -> None:
    assert "还没有可比的" in client.get("/public/comparison/").content.decode()
    for plan in chain[:2]:
        assessed(cast, plan, 3)
        publish_snapshot(cast.shen, close_month(cast.shen, plan, 3))
    html = client.get("/public/comparison/").content.decode()
    told = rows(html)
    assert {row[1] for row in told} == {"全国", "云南省"}
    assert "↑ 加码" in html
    english = client.get("/public/en/comparison/").content.decode()
    assert "more than above" in english
    data = client.get("/public/comparison/targets.csv").content
    publish_site(tmp_path / "site", select_editions(()))
    assert (tmp_path / "site/comparison/targets.csv").read_bytes() == data
    static = without_line_feeds((tmp_path / "site/comparison/index.html").read_bytes()).decode()
    assert rows(static) == told
