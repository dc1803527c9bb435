"""The day's mail, to a real SMTP server on this machine; each thing once, whatever breaks."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from an_order import DAY, DUE, at, paper
from cast_of_people import Cast
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from postbox import Postbox, Server

from duban_site.core.actor import SystemActor
from duban_site.core.audit.models import Event
from duban_site.orders.actions import plain_steps
from duban_site.orders.actions.send_digests import send_digests
from duban_site.orders.models import Digest, Notice
from duban_site.people.models import Person
from duban_site.plans.models import Plan

MACHINE = SystemActor("定时任务")


@pytest.fixture
def postbox(settings: LazySettings) -> Iterator[Postbox]:
    """A mail server at work; pytest-django's own mail backend is put aside."""
    box = Postbox()
    server = Server(box)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.SITE_URL = "https://duban.example"
    yield box
    server.stop()


@pytest.fixture
def addressed(cast: Cast) -> Cast:
    for name in ("shen", "lu", "wei", "gao"):
        person = getattr(cast, name)
        person.email = f"{name}@duban.example"
        person.save()
    return cast


def test_a_digest_comes_once_a_day_with_everything_new(plan: Plan, addressed: Cast, postbox: Postbox) -> None:
    order = at("assigned", plan, addressed)
    plain_steps.urge_order(addressed.shen, order, paper("请抓紧"))
    call_command("remind", as_of=str(DAY))
    call_command("remind", as_of=str(DAY))
    assert postbox.to() == ["lu@duban.example", "wei@duban.example"]
    body = postbox.mails[0].get_content()
    assert "催办：督办〔2031〕1号 泵站改造进度落后" in body
    assert f"https://duban.example/orders/{order.pk}/" in body
    assert str(postbox.mails[0]["Subject"]) == "督办提醒 2031-04-01：2 条"
    call_command("remind", as_of=str(DAY + dt.timedelta(days=1)))
    assert len(postbox.mails) == 2, "nothing is new, so there is no mail"


def test_what_was_read_in_the_site_is_not_mailed(plan: Plan, addressed: Cast, postbox: Postbox) -> None:
    at("assigned", plan, addressed)
    Notice.objects.filter(person=addressed.lu).update(read_at=timezone.now())
    send_digests(MACHINE, DAY)
    assert postbox.to() == ["wei@duban.example"]


def test_who_has_no_address_or_no_account_gets_no_mail(plan: Plan, addressed: Cast, postbox: Postbox) -> None:
    at("assigned", plan, addressed)
    Person.objects.filter(pk=addressed.wei.pk).update(is_active=False)
    send_digests(MACHINE, DAY)
    assert postbox.to() == ["lu@duban.example"]


def test_an_address_that_is_refused_stops_nobody_and_is_tried_another_day(
    plan: Plan, addressed: Cast, postbox: Postbox
) -> None:
    at("assigned", plan, addressed)
    postbox.no = {"lu@duban.example"}
    sent = send_digests(MACHINE, DAY)
    assert (sent.sent_count, sent.refused_count, sent.broken_count) == (1, 1, 0)
    postbox.no = set()
    assert send_digests(MACHINE, DAY + dt.timedelta(days=1)).sent_count == 1
    assert postbox.to() == ["lu@duban.example", "wei@duban.example"]


def test_no_server_is_one_clear_sentence_and_claims_nothing(
    plan: Plan, addressed: Cast, postbox: Postbox, settings: LazySettings
) -> None:
    at("assigned", plan, addressed)
    settings.EMAIL_PORT = 1
    with pytest.raises(CommandError, match="连不上邮件服务器"):
        call_command("remind", as_of=str(DAY))
    assert not Digest.objects.exists()


def test_a_connection_that_goes_away_leaves_a_claim_that_is_not_sent_again_by_itself(
    plan: Plan, addressed: Cast, postbox: Postbox, capsys: Any
) -> None:
    at("assigned", plan, addressed)
    Person.objects.filter(pk=addressed.wei.pk).update(email="")
    postbox.vanish = True
    call_command("remind", as_of=str(DAY))
    assert "--again" in capsys.readouterr().err
    postbox.vanish = False
    for n in range(3):
        call_command("remind", as_of=str(DAY + dt.timedelta(days=n)))
    assert len(postbox.mails) == 1
    call_command("remind", as_of=str(DAY), again=True)
    assert len(postbox.mails) == 2
    assert len({str(mail["Message-ID"]) for mail in postbox.mails}) == 1
    assert not Digest.objects.exclude(state="sent").exists()


def test_addresses_stay_out_of_the_log(plan: Plan, addressed: Cast, postbox: Postbox) -> None:
    at("assigned", plan, addressed)
    send_digests(MACHINE, DAY)
    assert not [e for e in Event.objects.all() if "duban.example" in str(e.data)]


def test_without_a_mail_server_reminders_stand_in_the_site(
    plan: Plan, addressed: Cast, settings: LazySettings, capsys: Any
) -> None:
    settings.EMAIL_HOST = ""
    at("handling", plan, addressed)
    call_command("remind", as_of=str(DUE))
    assert "不发邮件" in capsys.readouterr().out
    assert Notice.objects.filter(person=addressed.lu, kind="due_soon").exists()


def test_a_day_that_is_none_is_refused(cast: Cast) -> None:
    with pytest.raises(CommandError, match="不是日期"):
        call_command("remind", as_of="2031-02-30")


# Killed half-way


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_and_run_again_sends_nothing_twice(
    plan: Plan, addressed: Cast, postbox: Postbox, settings: LazySettings
) -> None:
    for n in range(30):
        Person.objects.create(
            username=f"p{n}", name=f"人{n}", role="liaison", body=addressed.water,
            email=f"p{n}@duban.example", must_change_password=False,
        )  # fmt: skip
    at("assigned", plan, addressed)
    for wait in (2, 9, 17):
        _killed_after(wait, postbox, settings)
    assert len(postbox.mails) < 32, "every kill came too late: the test shows nothing"
    assert remind_process(settings).wait(60) == 0
    ids = [str(mail["Message-ID"]) for mail in postbox.mails]
    assert len(ids) == len(set(ids)), "no mail came twice"
    broken = Digest.objects.exclude(state="sent").count()
    assert 32 - broken <= len(ids) <= 32, "each came, but for those that a kill left in doubt"
    assert broken <= 3


def remind_process(settings: LazySettings) -> subprocess.Popen[bytes]:
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DUBAN_SMTP_HOST": "127.0.0.1",
        "DUBAN_SMTP_PORT": str(settings.EMAIL_PORT),
    }
    command = [sys.executable, "-m", "duban_site", "remind", "--as-of", str(DAY)]
    return subprocess.Popen(command, env=environment)


def _killed_after(mails: int, postbox: Postbox, settings: LazySettings) -> None:
    """Kill the run once the server has had so many mails."""
    process = remind_process(settings)
    with process:
        while len(postbox.mails) < mails and process.poll() is None:
            pass
        process.send_signal(signal.SIGKILL)
