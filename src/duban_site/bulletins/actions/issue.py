"""印发: a number of the year, a hash over every word, and nothing of it changes afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from duban.documents.official import document_sha256
from duban_site.bulletins.actions.write_bulletin import held_open
from duban_site.bulletins.encoding import encoded
from duban_site.bulletins.models import Bulletin, BulletinStatus
from duban_site.bulletins.rendering import render
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan


@transaction.atomic
def issue(actor: Actor, bulletin: Bulletin, day: dt.date, *, with_faults: bool = False) -> Bulletin:
    """Issue the bulletin with the next number of the year; it never changes afterwards.

    Raises Refused for numbers that differ from the snapshot, unless `with_faults` accepts them;
    they are then recorded with the bulletin.
    """
    policy.require(actor, "bulletins.issue", bulletin)
    held = held_open(bulletin)
    _one_at_a_time(held)
    faults = render(held).faults
    if faults and not with_faults:
        message = _("有 %(n)s 处数字不是封存的数字。请改正，或核对后勾选“已核对，照此印发”。")
        raise Refused(message % {"n": len(faults)})
    year = day.year
    series = f"{held.head.get('code', '')}〔{year}〕"
    last = Bulletin.objects.filter(number__startswith=series).aggregate(Max("serial"))
    held.year, held.serial = year, (last["serial__max"] or 0) + 1
    held.head = {**held.head, "date": day.isoformat()}
    held.number = f"{series}{held.serial}号"
    document = replace(render(held).document, draft="")
    held.content, held.sha256 = encoded(document), document_sha256(document)
    held.faults = [asdict(fault) for fault in faults]
    held.status, held.issued_at = BulletinStatus.ISSUED, utc_now()
    held.issued_by = person_or_none(actor)
    held.save()
    told = {"number": held.number, "sha256": held.sha256, "faults": held.faults}
    log(actor, "bulletins.issue", held, **told, snapshot=held.snapshot.sha256)
    return held


def _one_at_a_time(bulletin: Bulletin) -> None:
    """Lock all plans of the city: bulletins of one city issued at once get different numbers."""
    city = Plan.objects.filter(city=bulletin.plan.city).order_by("pk")
    list(city.select_for_update().values_list("pk", flat=True))
