"""Add what the reader missed: a commitment from the text, a claim from its sentence."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from duban.commitments import ClaimKind, Comparator, Role
from duban.quantities import scan
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Commitment, Plan, State, Status, Topic
from duban_site.plans.queries import LIVE_STATES, split_segments

MIN_PASSAGE_LENGTH = 6
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
    start, end = _locate_passage(plan, topic, text.strip())
    preceding_order = topic.commitments.filter(start__lte=start).aggregate(order=Max("order"))["order"]
    order = preceding_order if preceding_order is not None else _first_order(topic)
    commitment = Commitment.objects.create(
        plan=plan,
        topic=topic,
        order=order,
        number=_next_number(topic),
        type="qualitative",
        text=plan.text[start:end],
        start=start,
        end=end,
    )
    for claim_order, quantity in enumerate(scan(commitment.text)):
        _build_claim(commitment, claim_order, quantity.start, quantity.end, "").save()
    if commitment.claims.exists():
        commitment.type = "quantified"
        commitment.save(update_fields=["type"])
    log_event(actor, "plans.add_commitment", commitment, text=commitment.text)
    return commitment


def _locate_passage(plan: Plan, topic: Topic, text: str) -> tuple[int, int]:
    """The passage's span. Raises Refused if it is not in the topic or overlaps a commitment."""
    if len(text) < MIN_PASSAGE_LENGTH:
        raise Refused(_("请选至少 %(count)s 个字的原文。") % {"count": MIN_PASSAGE_LENGTH})
    start = plan.text.find(text, topic.start, topic.end)
    if start < 0:
        raise Refused(_("这一段里没有这句原文。请从左边原文照抄，一字不改。"))
    end = start + len(text)
    clash = topic.commitments.filter(state__in=LIVE_STATES, start__lt=end, end__gt=start).first()
    if clash is not None:
        raise Refused(_("这句原文已经在 %(number)s 里。") % {"number": clash.number})
    return start, end


def _first_order(topic: Topic) -> int:
    """The order of a topic without commitments: that of the last one before it in the report."""
    earlier = Commitment.objects.filter(plan=topic.part.plan_id, start__lt=topic.start)
    return earlier.aggregate(order=Max("order"))["order"] or 0


def _next_number(topic: Topic) -> str:
    """`part.topic.n` with the first n that was never used in this topic."""
    existing_numbers = list(topic.commitments.values_list("number", flat=True))
    default_stem = f"{topic.part.number or 0}.{topic.number}"
    stem = existing_numbers[0].rsplit(".", 1)[0] if existing_numbers else default_stem
    used_numbers = [int(number.rsplit(".", 1)[1].split("-")[0]) for number in existing_numbers]
    highest, plan_commitments = (max(used_numbers, default=0), Commitment.objects.filter(plan=topic.part.plan_id))
    while plan_commitments.filter(number=f"{stem}.{highest + 1}").exists():
        highest += 1
    return f"{stem}.{highest + 1}"


@transaction.atomic
def add_claim(actor: Actor, commitment: Commitment, number: str, indicator: str) -> Claim:
    """Make a number of the commitment's sentence an indicator that is followed.

    `number` must stand in the text and read as a quantity. Raises Refused with the reason.
    """
    locked_commitment = Commitment.objects.select_for_update().select_related("plan").get(pk=commitment.pk)
    policy.require(actor, "plans.review", locked_commitment.plan)
    if locked_commitment.plan.status != Status.DRAFT or locked_commitment.state not in (State.PROPOSED, State.ACCEPTED):
        raise Refused(_("计划已执行，或这一条已合并、拆分，不能增加指标。"))
    if not indicator.strip():
        raise Refused(_("请写指标名称。"))
    offset = locked_commitment.text.find(number.strip()) if number.strip() else -1
    if offset < 0:
        raise Refused(_("任务原文里没有“%(number)s”。") % {"number": number})
    claim = _build_claim(
        locked_commitment, locked_commitment.claims.count(), offset, offset + len(number.strip()), indicator.strip()
    )
    if claim.value is None:
        raise Refused(_("“%(number)s”读不出数值。") % {"number": number})
    if locked_commitment.claims.filter(start=claim.start, end=claim.end).exists():
        raise Refused(_("这个数字已经是一个指标。"))
    claim.save()
    log_event(actor, "plans.add_claim", claim, number=claim.number, indicator=claim.indicator)
    return claim


def list_unclaimed_numbers(commitment: Commitment) -> list[str]:
    """The quantities in a commitment's text that are no indicator yet, as they are written."""
    claimed_spans = {
        (claim.start - commitment.start, claim.end - commitment.start) for claim in commitment.claims.all()
    }
    numbers = []
    for quantity in scan(commitment.text):
        if not any(start < quantity.end and quantity.start < end for start, end in claimed_spans):
            numbers.append(commitment.text[quantity.start : quantity.end])
    return list(dict.fromkeys(numbers))


def _build_claim(commitment: Commitment, order: int, start: int, end: int, indicator: str) -> Claim:
    """A claim of the number at `[start, end)` of the commitment's text, unsaved."""
    number_text = commitment.text[start:end]
    quantities = [
        candidate for candidate in scan(commitment.text) if start <= candidate.start < end and not candidate.doubtful
    ]
    quantity = quantities[0] if quantities else None
    return Claim(
        commitment=commitment,
        order=order,
        start=commitment.start + start,
        end=commitment.start + end,
        number=number_text,
        quote=commitment.text,
        indicator=indicator or _("（请填指标名称）"),
        role=Role.TARGET.value,
        kind=(ClaimKind.SHARE if quantity and quantity.unit == "%" else ClaimKind.VOLUME).value,
        comparator=Comparator.GE.value,
        value=None if quantity is None else quantity.value,
        value_high=None if quantity is None else quantity.value_high,
        unit="" if quantity is None else quantity.unit,
    )


def list_uncovered_sentences(topic: Topic, text: str, commitments: list[Commitment]) -> list[str]:
    """The sentences of a topic that no live commitment covers, for choosing what was missed."""
    gaps = [
        segment.text for segment in split_segments(text, topic.start, topic.end, commitments) if not segment.commitment
    ]
    pieces = (piece.strip() for gap in gaps for piece in gap.replace("\n", "。").split("。"))
    return [piece for piece in pieces if len(piece) >= MIN_PASSAGE_LENGTH]
