"""Writing a bulletin from a closed month, and what the office does with its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.bulletins import rendering, writing
from duban_site.bulletins.blocks import LEVELS, TextBlock
from duban_site.bulletins.models import Bulletin, BulletinStatus
from duban_site.bulletins.rendering import HEAD, Source
from duban_site.bulletins.tokens import refreshed
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Conflict, Refused
from duban_site.snapshots.models import Snapshot

LONGEST_TITLE, LONGEST_TEXT, LONGEST_HEAD = 200, 4000, 200


@transaction.atomic
def write_bulletin(actor: Actor, snapshot: Snapshot) -> Bulletin:
    """Create the first draft of a bulletin from the snapshot.

    Raises Refused where the month has an unissued bulletin already.
    """
    policy.require(actor, "bulletins.write", snapshot)
    waiting = snapshot.plan.bulletins.exclude(status=BulletinStatus.ISSUED)
    if waiting.filter(snapshot__month=snapshot.month).exists():
        raise Refused(_("%(n)s月已有一份在起草的通报。请改它。") % {"n": snapshot.month})
    source = Source(snapshot)
    text = writing.blocks(source.header, source.rows, source.values)
    found = Bulletin.objects.create(
        plan=snapshot.plan,
        snapshot=snapshot,
        title=writing.title(source.values),
        head=rendering.default_head(source.header),
        blocks=[block.json() for block in text],
        made_at=utc_now(),
        made_by=person_or_none(actor),
    )
    log(actor, "bulletins.write", found, snapshot=snapshot.pk, sha256=snapshot.sha256)
    return found


@transaction.atomic
def edit_bulletin(
    actor: Actor,
    bulletin: Bulletin,
    version: int,
    *,
    title: str,
    head: Mapping[str, str],
    text: Sequence[TextBlock],
) -> Bulletin:
    """Change title, text and head. Raises Conflict where `version` is no longer the newest."""
    policy.require(actor, "bulletins.write", bulletin)
    held = held_open(bulletin)
    if held.version != version:
        raise Conflict(_("别人刚刚改过这份通报。请重新打开再改，以免覆盖。"))
    kept = [block for block in text if block.text.strip()]
    _check(title, head, kept)
    held.title, held.blocks = title.strip(), [block.json() for block in kept]
    held.head = {**held.head, **{n: head[n].strip() for n in (*HEAD, "date") if n in head}}
    held.version += 1
    held.save(update_fields=["title", "blocks", "head", "version"])
    log(actor, "bulletins.edit", held, version=held.version)
    return held


@transaction.atomic
def bind_anew(actor: Actor, bulletin: Bulletin, *, refresh: bool) -> Bulletin:
    """Move to the newest closing of the month; `refresh` puts its numbers into the text."""
    policy.require(actor, "bulletins.write", bulletin)
    held = held_open(bulletin)
    same = held.plan.snapshots.filter(month=held.snapshot.month)
    newest = same.order_by("-serial").first()
    if newest is None or (newest.pk == held.snapshot_id and not refresh):
        raise Refused(_("这份通报已经对应最新的封存。"))
    held.snapshot = newest
    if refresh:
        values = Source(newest).values
        held.title = refreshed(held.title, values)
        held.blocks = [{**b, "text": refreshed(b["text"], values)} for b in held.blocks]
    held.version += 1
    held.save(update_fields=["snapshot", "title", "blocks", "version"])
    log(actor, "bulletins.bind", held, snapshot=newest.pk, refresh=refresh)
    return held


def held_open(bulletin: Bulletin) -> Bulletin:
    """Return the bulletin with its row locked. Raises Refused where it was issued."""
    held = Bulletin.objects.select_for_update(of=("self",)).select_related("snapshot", "plan")
    found = held.get(pk=bulletin.pk)
    if found.status == BulletinStatus.ISSUED:
        raise Refused(_("通报已印发，不能再改。"))
    return found


def _check(title: str, head: Mapping[str, str], text: Sequence[TextBlock]) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise Refused(_("标题要写，最多 %(n)s 字。") % {"n": LONGEST_TITLE})
    if not text:
        raise Refused(_("正文不能是空的。"))
    if any(len(block.text) > LONGEST_TEXT for block in text):
        raise Refused(_("一段最多 %(n)s 字。请分段。") % {"n": LONGEST_TEXT})
    if any(block.kind == "heading" and block.level not in LEVELS for block in text):
        raise Refused(_("标题只有三级。"))
    if any(len(value) > LONGEST_HEAD for value in head.values()):
        raise Refused(_("版头版记的每一栏最多 %(n)s 字。") % {"n": LONGEST_HEAD})
    if head.get("date"):
        try:
            dt.date.fromisoformat(head["date"])
        except ValueError as error:
            message = _("“%(text)s”不是日期。请写成 2025-12-31。")
            raise Refused(message % {"text": head["date"]}) from error
