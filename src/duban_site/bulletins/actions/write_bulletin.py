"""Writing a bulletin from a closed month, and what the office does with its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.bulletins import first_draft, rendering
from duban_site.bulletins.blocks import LEVELS, TextBlock
from duban_site.bulletins.models import Bulletin, BulletinStatus
from duban_site.bulletins.rendering import HEAD_FIELDS, Source
from duban_site.bulletins.tokens import refresh_values
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Conflict, Refused
from duban_site.snapshots.models import Snapshot

MAX_TITLE_LENGTH, MAX_BLOCK_LENGTH, MAX_HEAD_LENGTH = 200, 4000, 200


@transaction.atomic
def write_bulletin(actor: Actor, snapshot: Snapshot) -> Bulletin:
    """Create the first draft of a bulletin from the snapshot.

    Raises Refused where the month has an unissued bulletin already.
    """
    policy.require(actor, "bulletins.write", snapshot)
    drafts = snapshot.plan.bulletins.exclude(status=BulletinStatus.ISSUED)
    if drafts.filter(snapshot__month=snapshot.month).exists():
        raise Refused(_("%(n)s月已有一份在起草的通报。请改它。") % {"n": snapshot.month})
    source = Source(snapshot)
    text_blocks = first_draft.write_blocks(source.header, source.rows, source.values)
    bulletin = Bulletin.objects.create(
        plan=snapshot.plan,
        snapshot=snapshot,
        title=first_draft.write_title(source.values),
        head=rendering.default_head(source.header),
        blocks=[block.to_json() for block in text_blocks],
        made_at=now(),
        made_by=as_person(actor),
    )
    log_event(actor, "bulletins.write", bulletin, snapshot=snapshot.pk, sha256=snapshot.sha256)
    return bulletin


@transaction.atomic
def edit_bulletin(
    actor: Actor,
    bulletin: Bulletin,
    version: int,
    *,
    title: str,
    head: Mapping[str, str],
    text_blocks: Sequence[TextBlock],
) -> Bulletin:
    """Change title, text and head. Raises Conflict where `version` is no longer the newest."""
    policy.require(actor, "bulletins.write", bulletin)
    locked_bulletin = lock_open_bulletin(bulletin)
    if locked_bulletin.version != version:
        raise Conflict(_("别人刚刚改过这份通报。请重新打开再改，以免覆盖。"))
    nonempty_blocks = [block for block in text_blocks if block.text.strip()]
    _validate_words(title, head, nonempty_blocks)
    locked_bulletin.title, locked_bulletin.blocks = (title.strip(), [block.to_json() for block in nonempty_blocks])
    locked_bulletin.head = {
        **locked_bulletin.head,
        **{name: head[name].strip() for name in (*HEAD_FIELDS, "date") if name in head},
    }
    locked_bulletin.version += 1
    locked_bulletin.save(update_fields=["title", "blocks", "head", "version"])
    log_event(actor, "bulletins.edit", locked_bulletin, version=locked_bulletin.version)
    return locked_bulletin


@transaction.atomic
def rebind_bulletin(actor: Actor, bulletin: Bulletin, *, refresh: bool) -> Bulletin:
    """Move to the newest closing of the month; `refresh` puts its numbers into the text."""
    policy.require(actor, "bulletins.write", bulletin)
    locked_bulletin = lock_open_bulletin(bulletin)
    month_snapshots = locked_bulletin.plan.snapshots.filter(month=locked_bulletin.snapshot.month)
    newest = month_snapshots.order_by("-serial").first()
    if newest is None or (newest.pk == locked_bulletin.snapshot_id and not refresh):
        raise Refused(_("这份通报已经对应最新的封存。"))
    locked_bulletin.snapshot = newest
    if refresh:
        values = Source(newest).values
        locked_bulletin.title = refresh_values(locked_bulletin.title, values)
        locked_bulletin.blocks = [
            {**block, "text": refresh_values(block["text"], values)} for block in locked_bulletin.blocks
        ]
    locked_bulletin.version += 1
    locked_bulletin.save(update_fields=["snapshot", "title", "blocks", "version"])
    log_event(actor, "bulletins.bind", locked_bulletin, snapshot=newest.pk, refresh=refresh)
    return locked_bulletin


def lock_open_bulletin(bulletin: Bulletin) -> Bulletin:
    """Return the bulletin with its row locked. Raises Refused where it was issued."""
    bulletins = Bulletin.objects.select_for_update(of=("self",)).select_related("snapshot", "plan")
    locked_bulletin = bulletins.get(pk=bulletin.pk)
    if locked_bulletin.status == BulletinStatus.ISSUED:
        raise Refused(_("通报已印发，不能再改。"))
    return locked_bulletin


def _validate_words(title: str, head: Mapping[str, str], text_blocks: Sequence[TextBlock]) -> None:
    if not title.strip() or len(title) > MAX_TITLE_LENGTH:
        raise Refused(_("标题要写，最多 %(n)s 字。") % {"n": MAX_TITLE_LENGTH})
    if not text_blocks:
        raise Refused(_("正文不能是空的。"))
    if any(len(block.text) > MAX_BLOCK_LENGTH for block in text_blocks):
        raise Refused(_("一段最多 %(n)s 字。请分段。") % {"n": MAX_BLOCK_LENGTH})
    if any(block.kind == "heading" and block.level not in LEVELS for block in text_blocks):
        raise Refused(_("标题只有三级。"))
    if any(len(value) > MAX_HEAD_LENGTH for value in head.values()):
        raise Refused(_("版头版记的每一栏最多 %(n)s 字。") % {"n": MAX_HEAD_LENGTH})
    if head.get("date"):
        try:
            dt.date.fromisoformat(head["date"])
        except ValueError as error:
            message = _("“%(text)s”不是日期。请写成 2025-12-31。")
            raise Refused(message % {"text": head["date"]}) from error
