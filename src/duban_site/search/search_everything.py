"""Full search: one function for each kind of thing that contains the typed words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import policy
from duban_site.orders import queries as orders
from duban_site.people.models import Body, Person
from duban_site.plans.models import Claim, Commitment, Plan, Status
from duban_site.registers.models import RegisterRecord
from duban_site.registers.queries.filters import Filters, filter_records
from duban_site.reporting.models import Evidence

MAX_HITS_PER_KIND = 10
"""How many hits of a kind are listed; there may be more."""
MAX_SEARCH_LENGTH = 60
"""Characters that are searched for; more is cut off."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its words, what it belongs to, and its page."""

    words: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The hits of one kind; `more` is whether there are any beyond those listed."""

    heading: str | Promise
    hits: list[Hit] = field(default_factory=list)
    more: bool = False


def find_everything(person: Person, text: str, today: dt.date) -> list[HitGroup]:
    """Find what contains every word of `text`, by kind; kinds without hits are omitted."""
    words = text.strip()[:MAX_SEARCH_LENGTH].split()
    if not words:
        return []
    groups = []
    for heading, find_hits in SEARCH_KINDS:
        hits = list(find_hits(person, words, today))
        if hits:
            groups.append(HitGroup(heading, hits[:MAX_HITS_PER_KIND], len(hits) > MAX_HITS_PER_KIND))
    return groups


def _match_all_words(words: Iterable[str], *fields: str) -> Q:
    """Return the condition that each of the words occurs in one of the fields."""
    conditions = (
        reduce(Q.__or__, (Q(**{f"{field_path}__icontains": word}) for field_path in fields)) for word in words
    )
    return reduce(Q.__and__, conditions)


def _find_commitments(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    visible = policy.filter_visible(person, "plans.see_commitment", Commitment.objects.all())
    rows = visible.filter(_match_all_words(words, "text", "number")).select_related("plan").distinct()
    ordered = rows.defer("plan__text", "plan__unread").order_by("-plan__year", "order")
    for commitment in ordered[: MAX_HITS_PER_KIND + 1]:
        url_name = "commitment" if commitment.plan.status == Status.DRAFT else "board_commitment"
        yield Hit(
            f"{commitment.number} {commitment.text}", reverse(url_name, args=[commitment.pk]), str(commitment.plan)
        )


def _find_indicators(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    visible = policy.filter_visible(person, "plans.see_commitment", Commitment.objects.all())
    rows = Claim.objects.filter(_match_all_words(words, "indicator"), commitment__in=visible.values("pk"))
    joined = rows.select_related("commitment__plan").defer("commitment__plan__text")
    for claim in joined.order_by("-commitment__plan__year", "commitment__order")[: MAX_HITS_PER_KIND + 1]:
        address = reverse("commitment", args=[claim.commitment_id])
        yield Hit(f"{claim.indicator} {claim.number}", address, str(claim.commitment.plan))


def _find_plans(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    visible = policy.filter_visible(person, "plans.see", Plan.objects.defer("text", "unread"))
    for plan in visible.filter(_match_all_words(words, "city", "title"))[: MAX_HITS_PER_KIND + 1]:
        yield Hit(str(plan), reverse("plan", args=[plan.pk]), plan.title)


def _find_orders(person: Person, words: list[str], today: dt.date) -> Iterable[Hit]:
    visible = orders.list_visible_orders(person, orders.OrderFilters(), today)
    for order in visible.filter(_match_all_words(words, "title", "label", "demand"))[: MAX_HITS_PER_KIND + 1]:
        yield Hit(str(order), reverse("order", args=[order.pk]), str(order.get_stage_display()))


def _find_records(person: Person, words: list[str], today: dt.date) -> Iterable[Hit]:
    visible = policy.filter_visible(person, "registers.see_record", RegisterRecord.objects.all())
    if visible.query.distinct:
        visible = RegisterRecord.objects.filter(pk__in=visible.order_by().values("pk"))
    filters = Filters(words=" ".join(words))
    for record in filter_records(visible, filters, today).select_related("register")[: MAX_HITS_PER_KIND + 1]:
        note = f"{record.register} {record.number}"
        yield Hit(record.title, reverse("record", args=[record.pk]), note)


def _find_bodies(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    if not policy.may(person, "people.see_bodies"):
        return
    for body in Body.objects.filter(_match_all_words(words, "name"))[: MAX_HITS_PER_KIND + 1]:
        yield Hit(body.name, reverse("bodies"), str(body.get_kind_display()))


def _find_evidence(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    visible = policy.filter_visible(person, "reporting.see_evidence", Evidence.objects.all())
    rows = visible.filter(_match_all_words(words, "name")).select_related("entry__commitment").distinct()
    for evidence in rows.order_by("-pk")[: MAX_HITS_PER_KIND + 1]:
        note = f"{evidence.entry.commitment.number} {evidence.entry.commitment.text[:30]}"
        yield Hit(evidence.name, reverse("evidence", args=[evidence.pk]), note)


HitFinder = Callable[[Person, list[str], dt.date], Iterable[Hit]]
SEARCH_KINDS: tuple[tuple[str | Promise, HitFinder], ...] = (
    (_("目标任务"), _find_commitments),
    (_("指标"), _find_indicators),
    (_("督办单"), _find_orders),
    (_("台账记录"), _find_records),
    (_("佐证材料"), _find_evidence),
    (_("单位"), _find_bodies),
    (_("计划"), _find_plans),
)
