"""印发: a number of the year, a hash over every word, and nothing of it changes afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from duban.documents.official import hash_document
from duban_site.bulletins.actions.write_bulletin import lock_open_bulletin
from duban_site.bulletins.encoding import encode_document
from duban_site.bulletins.models import Bulletin, BulletinStatus
from duban_site.bulletins.rendering import render
from duban_site.core import clock
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan


@transaction.atomic
def issue(
    actor: Actor, bulletin: Bulletin, issue_date: dt.date, *, with_faults: bool = False, is_early: bool = False
) -> Bulletin:
    """Issue the bulletin with the next number of the year; it never changes afterwards.

    Raises Refused for numbers that differ from the snapshot, unless `with_faults` accepts them;
    they are then recorded with the bulletin. Raises it too while bodies may still comment on the
    draft, unless `is_early` says so.
    """
    policy.require(actor, "bulletins.issue", bulletin)
    locked_bulletin = lock_open_bulletin(bulletin)
    _lock_plans_of_city(locked_bulletin)
    if is_open_to_comments(locked_bulletin) and not is_early:
        message = _("征求意见到 %(day)s 才截止。请等到截止以后，或勾选“不等征求意见截止”。")
        raise Refused(message % {"day": locked_bulletin.answer_by})
    faults = render(locked_bulletin).faults
    if faults and not with_faults:
        message = _("有 %(n)s 处数字不是封存的数字。请改正，或核对后勾选“已核对，照此印发”。")
        raise Refused(message % {"n": len(faults)})
    year = issue_date.year
    series = f"{locked_bulletin.head.get('code', '')}〔{year}〕"
    latest = Bulletin.objects.filter(number__startswith=series).aggregate(Max("serial"))
    locked_bulletin.year, locked_bulletin.serial = year, (latest["serial__max"] or 0) + 1
    locked_bulletin.head = {**locked_bulletin.head, "date": issue_date.isoformat()}
    locked_bulletin.number = f"{series}{locked_bulletin.serial}号"
    document = replace(render(locked_bulletin).document, draft_label="")
    locked_bulletin.content, locked_bulletin.sha256 = (encode_document(document), hash_document(document))
    locked_bulletin.faults = [asdict(fault) for fault in faults]
    locked_bulletin.status, locked_bulletin.issued_at = BulletinStatus.ISSUED, clock.now()
    locked_bulletin.issued_by = as_person(actor)
    locked_bulletin.save()
    details = {"number": locked_bulletin.number, "sha256": locked_bulletin.sha256, "faults": locked_bulletin.faults}
    details |= {"early": is_early} if is_early else {}
    log_event(actor, "bulletins.issue", locked_bulletin, **details, snapshot=locked_bulletin.snapshot.sha256)
    return locked_bulletin


def is_open_to_comments(bulletin: Bulletin) -> bool:
    """Whether bodies may still comment on the draft today; the last day counts."""
    return (
        bulletin.status == BulletinStatus.CIRCULATED
        and bulletin.answer_by is not None
        and clock.today() <= bulletin.answer_by
    )


def _lock_plans_of_city(bulletin: Bulletin) -> None:
    """Lock all plans of the city: bulletins of one city issued at once get different numbers."""
    city_plans = Plan.objects.filter(city=bulletin.plan.city).order_by("pk")
    list(city_plans.select_for_update().values_list("pk", flat=True))
