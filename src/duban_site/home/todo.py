"""The to-do items of a person: one function for each kind, in the order of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from duban.orders import TRANSITIONS, Party
from duban_site.core.access.policy import policy
from duban_site.core.clock import day_of
from duban_site.orders import queries as orders
from duban_site.people.models import Person, Role
from duban_site.plans.models import Plan, Status
from duban_site.preparation.readiness import steps_of
from duban_site.public.models import Clue, Stage
from duban_site.reporting.models import BodyReport, Milestone, ReportingRound, ReportStatus
from duban_site.reporting.models.report import OPEN
from duban_site.snapshots.models import Snapshot

MOST = 6
"""How many items of a kind are listed; the rest are counted, with a link to the kind's page."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: what, since when or by when, and the page on which it is done."""

    words: str
    address: str
    day: dt.date | None = None
    note: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """The items of one kind, oldest first; `more` is how many are not listed."""

    heading: str | Promise
    items: list[Todo] = field(default_factory=list)
    more: int = 0
    address: str = ""

    @property
    def count(self) -> int:
        """How many wait in all."""
        return len(self.items) + self.more

    @property
    def late(self) -> bool:
        """Whether anything of it is overdue."""
        return any(item.late for item in self.items)


def todo_of(person: Person, today: dt.date) -> list[TodoGroup]:
    """List everything that waits for `person` on `today`; empty kinds are omitted."""
    found = []
    for heading, find, name in KINDS:
        items = list(find(person, today))
        if items:
            address = reverse(name) if name else ""
            found.append(TodoGroup(heading, items[:MOST], max(0, len(items) - MOST), address))
    return sorted(found, key=lambda group: not group.late)


def _drafts(person: Person, _today: dt.date) -> Iterator[Todo]:
    """Plans that are not in force: the next step of each."""
    if not policy.may(person, "plans.activate"):
        return
    for plan in Plan.objects.filter(status=Status.DRAFT).defer("text", "unread").order_by("pk"):
        steps = [step for step in steps_of(plan) if step.missing]
        minutes = sum(step.minutes for step in steps)
        label = str(steps[0].label) if steps else _("可以开始执行")
        note = _("还要约 %(minutes)s 分钟。") % {"minutes": minutes} if minutes else ""
        yield Todo(f"{plan}：{label}", reverse("plan", args=[plan.pk]), note=note)


def _rounds() -> list[ReportingRound]:
    """The months of plans in force, the oldest first."""
    months = ReportingRound.objects.filter(plan__status=Status.ACTIVE)
    joined = months.select_related("plan").defer("plan__text", "plan__unread")
    return list(joined.order_by("due", "pk"))


def _to_check(person: Person, today: dt.date) -> Iterator[Todo]:
    """Submitted reports that wait for the office's check."""
    waiting = BodyReport.objects.filter(
        status=ReportStatus.SUBMITTED, round__plan__status=Status.ACTIVE
    )
    seen = policy.visible(person, "reporting.check", waiting)
    joined = seen.select_related("body", "round__plan").defer("round__plan__text")
    for one in joined.order_by("submitted_at", "pk"):
        day = day_of(one.submitted_at) if one.submitted_at else None
        words = _("%(body)s %(month)s月填报待审核") % {"body": one.body, "month": one.round.month}
        yield Todo(words, reverse("report", args=[one.pk]), day, late=_old(day, today))


def _old(day: dt.date | None, today: dt.date, days: int = 3) -> bool:
    return day is not None and (today - day).days > days


def _missing(person: Person, today: dt.date) -> Iterator[Todo]:
    """Months whose date is past and that not every body has reported for."""
    if not policy.may(person, "reporting.see_rounds"):
        return
    for one in _rounds():
        lacking = one.reports.filter(status__in=(*OPEN, ReportStatus.SIGNED)).count()
        if lacking and one.due < today:
            words = ngettext(
                "%(plan)s %(month)s月：还有 %(count)s 个单位没有报送",
                "%(plan)s %(month)s月：还有 %(count)s 个单位没有报送",
                lacking,
            ) % {"plan": one.plan, "month": one.month, "count": lacking}
            yield Todo(words, reverse("round", args=[one.pk]), one.due, late=True)


def _to_close(person: Person, today: dt.date) -> Iterator[Todo]:
    """Months in which everything was accepted, or whose grace is past, and that are not closed."""
    if not policy.may(person, "snapshots.close"):
        return
    closed = set(Snapshot.objects.values_list("plan", "month"))
    for one in _rounds():
        if (one.plan_id, one.month) in closed:
            continue
        ready = not one.reports.exclude(status=ReportStatus.ACCEPTED).exists()
        if ready or one.late_after < today:
            words = _("%(plan)s %(month)s月可以封存") % {"plan": one.plan, "month": one.month}
            yield Todo(words, reverse("months", args=[one.plan_id]), one.late_after)


