"""A job of every timer, with something to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from a_program import token_of
from an_order import at
from cast_of_people import Cast
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from old_trees import OLD, TREES

from duban_site.api.models import StoredAnswer, Token, UsedNonce, Webhook
from duban_site.core.actor import SystemActor
from duban_site.core.audit.access_log import log_access
from duban_site.core.audit.models import Repeated
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.models import Job
from duban_site.orders.models import Channel, NoticeKind
from duban_site.orders.step_notices import write_notices
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Plan
from duban_site.public.models import Clue, Contact
from duban_site.registers.actions.bind_measures import MeasureSource, bind_measure
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import move_to_stage
from duban_site.registers.models import Binding
from duban_site.reporting.models import Assessment
from duban_site.roster.models import SlipSheet
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
Prepare = Callable[[Plan, Cast, Path], object]


def timer_job(kind: str) -> Job:
    return enqueue(SystemActor("定时任务"), kind, key=kind, lane=kind)


def old_session(_plan: Plan, _cast: Cast, _folder: Path) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=LONG_AGO)


def head_to_file(_plan: Plan, _cast: Cast, folder: Path) -> None:
    settings.AUDIT_HEAD_PATH = str(folder / "heads")


def repeated_read(plan: Plan, cast: Cast, _folder: Path) -> None:
    for _time in range(3):
        log_access(cast.shen, "site.read_personal", plan, {}, "x")
    Repeated.objects.update(since=LONG_AGO)


def old_slips(_plan: Plan, cast: Cast, _folder: Path) -> None:
    SlipSheet.objects.create(by=cast.ning, count=1, passwords='{"a": "x"}', made_at=LONG_AGO)


def behind(plan: Plan, _cast: Cast, _folder: Path) -> None:
    settings.STANDS_STILL = dt.date(2031, 5, 31)
    for day in (dt.date(2031, 4, 30), dt.date(2031, 5, 31)):
        said = {"flags": [], "zh": "应完成4座，实际2座。", "en": "2 of 4.", "inputs": {"figure": None}}
        commitment = plan.commitments.get(number="1.1.2")
        Assessment.objects.create(
            plan=plan, commitment=commitment, as_of=day, status="behind", sum=said, rules="default"
        )


def notice_for_a_channel(_plan: Plan, cast: Cast, _folder: Path) -> None:
    hours = {"quiet_from": 0, "quiet_until": 0}
    Channel.objects.create(name="群", kind="wecom", body=cast.water, address="https://x.example/", **hours)
    words = {"label": "督〔2031〕1号", "title": "泵站", "due": "2031-04-05"}
    write_notices([cast.lu, cast.wei], NoticeKind.URGED, "a", timezone.localdate(), "/orders/1/", **words)


def order_due_soon(plan: Plan, cast: Cast, folder: Path) -> None:
    Person.objects.filter(pk=cast.lu.pk).update(email="lu@duban.example")
    at("handling", plan, cast)
    settings.STANDS_STILL = dt.date(2031, 4, 23)
    settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "mail.example", str(folder / "mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def stale_sums(_plan: Plan, cast: Cast, _folder: Path) -> None:
    create_record(cast.shen, declare_register(cast.shen, TREES), OLD)


def missed_month(plan: Plan, cast: Cast, _folder: Path) -> None:
    settings.STANDS_STILL = dt.date(2031, 5, 15)
    trees = declare_register(cast.shen, TREES.replace("stage == 'badged'", "stage == 'listed'"))
    create_record(cast.shen, trees, OLD)
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    bind_measure(cast.shen, claim, MeasureSource(trees, "badged", reason="督查室选定"))
    Binding.objects.update(confirmed_at=dt.datetime(2031, 3, 10, tzinfo=dt.UTC))


def person_to_erase(_plan: Plan, cast: Cast, _folder: Path) -> None:
    trees = declare_register(cast.shen, TREES)
    for _tree in range(2):
        tree = create_record(cast.shen, trees, OLD | {"warden": "钱多", "phone": "13800000000"})
        move_to_stage(cast.shen, tree, "dead", reason="枯死")
    settings.STANDS_STILL = timezone.localdate() + dt.timedelta(days=900)


def old_contact(plan: Plan, _cast: Cast, _folder: Path) -> None:
    clue = Clue.objects.create(commitment=plan.commitments.get(number="1.1.2"), text="井盖松动。", at=timezone.now())
    Contact.objects.create(clue=clue, reach="13800000000", until=LONG_AGO.date())


def published_month(plan: Plan, cast: Cast, _folder: Path) -> None:
    secret = "whsec_" + "A" * 32
    Webhook.objects.create(name="市报", url="http://x.example/", secret=secret)
    publish_snapshot(cast.shen, close_month(cast.shen, plan, 3, with_unchecked=True))


def old_answers(_plan: Plan, cast: Cast, _folder: Path) -> None:
    token_of(cast.shen)
    token = Token.objects.get()
    StoredAnswer.objects.create(token=token, key="k", digest="d", created_at=LONG_AGO)
    UsedNonce.objects.create(token=token, nonce="n", at=LONG_AGO)


def backup_folder(_plan: Plan, _cast: Cast, folder: Path) -> None:
    settings.BACKUP_FOLDER = str(folder / "backups")
    (folder / "backups").mkdir()


def months_unassessed(plan: Plan, _cast: Cast, _folder: Path) -> None:
    Plan.objects.filter(pk=plan.pk).update(created_at=dt.datetime(2031, 2, 10, tzinfo=dt.UTC))
    settings.STANDS_STILL = dt.date(2031, 6, 3)


TIMERS: dict[str, Prepare] = {
    "jobs.tidy": old_session,
    "audit.export_head": head_to_file,
    "audit.counts": repeated_read,
    "roster.forget_slips": old_slips,
    "orders.propose": behind,
    "orders.send_messages": notice_for_a_channel,
    "orders.remind": order_due_soon,
    "registers.measure": stale_sums,
    "registers.feed": missed_month,
    "registers.erase": person_to_erase,
    "public.purge_contacts": old_contact,
    "api.deliver": published_month,
    "api.forget_answers": old_answers,
    "backup.make": backup_folder,
    "reporting.assess_missed": months_unassessed,
}
