"""Robots and gateways: a local server that checks what each platform publishes of its format."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from cast_of_people import Cast

from duban_site.core.actor import SystemActor
from duban_site.core.clock import utc_now
from duban_site.orders.actions.manage_channels import add_channel, switch_channel, try_channel
from duban_site.orders.actions.send_messages import is_quiet, send_messages
from duban_site.orders.channels import dingtalk, feishu
from duban_site.orders.models import Channel, ChannelMessage, NoticeKind
from duban_site.orders.step_notices import write_notices

pytestmark = pytest.mark.django_db

SECRET = "SECtest"  # noqa: S105 (of the local server)
HOUR = 3600
CLOCK = SystemActor("定时")


class Platform(BaseHTTPRequestHandler):
    """The platforms' checks, by the first part of the path; what they took is in `taken`."""

    taken: list[dict[str, Any]]
    say: dict[str, Any] | None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = urlsplit(self.path)
        kind = parts.path.strip("/").partition("/")[0]
        said = type(self).say or getattr(self, f"_{kind}")(body, parse_qs(parts.query))
        data = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _take(self, text: str, said: dict[str, Any]) -> dict[str, Any]:
        type(self).taken.append({"text": text})
        return said

    def _wecom(self, body: bytes, query: dict[str, list[str]]) -> dict[str, Any]:
        told = json.loads(body)
        content = told["markdown"]["content"]
        if query["key"] != ["k"] or told["msgtype"] != "markdown":
            return {"errcode": 93000}
        if len(content.encode()) > 4096:
            return {"errcode": 40058}
        return self._take(content, {"errcode": 0})

    def _dingtalk(self, body: bytes, query: dict[str, list[str]]) -> dict[str, Any]:
        at, told = query["timestamp"][0], json.loads(body)
        made = hmac.new(SECRET.encode(), f"{at}\n{SECRET}".encode(), hashlib.sha256).digest()
        fresh = abs(int(at) / 1000 - time.time()) < HOUR
        if query["sign"] != [base64.b64encode(made).decode()] or not fresh:
            return {"errcode": 310000, "errmsg": "sign not match"}
        if told["msgtype"] != "markdown" or len(body) > 20_000:
            return {"errcode": 400105}
        return self._take(told["markdown"]["text"], {"errcode": 0})

    def _feishu(self, body: bytes, _query: dict[str, list[str]]) -> dict[str, Any]:
        told = json.loads(body)
        key = f"{told['timestamp']}\n{SECRET}".encode()
        made = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        if told["sign"] != made or abs(int(told["timestamp"]) - time.time()) > HOUR:
            return {"code": 19021}
        if told["msg_type"] != "text" or len(body) > 20_000:
            return {"code": 9499}
        return self._take(told["content"]["text"], {"code": 0})

    def _gateway(self, body: bytes, _query: dict[str, list[str]]) -> dict[str, Any]:
        told = parse_qs(body.decode())
        if told["password"] != [SECRET] or not told["content"][0].startswith("【督办】"):
            return {"code": 7}
        return self._take(told["content"][0] + " → " + told["mobile"][0], {"code": 0})

    def log_message(self, *_args: object) -> None:
        """Nothing: the addresses hold secrets."""


@pytest.fixture
def platform(settings: Any) -> Iterator[str]:
    Platform.taken, Platform.say = [], None
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    settings.WEBHOOK_HOSTS = [host]
    yield f"http://{host}"
    server.shutdown()
    server.server_close()


ADDRESSES = {"wecom": "/wecom?key=k", "dingtalk": "/dingtalk?access_token=t", "feishu": "/feishu/h"}
ADDRESSES |= {"gateway": "/gateway"}
FIELDS = {"password": "{secret}", "content": "【督办】{text}", "mobile": "{mobiles}"}


def channel(cast: Cast, platform: str, kind: str, **more: Any) -> Channel:
    own: dict[str, Any] = {"quiet_from": 0, "quiet_until": 0, "body": cast.water, "secret": SECRET}
    if kind == "gateway":
        own |= {"fields": FIELDS, "success": "code=0", "as_form": True}
    made = Channel(name=kind, kind=kind, address=platform + ADDRESSES[kind], **(own | more))
    return add_channel(cast.shen, made)


