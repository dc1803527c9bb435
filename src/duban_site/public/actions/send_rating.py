"""A citizen rates a published commitment (公众评价)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment
from duban_site.public.actions.send_clue import CITIZEN, Sender
from duban_site.public.models import GRADES, Rating
from duban_site.public.voices.limits import RATING_KIND, check_and_count, compute_keyed_hash

VALID_GRADES = frozenset(grade for grade, _word in GRADES)


@transaction.atomic
def send_rating(sender: Sender, commitment: Commitment, grade: int) -> Rating:
    """Store one grade per browser; a later one replaces it. The log does not contain the grade.

    Raises Refused for an invalid grade, and beyond the day's limit.
    """
    policy.require(CITIZEN, "public.send", commitment)
    if grade not in VALID_GRADES:
        raise Refused(_("请在五档里选一档。"))
    check_and_count(RATING_KIND, sender.address, sender.browser)
    rating, _created = Rating.objects.update_or_create(
        commitment=commitment,
        sender=compute_keyed_hash(sender.browser, f"rating {commitment.pk}"),
        defaults={"grade": grade, "at": utc_now()},
    )
    log_event(CITIZEN, "public.send", rating, kind=RATING_KIND)
    return rating
