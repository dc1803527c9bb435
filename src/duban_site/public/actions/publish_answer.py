"""Publishing the answer to a clue, and withdrawing it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.public.models import Clue, Stage

PUBLICATION_COLUMNS = ("summary", "published_at", "published_by")
MAX_SUMMARY_LENGTH = 300


@transaction.atomic
def publish_answer(actor: Actor, clue: Clue, summary: str) -> Clue:
    """Make the answer public, together with `summary`, the matter in the office's words.

    Raises Refused where there is no answer, or `summary` is empty or too long.
    """
    policy.require(actor, "public.publish_answer", clue)
    locked_clue = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if locked_clue.stage != Stage.ANSWERED:
        raise Refused(_("还没有答复，不能公开。"))
    cleaned_summary = summary.strip()
    if not cleaned_summary or len(cleaned_summary) > MAX_SUMMARY_LENGTH:
        message = _("请用自己的话写事项摘要，最多 %(n)s 字，不要写入个人信息。")
        raise Refused(message % {"n": MAX_SUMMARY_LENGTH})
    locked_clue.summary, locked_clue.published_at = cleaned_summary, utc_now()
    locked_clue.published_by = as_person(actor)
    locked_clue.save(update_fields=PUBLICATION_COLUMNS)
    log_event(actor, "public.publish_answer", locked_clue, published=True)
    return locked_clue


@transaction.atomic
def withdraw_answer(actor: Actor, clue: Clue) -> Clue:
    """Withdraw a published answer. Raises Refused where it is not published."""
    policy.require(actor, "public.publish_answer", clue)
    locked_clue = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if locked_clue.published_at is None:
        raise Refused(_("这条答复没有公开。"))
    locked_clue.published_at, locked_clue.published_by = None, None
    locked_clue.save(update_fields=PUBLICATION_COLUMNS)
    log_event(actor, "public.publish_answer", locked_clue, published=False)
    return locked_clue
