"""Publishing the answer to a clue, and withdrawing it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.public.models import Clue, Stage

COLUMNS = ("summary", "published_at", "published_by")
LONGEST = 300


@transaction.atomic
def publish_answer(actor: Actor, clue: Clue, summary: str) -> Clue:
    """Make the answer public, together with `summary`, the matter in the office's words.

    Raises Refused where there is no answer, or `summary` is empty or too long.
    """
    policy.require(actor, "public.publish_answer", clue)
    held = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if held.stage != Stage.ANSWERED:
        raise Refused(_("还没有答复，不能公开。"))
    words = summary.strip()
    if not words or len(words) > LONGEST:
        message = _("请用自己的话写事项摘要，最多 %(n)s 字，不要写入个人信息。")
        raise Refused(message % {"n": LONGEST})
    held.summary, held.published_at = words, utc_now()
    held.published_by = person_or_none(actor)
    held.save(update_fields=COLUMNS)
    log(actor, "public.publish_answer", held, published=True)
    return held


@transaction.atomic
def withdraw_answer(actor: Actor, clue: Clue) -> Clue:
    """Withdraw a published answer. Raises Refused where it is not published."""
    policy.require(actor, "public.publish_answer", clue)
    held = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if held.published_at is None:
        raise Refused(_("这条答复没有公开。"))
    held.published_at, held.published_by = None, None
    held.save(update_fields=COLUMNS)
    log(actor, "public.publish_answer", held, published=False)
    return held
