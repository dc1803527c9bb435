"""Add what the reader missed: a commitment from the text, a claim from its sentence."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from duban.commitments import ClaimKind, Comparator, Role
from duban.quantities import scan
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Commitment, Plan, State, Status, Topic
from duban_site.plans.queries import LIVE, segments

SHORTEST = 6
"""Characters of a commitment's text; less is a heading or a slip of the mouse."""


@transaction.atomic
def add_commitment(actor: Actor, topic: Topic, text: str) -> Commitment:
    """Make a passage of the topic's text a commitment, proposed like those that were read.

    `text` must stand word for word in the topic and in no other live commitment. Its quantities
    become indicators whose names the office fills in. Raises Refused with the reason.
    """
    plan = Plan.objects.select_for_update().get(pk=topic.part.plan_id)
    policy.require(actor, "plans.review", plan)
    if plan.status != Status.DRAFT:
        raise Refused(_("计划已执行，不能再增加目标任务。可以先退回起草。"))
    start, end = _place(plan, topic, text.strip())
    before = topic.commitments.filter(start__lte=start).aggregate(order=Max("order"))["order"]
    order = before if before is not None else _first_order(topic)
    made = Commitment.objects.create(
        plan=plan,
        topic=topic,
        order=order,
        number=_next_number(topic),
        type="qualitative",
        text=plan.text[start:end],
        start=start,
        end=end,
    )
    for n, each in enumerate(scan(made.text)):
        _claim(made, n, each.start, each.end, "").save()
    if made.claims.exists():
        made.type = "quantified"
        made.save(update_fields=["type"])
    log(actor, "plans.add_commitment", made, text=made.text)
    return made


def _place(plan: Plan, topic: Topic, text: str) -> tuple[int, int]:
    """The passage's span. Raises Refused if it is not in the topic or overlaps a commitment."""
    if len(text) < SHORTEST:
        raise Refused(_("请选至少 %(count)s 个字的原文。") % {"count": SHORTEST})
    start = plan.text.find(text, topic.start, topic.end)
    if start < 0:
        raise Refused(_("这一段里没有这句原文。请从左边原文照抄，一字不改。"))
    end = start + len(text)
    clash = topic.commitments.filter(state__in=LIVE, start__lt=end, end__gt=start).first()
    if clash is not None:
        raise Refused(_("这句原文已经在 %(number)s 里。") % {"number": clash.number})
    return start, end


def _first_order(topic: Topic) -> int:
    """The order of a topic without commitments: that of the last one before it in the report."""
    earlier = Commitment.objects.filter(plan=topic.part.plan_id, start__lt=topic.start)
    return earlier.aggregate(order=Max("order"))["order"] or 0


def _next_number(topic: Topic) -> str:
    """`part.topic.n` with the first n that was never used in this topic."""
    stems = list(topic.commitments.values_list("number", flat=True))
    empty = f"{topic.part.number or 0}.{topic.number}"
    stem = stems[0].rsplit(".", 1)[0] if stems else empty
    used = [int(number.rsplit(".", 1)[1].split("-")[0]) for number in stems]
    highest, taken = max(used, default=0), Commitment.objects.filter(plan=topic.part.plan_id)
    while taken.filter(number=f"{stem}.{highest + 1}").exists():
        highest += 1
    return f"{stem}.{highest + 1}"


@transaction.atomic
def add_claim(actor: Actor, commitment: Commitment, number: str, indicator: str) -> Claim:
    """Make a number of the commitment's sentence an indicator that is followed.

    `number` must stand in the text and read as a quantity. Raises Refused with the reason.
    """
    locked = Commitment.objects.select_for_update().select_related("plan").get(pk=commitment.pk)
    policy.require(actor, "plans.review", locked.plan)
    if locked.plan.status != Status.DRAFT or locked.state not in (State.PROPOSED, State.ACCEPTED):
        raise Refused(_("计划已执行，或这一条已合并、拆分，不能增加指标。"))
    if not indicator.strip():
        raise Refused(_("请写指标名称。"))
    at = locked.text.find(number.strip()) if number.strip() else -1
    if at < 0:
        raise Refused(_("任务原文里没有“%(number)s”。") % {"number": number})
    claim = _claim(locked, locked.claims.count(), at, at + len(number.strip()), indicator.strip())
    if claim.value is None:
        raise Refused(_("“%(number)s”读不出数值。") % {"number": number})
    if locked.claims.filter(start=claim.start, end=claim.end).exists():
        raise Refused(_("这个数字已经是一个指标。"))
    claim.save()
    log(actor, "plans.add_claim", claim, number=claim.number, indicator=claim.indicator)
    return claim


def numbers_without_claim(commitment: Commitment) -> list[str]:
    """The quantities in a commitment's text that are no indicator yet, as they are written."""
    taken = {
        (c.start - commitment.start, c.end - commitment.start) for c in commitment.claims.all()
    }
    found = []
    for each in scan(commitment.text):
        if not any(start < each.end and each.start < end for start, end in taken):
            found.append(commitment.text[each.start : each.end])
    return list(dict.fromkeys(found))


def _claim(commitment: Commitment, order: int, start: int, end: int, indicator: str) -> Claim:
    """A claim of the number at `[start, end)` of the commitment's text, unsaved."""
    written = commitment.text[start:end]
    found = [one for one in scan(commitment.text) if start <= one.start < end and not one.doubtful]
    quantity = found[0] if found else None
    return Claim(
        commitment=commitment,
        order=order,
        start=commitment.start + start,
        end=commitment.start + end,
        number=written,
        quote=commitment.text,
        indicator=indicator or _("（请填指标名称）"),
        role=Role.TARGET.value,
        kind=(ClaimKind.SHARE if quantity and quantity.unit == "%" else ClaimKind.VOLUME).value,
        comparator=Comparator.GE.value,
        value=None if quantity is None else quantity.value,
        value_high=None if quantity is None else quantity.high,
        unit="" if quantity is None else quantity.unit,
    )


def uncovered_sentences(topic: Topic, text: str, commitments: list[Commitment]) -> list[str]:
    """The sentences of a topic that no live commitment covers, for choosing what was missed."""
    gaps = [s.text for s in segments(text, topic.start, topic.end, commitments) if not s.commitment]
    pieces = (piece.strip() for gap in gaps for piece in gap.replace("\n", "。").split("。"))
    return [piece for piece in pieces if len(piece) >= SHORTEST]
