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
from duban_site.registers.queries.listing import Filters, filtered
from duban_site.reporting.models import Evidence

SHOWN = 10
"""How many hits of a kind are listed; there may be more."""
LONGEST = 60
"""Characters that are searched for; more is cut off."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its words, what it belongs to, and its page."""

    words: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """The hits of one kind; `more` is whether there are any beyond those listed."""

    heading: str | Promise
    hits: list[Hit] = field(default_factory=list)
    more: bool = False


def find_everything(person: Person, text: str, today: dt.date) -> list[Kind]:
    """Find what contains every word of `text`, by kind; kinds without hits are omitted."""
    words = text.strip()[:LONGEST].split()
    if not words:
        return []
    found = []
    for heading, find in KINDS:
        hits = list(find(person, words, today))
        if hits:
            found.append(Kind(heading, hits[:SHOWN], len(hits) > SHOWN))
    return found


def _holds(words: Iterable[str], *fields: str) -> Q:
    """Return the condition that each of the words occurs in one of the fields."""
    each = (reduce(Q.__or__, (Q(**{f"{f}__icontains": word}) for f in fields)) for word in words)
    return reduce(Q.__and__, each)


def _commitments(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    seen = policy.visible(person, "plans.see_commitment", Commitment.objects.all())
    rows = seen.filter(_holds(words, "text", "number")).select_related("plan").distinct()
    ordered = rows.defer("plan__text", "plan__unread").order_by("-plan__year", "order")
    for one in ordered[: SHOWN + 1]:
        page = "commitment" if one.plan.status == Status.DRAFT else "board_commitment"
        yield Hit(f"{one.number} {one.text}", reverse(page, args=[one.pk]), str(one.plan))


def _indicators(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    seen = policy.visible(person, "plans.see_commitment", Commitment.objects.all())
    rows = Claim.objects.filter(_holds(words, "indicator"), commitment__in=seen.values("pk"))
    joined = rows.select_related("commitment__plan").defer("commitment__plan__text")
    for one in joined.order_by("-commitment__plan__year", "commitment__order")[: SHOWN + 1]:
        address = reverse("commitment", args=[one.commitment_id])
        yield Hit(f"{one.indicator} {one.number}", address, str(one.commitment.plan))


def _plans(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    seen = policy.visible(person, "plans.see", Plan.objects.defer("text", "unread"))
    for one in seen.filter(_holds(words, "city", "title"))[: SHOWN + 1]:
        yield Hit(str(one), reverse("plan", args=[one.pk]), one.title)


def _orders(person: Person, words: list[str], today: dt.date) -> Iterable[Hit]:
    seen = orders.orders_for(person, orders.Filters(), today)
    for one in seen.filter(_holds(words, "title", "label", "demand"))[: SHOWN + 1]:
        yield Hit(str(one), reverse("order", args=[one.pk]), str(one.get_stage_display()))


def _records(person: Person, words: list[str], today: dt.date) -> Iterable[Hit]:
    seen = policy.visible(person, "registers.see_record", RegisterRecord.objects.all())
    if seen.query.distinct:
        seen = RegisterRecord.objects.filter(pk__in=seen.order_by().values("pk"))
    asked = Filters(words=" ".join(words))
    for one in filtered(seen, asked, today).select_related("register")[: SHOWN + 1]:
        note = f"{one.register} {one.number}"
        yield Hit(one.title, reverse("record", args=[one.pk]), note)


def _bodies(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    if not policy.may(person, "people.see_bodies"):
        return
    for one in Body.objects.filter(_holds(words, "name"))[: SHOWN + 1]:
        yield Hit(one.name, reverse("bodies"), str(one.get_kind_display()))


def _evidence(person: Person, words: list[str], _today: dt.date) -> Iterable[Hit]:
    seen = policy.visible(person, "reporting.see_evidence", Evidence.objects.all())
    rows = seen.filter(_holds(words, "name")).select_related("entry__commitment").distinct()
    for one in rows.order_by("-pk")[: SHOWN + 1]:
        note = f"{one.entry.commitment.number} {one.entry.commitment.text[:30]}"
        yield Hit(one.name, reverse("evidence", args=[one.pk]), note)


Find = Callable[[Person, list[str], dt.date], Iterable[Hit]]
KINDS: tuple[tuple[str | Promise, Find], ...] = (
    (_("目标任务"), _commitments),
    (_("指标"), _indicators),
    (_("督办单"), _orders),
    (_("台账记录"), _records),
    (_("佐证材料"), _evidence),
    (_("单位"), _bodies),
    (_("计划"), _plans),
)
