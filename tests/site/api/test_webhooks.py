"""Webhooks against a real HTTP server on this machine."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import standardwebhooks
from cast_of_people import Cast
from django.core.management import call_command

from duban_site.api import webhook_delivery
from duban_site.api.actions.webhooks import add_webhook, switch_webhook
from duban_site.api.models import Delivery, Webhook
from duban_site.api.webhook_delivery import RETRY_DELAYS, deliver_messages
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot

NOON = dt.datetime(2031, 4, 20, 12, tzinfo=dt.UTC)


class Receiver:
    """Keeps what it was sent; answers with `status`."""

    def __init__(self) -> None:
        self.status, self.got = 204, []  # type: ignore[var-annotated]
        keep = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                keep.got.append((dict(self.headers), body))
                self.send_response(keep.status)
                if keep.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    made = Receiver()
    settings.WEBHOOK_HOSTS = [made.host]
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def hook(cast: Cast, receiver: Receiver) -> Webhook:
    return add_webhook(cast.shen, "市报", f"http://{receiver.host}/duban")


def test_publishing_and_withdrawing_are_told_once_and_signed(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver
) -> None:
    closed = close_month(cast.shen, march, 3)
    publish_snapshot(cast.shen, closed)
    withdraw_snapshot(cast.shen, closed, "数据有误")
    assert deliver_messages(NOON) == (2, 0)
    assert deliver_messages(NOON) == (0, 0)
    told = [json.loads(body) for _signed, body in receiver.got]
    assert [one["topic"] for one in told] == ["snapshots.publish", "snapshots.withdraw"]
    assert told[0]["sha256"] == closed.sha256
    published = standardwebhooks.Webhook(hook.secret)
    for headers, body in receiver.got:
        assert published.verify(body, headers) == json.loads(body)
        assert "沈岚" not in body.decode()
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            published.verify(body.replace("青".encode(), "清".encode()), headers)
        earlier = {name: value for name, value in headers.items() if "timestamp" not in name}
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            published.verify(body, earlier | {"webhook-timestamp": "1"})
    assert len({headers["Webhook-Id"] for headers, _body in receiver.got}) == 2


def topics(receiver: Receiver) -> list[str]:
    return [json.loads(body)["topic"].removeprefix("snapshots.") for _headers, body in receiver.got]


def test_a_withdrawal_never_overtakes_the_publishing_that_failed(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver
) -> None:
    closed = close_month(cast.shen, march, 3)
    publish_snapshot(cast.shen, closed)
    receiver.status = 503
    assert deliver_messages(NOON) == (0, 1)
    withdraw_snapshot(cast.shen, closed, "数据有误")
    receiver.status = 204
    receiver.got.clear()
    assert deliver_messages(NOON) == (0, 0)
    assert deliver_messages(NOON + RETRY_DELAYS[0]) == (2, 0)
    assert topics(receiver) == ["publish", "withdraw"]


def test_two_runs_at_once_send_once(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver, monkeypatch: Any
) -> None:
    """The second run comes while the first is sending; a run that died is overtaken later."""
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    post, seconds = webhook_delivery._post, []

    def while_another_runs(*args: Any) -> str:
        if not seconds:
            seconds.append(None)
            seconds[0] = deliver_messages(NOON)
        return post(*args)

    monkeypatch.setattr(webhook_delivery, "_post", while_another_runs)
    assert deliver_messages(NOON) == (1, 0)
    assert seconds == [(0, 0)]
    assert topics(receiver) == ["publish"]
    Webhook.objects.update(claimed_until=utc_now() + webhook_delivery.CLAIM_DURATION)
    withdraw_snapshot(cast.shen, march.snapshots.get(), "数据有误")
    assert deliver_messages(NOON) == (0, 0)
    Webhook.objects.update(claimed_until=utc_now())
    assert deliver_messages(NOON) == (1, 0)


def test_what_was_before_the_webhook_is_not_told(cast: Cast, march: Plan, receiver: Receiver) -> None:
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    add_webhook(cast.shen, "市报", f"http://{receiver.host}/duban")
    assert deliver_messages(NOON) == (0, 0)
    assert receiver.got == []


def test_a_receiver_that_fails_is_asked_again_later_and_given_up_at_last(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver
) -> None:
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    receiver.status = 500
    now = NOON
    assert deliver_messages(now) == (0, 1)
    assert deliver_messages(now) == (0, 0)
    for wait in RETRY_DELAYS:
        now += wait
        assert deliver_messages(now) == (0, 1)
    assert deliver_messages(now + dt.timedelta(days=9)) == (0, 0)
    kept = Delivery.objects.get()
    assert (kept.tries, kept.answer, kept.next_at) == (len(RETRY_DELAYS) + 1, "500", None)


def test_one_that_recovers_gets_the_message(cast: Cast, march: Plan, hook: Webhook, receiver: Receiver) -> None:
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    receiver.status = 503
    deliver_messages(NOON)
    receiver.status = 200
    assert deliver_messages(NOON + RETRY_DELAYS[0]) == (1, 0)
    assert Delivery.objects.get().delivered_at is not None


def test_a_redirect_is_not_followed(cast: Cast, march: Plan, hook: Webhook, receiver: Receiver) -> None:
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    receiver.status = 302
    assert deliver_messages(NOON) == (0, 1)
    assert len(receiver.got) == 1


def test_one_that_is_off_is_told_when_it_is_on_again(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver
) -> None:
    switch_webhook(cast.shen, hook)
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    assert deliver_messages(NOON) == (0, 0)
    switch_webhook(cast.shen, hook)
    assert deliver_messages(NOON) == (1, 0)


@pytest.mark.parametrize("url", ["http://169.254.1.1/", "file:///etc/passwd", "http://a@b/", ""])
def test_only_hosts_of_the_settings_are_called(cast: Cast, receiver: Receiver, url: str) -> None:
    with pytest.raises(Refused):
        add_webhook(cast.shen, "市报", url)
    assert not Webhook.objects.exists()


def test_a_host_that_was_taken_off_the_list_is_called_no_more(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver, settings: Any
) -> None:
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    settings.WEBHOOK_HOSTS = []
    assert deliver_messages(NOON) == (0, 1)
    assert receiver.got == []


def test_the_command_says_how_many_were_taken(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver, capsys: Any
) -> None:
    publish_snapshot(cast.shen, close_month(cast.shen, march, 3))
    call_command("deliver")
    assert "送达 1 条" in capsys.readouterr().out


def test_the_page_shows_a_new_secret_once(cast: Cast, receiver: Receiver, signed_in: Any) -> None:
    browser = signed_in(cast.shen)
    form = {"name": "市报", "url": f"http://{receiver.host}/duban"}
    secret = browser.post("/webhooks/", form).content.decode().split('class="secret">')[1].split("<")[0]
    assert secret == Webhook.objects.get().secret
    assert secret not in browser.get("/webhooks/").content.decode()
    assert browser.post("/webhooks/", form | {"url": "http://a/"}).status_code == 422


def page_of(browser: Any, hook: Webhook, **asked: str) -> str:
    """The page after a button was pressed, or the page itself."""
    where = f"/webhooks/{hook.pk}/"
    if asked:
        response = browser.post(where, asked, follow=True)
        assert response.status_code == 200, response.content.decode()[:300]
        return str(response.content.decode())
    return str(browser.get(where).content.decode())


def test_a_test_message_goes_to_its_own_receiver_alone(
    cast: Cast, hook: Webhook, receiver: Receiver, signed_in: Any
) -> None:
    other = add_webhook(cast.shen, "县报", f"http://{receiver.host}/other")
    told = page_of(signed_in(cast.shen), hook, do="test")
    assert "测试消息已排队" in told
    assert deliver_messages(NOON + dt.timedelta(days=9999)) == (1, 0)
    ((headers, body),) = receiver.got
    assert standardwebhooks.Webhook(hook.secret).verify(body, headers)["topic"] == "api.test_webhook"
    assert not other.deliveries.exists()
    assert "已送达" in page_of(signed_in(cast.shen), hook)


def test_a_secret_is_changed_while_both_hold(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver, signed_in: Any, monkeypatch: Any
) -> None:
    """A receiver verifies with either secret; a day later only with the new one."""
    browser, before = signed_in(cast.shen), hook.secret
    told = page_of(browser, hook, do="rotate")
    hook.refresh_from_db()
    assert hook.secret != before
    assert hook.secret in told
    assert hook.secret not in page_of(browser, hook)
    assert browser.post(f"/webhooks/{hook.pk}/", {"do": "rotate"}).status_code == 409
    closed = close_month(cast.shen, march, 3)
    publish_snapshot(cast.shen, closed)
    deliver_messages(NOON)
    headers, body = receiver.got[-1]
    for secret in (before, hook.secret):
        assert standardwebhooks.Webhook(secret).verify(body, headers)
    Webhook.objects.update(old_until=utc_now())
    withdraw_snapshot(cast.shen, closed, "数据有误")
    deliver_messages(NOON)
    headers, body = receiver.got[-1]
    assert standardwebhooks.Webhook(hook.secret).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(before).verify(body, headers)


def test_what_was_given_up_is_sent_again_by_hand_with_the_same_id_and_first(
    cast: Cast, march: Plan, hook: Webhook, receiver: Receiver, signed_in: Any
) -> None:
    browser = signed_in(cast.shen)
    closed = close_month(cast.shen, march, 3)
    publish_snapshot(cast.shen, closed)
    receiver.status = 500
    now = NOON
    for wait in (dt.timedelta(0), *RETRY_DELAYS):
        now += wait
        deliver_messages(now)
    ids = {headers["Webhook-Id"] for headers, _body in receiver.got}
    assert len(ids) == 1
    assert "已放弃" in page_of(browser, hook)
    assert f"/webhooks/{hook.pk}/" in browser.get("/webhooks/").content.decode()
    withdraw_snapshot(cast.shen, closed, "数据有误")
    receiver.status = 204
    receiver.got.clear()
    told = page_of(browser, hook, do="replay")
    assert "已排队重发 1 条" in told
    assert browser.post(f"/webhooks/{hook.pk}/", {"do": "replay"}).status_code == 409
    later = utc_now() + dt.timedelta(minutes=1)
    assert deliver_messages(max(later, now)) == (2, 0)
    assert topics(receiver) == ["publish", "withdraw"]
    assert {receiver.got[0][0]["Webhook-Id"]} == ids
    assert "已放弃" not in page_of(browser, hook).split("</form>", 2)[-1].split("<tbody>")[1]
    # And one that was delivered, because the receiver asks for it.
    one = Delivery.objects.earliest("event")
    page_of(browser, hook, do="replay", delivery=str(one.pk))
    assert deliver_messages(max(later, now)) == (1, 0)
    assert topics(receiver)[-1] == "publish"
