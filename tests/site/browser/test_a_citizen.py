"""A citizen with a phone and no mouse, in 长辈版, finds a promise, follows it and sends a clue."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from a_month import assessed, reported
from cast_of_people import Cast

import an_axe
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.public.actions.send_clue import Sender
from duban_site.public.actions.send_rating import send_rating
from duban_site.public.models import Clue, Rating
from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

pytestmark = pytest.mark.django_db(transaction=True)
Window = Callable[[Person | None], Any]
HOME = "/public/青澜市/2031/"
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def published(plan: Plan, cast: Cast) -> Plan:
    """March and April; April's answer to five readers' grades."""
    for month, pumps in ((3, "1"), (4, "12")):
        reported(cast, plan, month, pumps)
        assessed(cast, plan, month)
        publish_snapshot(cast.shen, close_month(cast.shen, plan, month))
    pumps = plan.commitments.get(number="1.1.2")
    for n in range(5):
        send_rating(Sender("203.0.113.9", f"b{n}"), pumps, 4)
    return plan


def tab_to(page: Any, selector: str, most: int = 80) -> None:
    """Press Tab until the thing has the focus: a thing that keys do not reach is a fault."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab")


def test_with_keys_alone_at_phone_width_in_large_print(window: Window, published: Plan) -> None:
    page = window(None)
    page.set_viewport_size(PHONE)
    page.goto("/login/")
    tab_to(page, "a[href='/public/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/public/")
    tab_to(page, ".switch a.size")
    page.keyboard.press("Enter")
    page.wait_for_url("**/public/large/")
    tab_to(page, ".shelf h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2031/")
    tab_to(page, "#q")
    page.keyboard.type("泵站")
    page.keyboard.press("Enter")
    page.wait_for_url("**/commitments/?q=*")
    tab_to(page, ".said a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1.1.2/")
    assert "已完成" in page.inner_text(".verdict .state")
    assert page.inner_text(".quote mark") == "改造泵站12座"
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 22
    _follow(page)
    tab_to(page, "a[href='clue/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clue/")
    tab_to(page, "#id_text")
    page.keyboard.type("三号泵站门口的围挡还没有拆。")
    tab_to(page, "form:has(#id_text) button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks/")
    assert "收到了" in page.inner_text("h1")
    assert Clue.objects.get().text == "三号泵站门口的围挡还没有拆。"
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")


def _follow(page: Any) -> None:
    """The feed is one link away, and tells of this commitment."""
    tab_to(page, ".acts a[href$='feed.atom']")
    address = page.evaluate("document.activeElement.href")
    feed = page.request.get(address)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert "1.1.2 欠进度 → 已完成" in feed.text()


def test_a_sentence_opens_its_state_beside_it(window: Window, published: Plan) -> None:
    page = window(None)
    page.goto(HOME)
    page.click("a#c-1\\.1\\.2")
    page.wait_for_selector("#drawer .verdict")
    assert "已完成" in page.inner_text("#drawer")
    assert page.url.rstrip("/").endswith("2031")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "c-1.1.2"


def test_everything_works_without_script(chromium: Any, live_server: Any, published: Plan) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + HOME)
    page.fill("#q", "河道")
    page.click(".seek button")
    page.click(".said a")
    assert "整治河道" in page.inner_text("h1")
    page.click("a[href='clue/']")
    page.check("input[name=grade][value='5']")
    page.click("form:has(input[name=grade]) button")
    assert "收到了" in page.inner_text("h1")
    assert Rating.objects.filter(grade=5).count() == 1
    page.context.close()


PAGES = ("", "commitments/", "commitments/?q=x", "bodies/", "changes/", "parts/1/", "1.1.2/",
         "statuses/completed/", "1.1.2/clue/", "1.1.2/clue/thanks/")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("mode", ["", "large/", "en/"])
def test_no_public_page_has_a_serious_fault(
    chromium: Any, live_server: Any, published: Plan, mode: str, scheme: str
) -> None:
    page = chromium.new_context(color_scheme=scheme, viewport=PHONE).new_page()
    faults, wide = [], []
    root = f"{live_server.url}/public/{mode}"
    at = HOME.removeprefix("/public/")
    for url in [root, root + "about/", *(root + at + rest for rest in PAGES)]:
        page.goto(url)
        faults += [f"{url}: {fault}" for fault in an_axe.faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(url)
    page.context.close()
    assert not faults, "\n".join(faults)
    assert not wide


def test_the_content_policy_has_nothing_to_complain_of(window: Window, published: Plan) -> None:
    """Data for machines stand inside the pages; no browser runs them, and none may be inline."""
    page, said = window(None), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for rest in ("", "1.1.2/", "commitments/?q=泵站"):
        page.goto(HOME + rest)
    assert said == []
    page.goto(HOME + "1.1.2/")
    block = page.locator('script[type="application/ld+json"]')
    assert json.loads(block.text_content())["@type"] == "Claim"
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 1}))")
    assert any("Content Security Policy" in line for line in said), "the policy stops nothing"


def test_the_site_of_files_opens_from_a_disk(window: Window, published: Plan, tmp_path: Path) -> None:
    """No server: every link leads to a page, and what the listing shows is searched."""
    publish_site(tmp_path / "site", select_editions(()))
    page = window(None)
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.click(".shelf h2 a")
    page.click(".planbar a:text-is('查找')")
    page.fill("#q", "泵站")
    page.keyboard.press("Enter")
    page.wait_for_selector("#unread", state="visible")
    assert page.inner_text("#count").startswith("1 ")
    page.click("#found a")
    assert page.inner_text(".quote mark") == "改造泵站12座"
    page.click(".switch a.size")
    assert page.evaluate("document.documentElement.className") == "large"
    page.click("footer a:text-is('开放数据')")
    assert "plan.json" in page.inner_text("main")
    outside = "[...document.querySelectorAll('a[href], link[href], script[src]')]"
    outside += ".map(e => e.href || e.src).filter(u => !u.startsWith('file:'))"
    assert page.evaluate(outside) == []