def _to_open(person: Person, today: dt.date) -> Iterator[Todo]:
    """Active plans without a reporting round for the latest complete month."""
    if not policy.may(person, "reporting.open_round"):
        return
    last = (today.replace(day=1) - dt.timedelta(days=1)).month
    for plan in Plan.objects.filter(status=Status.ACTIVE, year=today.year).defer("text", "unread"):
        # No statistics are published for January alone, so the first round is February's.
        if last != 12 and last > 1 and not plan.rounds.filter(month=last).exists():
            words = _("%(plan)s %(month)s月填报还没有布置") % {"plan": plan, "month": last}
            yield Todo(words, reverse("plan_rounds", args=[plan.pk]))


def _milestones(person: Person, today: dt.date) -> Iterator[Todo]:
    """Steps that were due and that nobody has accepted as done."""
    if not policy.may(person, "reporting.schedule"):
        return
    due = Milestone.objects.filter(
        due__lte=today, accepted_on=None, commitment__plan__status=Status.ACTIVE
    )
    for one in due.select_related("commitment").order_by("due", "pk"):
        words = f"{one.commitment.number} {one.text}"
        yield Todo(words, reverse("schedule", args=[one.commitment_id]), one.due, late=True)


def _orders(person: Person, today: dt.date) -> Iterator[Todo]:
    """Orders whose next step is this person's, the most urgent first."""
    if not policy.may(person, "orders.see"):
        return
    stages = stages_of(Role(person.role))
    seen = orders.orders_for(person, orders.Filters(), today).filter(stage__in=stages)
    for one in orders.most_urgent(seen):
        late = one.due is not None and one.due < today
        address = reverse("order", args=[one.pk])
        yield Todo(str(one), address, one.due, str(one.get_stage_display()), late)


def stages_of(role: Role) -> list[str]:
    """The stages of an order from which somebody of this role moves it on."""
    party = {each.value: each for each in Party}.get(role.value)
    rows = [row for row in TRANSITIONS.values() if row.action in WAY and party in row.parties]
    return sorted({stage.value for row in rows for stage in row.sources})


def _proposals(person: Person, _today: dt.date) -> Iterator[Todo]:
    """Orders that the rules propose."""
    if not policy.may(person, "orders.decide_proposal"):
        return
    for one in orders.proposals_for(person, None, "")[: MOST + 1]:
        about = one.commitment.text if one.commitment else str(one.body or "")
        words = f"{one.get_rule_display()}：{about}"
        yield Todo(words, reverse("proposals"), one.first_as_of)


def _clues(person: Person, today: dt.date) -> Iterator[Todo]:
    """Clues from citizens that nobody has decided on."""
    if not policy.may(person, "public.see_clues"):
        return
    waiting = policy.visible(person, "public.see_clues", Clue.objects.all())
    new = Q(stage=Stage.RECEIVED) if not person.body_id else Q(stage=Stage.FORWARDED)
    for one in waiting.filter(new).select_related("commitment").order_by("at"):
        day = day_of(one.at)
        yield Todo(str(one), reverse("clues"), day, late=_old(day, today))


def _to_sign(person: Person, today: dt.date) -> Iterator[Todo]:
    """A body's reports that its head signs, and those that were sent back."""
    if not policy.may(person, "reporting.sign"):
        return
    own = BodyReport.objects.filter(round__plan__status=Status.ACTIVE, status__in=OPEN)
    seen = policy.visible(person, "reporting.sign", own).select_related("round__plan")
    for one in seen.order_by("round__due", "pk"):
        sent_back = one.status == ReportStatus.SENT_BACK
        asked = {"month": one.round.month, "reason": one.reason}
        returned, waiting = _("%(month)s月填报被退回：%(reason)s"), _("%(month)s月填报待签发")
        words = (returned if sent_back else waiting) % asked
        day = one.round.due
        yield Todo(words, reverse("report", args=[one.pk]), day, late=sent_back or day < today)


WAY = ("register", "assign", "receive", "handle", "reply", "pass_check", "complete", "close")
"""The actions that move an order to its next stage; urging or reading is no to-do."""

Find = Callable[[Person, dt.date], Iterator[Todo]]
KINDS: tuple[tuple[str | Promise, Find, str], ...] = (
    (gettext_lazy("准备中的计划"), _drafts, "plans"),
    (gettext_lazy("待签发"), _to_sign, ""),
    (gettext_lazy("待审核的填报"), _to_check, "rounds"),
    (gettext_lazy("没有报送的单位"), _missing, "late"),
    (gettext_lazy("到期未确认的节点"), _milestones, ""),
    (gettext_lazy("待办的督办单"), _orders, "orders"),
    (gettext_lazy("建议开的督办单"), _proposals, "proposals"),
    (gettext_lazy("要布置的月份"), _to_open, "rounds"),
    (gettext_lazy("要封存的月份"), _to_close, "months_of_plans"),
    (gettext_lazy("群众线索"), _clues, "clues"),
)