def tell(cast: Cast, key: str, title: str = "泵站") -> None:
    day = utc_now().date()
    words = {"label": "督〔2031〕1号", "title": title, "due": "2031-04-05"}
    write_notices([cast.lu, cast.wei], NoticeKind.URGED, key, day, "/orders/1/", **words)


@pytest.mark.parametrize("kind", ADDRESSES)
def test_each_platform_takes_the_message_as_it_publishes_its_format(kind: str, cast: Cast, platform: str) -> None:
    cast.lu.phone = "13800000000"
    cast.lu.save()
    channel(cast, platform, kind)
    tell(cast, "a")
    tell(cast, "b")
    outcome = send_messages(CLOCK, utc_now())
    assert (outcome.sent_count, outcome.faults) == (1, 0)
    assert len(Platform.taken) == 1, "two notices of two people each are one message"
    text = Platform.taken[0]["text"]
    assert text.count("泵站") == 2
    assert send_messages(CLOCK, utc_now()).sent_count == 0, "never twice"
    assert kind != "gateway" or text.endswith("13800000000")


def test_the_signatures_are_those_of_the_published_examples() -> None:
    expected = "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D"
    assert dingtalk.compute_signature("SECtest", 1_700_000_000_000) == expected
    assert feishu.compute_signature("test", 1_700_000_000) == "eSJQnOl8XqPTMPHWz9e5IzeHS/tqoc68g2967ekIPmg="


def test_a_long_message_is_cut_between_lines_and_says_how_many_are_left(cast: Cast, platform: str) -> None:
    channel(cast, platform, "wecom")
    for n in range(60):
        tell(cast, f"k{n}", "很长的督办事项" * 8)
    assert send_messages(CLOCK, utc_now()).sent_count == 1
    assert "条，见站内提醒。" in Platform.taken[0]["text"]


def test_a_robot_that_is_asked_to_wait_waits_and_sends_what_it_held(cast: Cast, platform: str) -> None:
    made = channel(cast, platform, "dingtalk")
    tell(cast, "a")
    Platform.say = {"errcode": 410100}
    now = utc_now()
    assert send_messages(CLOCK, now).waiting == 1
    Platform.say = None
    assert send_messages(CLOCK, now + dt.timedelta(minutes=10)).sent_count == 0
    assert send_messages(CLOCK, now + dt.timedelta(minutes=12)).sent_count == 1
    assert made.messages.get().state == "sent"


def test_a_wrong_secret_switches_the_channel_off_and_loses_nothing(cast: Cast, platform: str) -> None:
    made = channel(cast, platform, "feishu", secret="wrong")  # noqa: S106
    tell(cast, "a")
    assert send_messages(CLOCK, utc_now()).faults == 1
    made.refresh_from_db()
    assert (made.active, made.fault) == (False, "code 19021")
    assert not ChannelMessage.objects.exists()
    made.secret = SECRET
    made.save()
    switch_channel(cast.shen, made)
    try_channel(cast.shen, made)
    assert send_messages(CLOCK, utc_now()).sent_count == 1


@pytest.mark.parametrize(
    ("hour", "start", "until", "quiet"),
    [(22, 21, 8, True), (7, 21, 8, True), (9, 21, 8, False), (12, 12, 14, True), (3, 0, 0, False)],
)
def test_nothing_goes_out_in_quiet_hours(hour: int, start: int, until: int, quiet: bool) -> None:
    now = dt.datetime(2031, 4, 5, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert is_quiet(Channel(quiet_from=start, quiet_until=until), now) is quiet


def test_the_office_adds_a_channel_on_its_page_and_no_address_is_shown(
    cast: Cast, platform: str, signed_in: Any
) -> None:
    browser = signed_in(cast.shen)
    form = {"name": "水务群", "kind": "wecom", "body": cast.water.pk}
    form |= {"address": f"{platform}/wecom?key=k", "quiet_from": "0", "quiet_until": "0"}
    assert browser.post("/orders/channels/", form).status_code == 302
    page = browser.get("/orders/channels/").content.decode()
    assert "水务群" in page
    assert "key=k" not in page
    wrong = form | {"address": "http://10.0.0.1/x"}
    answer = browser.post("/orders/channels/", wrong)
    assert answer.status_code == 422
    assert "DUBAN_WEBHOOK_HOSTS" in answer.content.decode()
