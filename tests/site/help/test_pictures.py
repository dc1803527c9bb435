"""The guides' pictures are drawn from the pages, of an invented plan, and the pages still show what they say.

Draw them anew with `DUBAN_RENEW=1 make test TESTS=tests/site/help/test_pictures.py`.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import an_order
import invented_plan
import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation
from PIL import Image

import a_chromium
import duban_site
from duban_site.bulletins.actions.write_bulletin import write_bulletin
from duban_site.help.guides import GUIDE_BY_ROLE
from duban_site.help.pictures import HEIGHT, PICTURES, WIDTH
from duban_site.people.models import Person
from duban_site.plans.actions.decide_commitment import accept_part
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import BodyReport
from duban_site.snapshots.actions.close_month import close_month

PACKAGE = Path(duban_site.__file__).parent
TEMPLATES = PACKAGE / "templates" / "help"
STATIC = PACKAGE / "static"
HOST = "http://testserver"
DAY = dt.date(invented_plan.YEAR, 6, 3)
MOMENT = dt.datetime(invented_plan.YEAR, 6, 1, 9, tzinfo=dt.UTC)
SCALE = 1.25
"""A window of 720 px gives pictures of 900: letters as large as the guide's own."""
MOST_BYTES = 60_000

ASKED = "[placeholder='数没有错时，写明原因']"
Shot = tuple[str, str, str, tuple[str, ...]]
"""Who looks, where, the element at which the picture begins, and what must stand in the picture."""


@pytest.fixture
def _line_feeds_of_templates_say_nothing() -> None:
    """Here they do: a picture has the spaces that a browser shows."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with a_chromium.for_django() as launched:
        yield launched


@pytest.fixture
def shots(cast: Cast, plan: Plan, settings: Any) -> dict[str, Shot]:
    """March is closed, April waits to be checked, May is being filled in; another plan is a draft."""
    settings.STANDS_STILL = DAY
    reported(cast, plan, 3, "2")
    assessed(cast, plan, 3)
    bulletin = write_bulletin(cast.shen, close_month(cast.shen, plan, 3, with_unchecked=True))
    april = reported(cast, plan, 4, "3", accept=False)
    BodyReport.objects.filter(pk=april.pk).update(submitted_at=MOMENT)
    assessed(cast, plan, 4)
    may = open_round(cast.shen, plan, 5).reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    figure = FigureInput(pumps.claims.get(), f"{plan.year}-01..05", Decimal(1), None, "preliminary")
    write_entry(cast.lu, may, EntryInput(pumps, 0, "又改造一座。", "", "", [figure]))
    order = an_order.at("assigned", plan, cast, due=dt.date(plan.year, 6, 20))
    draft = invented_plan.draft(cast)
    accept_part(cast.shen, draft.parts.get(order=2))
    form, checked, top = f"/reporting/reports/{may.pk}/", f"/reporting/reports/{april.pk}/", "main"
    return {
        "home-officer": ("shen", "/", top, ("text=待审核的填报", "text=准备中的计划")),
        "review": ("shen", f"/plans/{draft.pk}/review/1/", "main h2", (button("确认"), button("不是目标任务"))),
        "assign": ("shen", f"/plans/{draft.pk}/assign/2/", "main fieldset.card", ("text=牵头单位", "[data-fill]")),
        "month-form": ("lu", form, "main .entry", ("text=数值", "text=进展情况", ASKED)),
        "home-head": ("wei", "/", top, ("text=待签发",)),
        "sign": ("wei", form, top, (button("签发"), ASKED)),
        "check-report": ("shen", checked, top, (button("采用"), "text=退回意见", "text=退回…")),
        "close-month": ("shen", f"/snapshots/plans/{plan.pk}/", top, ("text=没有报送", button("封存"))),
        "bulletin": ("shen", f"/bulletins/{bulletin.pk}/", top, ("text=修改文字", "text=DOCX")),
        "order": ("lu", f"/orders/{order.pk}/", top, (button("签收"), "text=完成时限")),
        "home-leader": ("gao", "/boards/own/", top, ("text=1.1.1", "text=应达")),
        "accounts": ("ning", "/accounts/", top, ("text=新开账号", "text=状态")),
    }


def button(words: str) -> str:
    return f"button:text-is('{words}')"


def pages_of(chromium: Any, cast: Cast) -> tuple[Any, Callable[[Shot], Any]]:
    """A context, and `look(shot)`: the window with that page, its links to files served from the package."""
    window = {"width": round(WIDTH / SCALE), "height": round(HEIGHT / SCALE)}
    context = chromium.new_context(viewport=window, device_scale_factor=SCALE, locale="zh-CN", reduced_motion="reduce")
    page, bodies = context.new_page(), dict[str, str]()

    def serve(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            return route.fulfill(path=finders.find(path.removeprefix("/static/")))
        return route.fulfill(body=bodies[path], content_type="text/html") if path in bodies else route.abort()

    def look(shot: Shot) -> Any:
        client = Client()
        client.force_login(getattr(cast, shot[0]))
        Person.objects.update(last_login=MOMENT)
        answer = client.get(shot[1], follow=True)
        assert answer.status_code == 200, shot
        bodies.clear()
        bodies[shot[1]] = answer.content.decode()
        page.goto(HOST + shot[1])
        page.add_style_tag(content=".top { display: none }")
        return page

    context.route("**/*", serve)
    return context, look


@pytest.mark.django_db
def test_pages_show_what_the_pictures_say(chromium: Any, shots: dict[str, Shot], cast: Cast) -> None:
    assert set(shots) == set(PICTURES)
    context, look = pages_of(chromium, cast)
    absent = []
    for name, shot in shots.items():
        page = look(shot)
        page.locator(shot[2]).first.evaluate("e => scrollTo(0, e.getBoundingClientRect().y - 8)")
        absent += [(name, what) for what in shot[3] if not any(map(in_sight, page.locator(what).all()))]
        if os.environ.get("DUBAN_RENEW"):
            save(page.screenshot(), STATIC / PICTURES[name].address)
    context.close()
    assert not absent


def in_sight(place: Any) -> bool:
    box = place.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= HEIGHT / SCALE


def save(screenshot: bytes, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    Image.open(io.BytesIO(screenshot)).convert("RGB").save(path, "WEBP", quality=82, method=6)


def test_every_picture_is_there_and_used_in_both_languages() -> None:
    named = {language: set[str]() for language in ("", "en")}
    for language, names in named.items():
        for guide in set(GUIDE_BY_ROLE.values()):
            text = (TEMPLATES / language / f"{guide}.html").read_text(encoding="utf-8")
            names.update(re.findall(r'{% guide_picture "([\w-]+)" %}', text))
    assert named[""] == named["en"] == set(PICTURES)
    files = sorted(path.name for path in (STATIC / "duban" / "guide").iterdir())
    assert files == sorted(f"{name}.webp" for name in PICTURES)
    for picture in PICTURES.values():
        path = STATIC / picture.address
        with Image.open(path) as image:
            assert image.size == (picture.width, picture.height)
        assert path.stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("picture", PICTURES.values(), ids=lambda picture: picture.name)
def test_a_picture_is_described_in_both_languages(picture: Any) -> None:
    chinese = (str(picture.alternative), str(picture.caption))
    with translation.override("en"):
        english = (str(picture.alternative), str(picture.caption))
    assert all(chinese)
    assert all(english)
    assert not set(chinese) & set(english)
