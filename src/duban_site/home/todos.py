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
from duban_site.bulletins.models import Bulletin, BulletinStatus
from duban_site.core.access.policy import policy
from duban_site.core.clock import to_local_date
from duban_site.identity.models import Approval
from duban_site.orders import queries as orders
from duban_site.people.models import Person, Role
from duban_site.plans.models import Plan, Status
from duban_site.preparation.readiness import list_steps
from duban_site.public.models import Clue, Stage
from duban_site.reporting.models import BodyReport, Milestone, ReportingRound, ReportStatus
from duban_site.reporting.models.report import OPEN
from duban_site.snapshots.models import Snapshot

MAX_ITEMS_PER_KIND = 6
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


def list_todos(person: Person, today: dt.date) -> list[TodoGroup]:
    """List everything that waits for `person` on `today`; empty kinds are omitted."""
    groups = []
    for heading, find_items, url_name in TODO_KINDS:
        items = list(find_items(person, today))
        if items:
            address = reverse(url_name) if url_name else ""
            groups.append(
                TodoGroup(heading, items[:MAX_ITEMS_PER_KIND], max(0, len(items) - MAX_ITEMS_PER_KIND), address)
            )
    return sorted(groups, key=lambda group: not group.late)


def _find_draft_plans(person: Person, _today: dt.date) -> Iterator[Todo]:
    """Plans that are not in force: the next step of each."""
    if not policy.may(person, "plans.activate"):
        return
    for plan in Plan.objects.filter(status=Status.DRAFT).defer("text", "unread").order_by("pk"):
        steps = [step for step in list_steps(plan) if step.missing]
        minutes = sum(step.minutes for step in steps)
        label = str(steps[0].label) if steps else _("可以开始执行")
        note = _("还要约 %(minutes)s 分钟。") % {"minutes": minutes} if minutes else ""
        yield Todo(f"{plan}：{label}", reverse("plan", args=[plan.pk]), note=note)


def _list_active_rounds() -> list[ReportingRound]:
    """The months of plans in force, the oldest first."""
    months = ReportingRound.objects.filter(plan__status=Status.ACTIVE)
    joined = months.select_related("plan").defer("plan__text", "plan__unread")
    return list(joined.order_by("due", "pk"))


def _find_reports_to_check(person: Person, today: dt.date) -> Iterator[Todo]:
    """Submitted reports that wait for the office's check."""
    waiting = BodyReport.objects.filter(status=ReportStatus.SUBMITTED, round__plan__status=Status.ACTIVE)
    visible = policy.filter_visible(person, "reporting.check", waiting)
    joined = visible.select_related("body", "round__plan").defer("round__plan__text")
    for report in joined.order_by("submitted_at", "pk"):
        day = to_local_date(report.submitted_at) if report.submitted_at else None
        text = _("%(body)s %(month)s月填报待审核") % {"body": report.body, "month": report.round.month}
        yield Todo(text, reverse("report", args=[report.pk]), day, late=_is_old(day, today))


def _is_old(day: dt.date | None, today: dt.date, max_days: int = 3) -> bool:
    return day is not None and (today - day).days > max_days


def _find_missing_reports(person: Person, today: dt.date) -> Iterator[Todo]:
    """Months whose date is past and that not every body has reported for."""
    if not policy.may(person, "reporting.see_rounds"):
        return
    for reporting_round in _list_active_rounds():
        missing_count = reporting_round.reports.filter(status__in=(*OPEN, ReportStatus.SIGNED)).count()
        if missing_count and reporting_round.due < today:
            text = ngettext(
                "%(plan)s %(month)s月：还有 %(count)s 个单位没有报送",
                "%(plan)s %(month)s月：还有 %(count)s 个单位没有报送",
                missing_count,
            ) % {"plan": reporting_round.plan, "month": reporting_round.month, "count": missing_count}
            yield Todo(text, reverse("round", args=[reporting_round.pk]), reporting_round.due, late=True)


def _find_months_to_close(person: Person, today: dt.date) -> Iterator[Todo]:
    """Months in which everything was accepted, or whose grace is past, and that are not closed."""
    if not policy.may(person, "snapshots.close"):
        return
    closed = set(Snapshot.objects.values_list("plan", "month"))
    for reporting_round in _list_active_rounds():
        if (reporting_round.plan_id, reporting_round.month) in closed:
            continue
        is_ready = not reporting_round.reports.exclude(status=ReportStatus.ACCEPTED).exists()
        if is_ready or reporting_round.late_after < today:
            text = _("%(plan)s %(month)s月可以封存") % {"plan": reporting_round.plan, "month": reporting_round.month}
            yield Todo(text, reverse("months", args=[reporting_round.plan_id]), reporting_round.late_after)


def _find_months_to_open(person: Person, today: dt.date) -> Iterator[Todo]:
    """Active plans without a reporting round for the latest complete month."""
    if not policy.may(person, "reporting.open_round"):
        return
    latest_month = (today.replace(day=1) - dt.timedelta(days=1)).month
    for plan in Plan.objects.filter(status=Status.ACTIVE, year=today.year).defer("text", "unread"):
        # No statistics are published for January alone, so the first round is February's.
        if latest_month != 12 and latest_month > 1 and not plan.rounds.filter(month=latest_month).exists():
            text = _("%(plan)s %(month)s月填报还没有布置") % {"plan": plan, "month": latest_month}
            yield Todo(text, reverse("plan_rounds", args=[plan.pk]))


def _find_due_milestones(person: Person, today: dt.date) -> Iterator[Todo]:
    """Steps that were due and that nobody has accepted as done."""
    if not policy.may(person, "reporting.schedule"):
        return
    due_milestones = Milestone.objects.filter(due__lte=today, accepted_on=None, commitment__plan__status=Status.ACTIVE)
    for milestone in due_milestones.select_related("commitment").order_by("due", "pk"):
        text = f"{milestone.commitment.number} {milestone.text}"
        yield Todo(text, reverse("schedule", args=[milestone.commitment_id]), milestone.due, late=True)


def _find_orders(person: Person, today: dt.date) -> Iterator[Todo]:
    """Orders whose next step is this person's, the most urgent first."""
    if not policy.may(person, "orders.see"):
        return
    stages = list_stages_for_role(Role(person.role))
    visible = orders.list_visible_orders(person, orders.OrderFilters(), today).filter(stage__in=stages)
    for order in orders.sort_by_urgency(visible):
        is_late = order.due is not None and order.due < today
        address = reverse("order", args=[order.pk])
        yield Todo(str(order), address, order.due, str(order.get_stage_display()), is_late)


def list_stages_for_role(role: Role) -> list[str]:
    """The stages of an order from which somebody of this role moves it on."""
    party = {candidate.value: candidate for candidate in Party}.get(role.value)
    transitions = [
        transition
        for transition in TRANSITIONS.values()
        if transition.action in ADVANCING_ACTIONS and party in transition.parties
    ]
    return sorted({stage.value for transition in transitions for stage in transition.sources})


def _find_proposals(person: Person, _today: dt.date) -> Iterator[Todo]:
    """Orders that the rules propose."""
    if not policy.may(person, "orders.decide_proposal"):
        return
    for proposal in orders.list_visible_proposals(person, None, "")[: MAX_ITEMS_PER_KIND + 1]:
        subject = proposal.commitment.text if proposal.commitment else str(proposal.body or "")
        text = f"{proposal.get_rule_display()}：{subject}"
        yield Todo(text, reverse("proposals"), proposal.first_as_of)


def _find_clues(person: Person, today: dt.date) -> Iterator[Todo]:
    """Clues from citizens that nobody has decided on."""
    if not policy.may(person, "public.see_clues"):
        return
    waiting = policy.filter_visible(person, "public.see_clues", Clue.objects.all())
    is_undecided = Q(stage=Stage.RECEIVED) if not person.body_id else Q(stage=Stage.FORWARDED)
    for clue in waiting.filter(is_undecided).select_related("commitment").order_by("at"):
        day = to_local_date(clue.at)
        yield Todo(str(clue), reverse("clues"), day, late=_is_old(day, today))


def _find_reports_to_sign(person: Person, today: dt.date) -> Iterator[Todo]:
    """A body's reports that its head signs, and those that were sent back."""
    if not policy.may(person, "reporting.sign"):
        return
    open_reports = BodyReport.objects.filter(round__plan__status=Status.ACTIVE, status__in=OPEN)
    visible = policy.filter_visible(person, "reporting.sign", open_reports).select_related("round__plan")
    for report in visible.order_by("round__due", "pk"):
        is_sent_back = report.status == ReportStatus.SENT_BACK
        parameters = {"month": report.round.month, "reason": report.reason}
        returned_text, waiting_text = (_("%(month)s月填报被退回：%(reason)s"), _("%(month)s月填报待签发"))
        text = (returned_text if is_sent_back else waiting_text) % parameters
        due_date = report.round.due
        yield Todo(text, reverse("report", args=[report.pk]), due_date, late=is_sent_back or due_date < today)


def _find_bulletins_to_comment(person: Person, today: dt.date) -> Iterator[Todo]:
    """Drafts of bulletins that are open to the body's opinion and that it has said nothing to."""
    if not policy.may(person, "bulletins.comment"):
        return
    circulated = Bulletin.objects.filter(status=BulletinStatus.CIRCULATED, answer_by__gte=today)
    for bulletin in circulated.exclude(comments__body=person.body_id).order_by("answer_by", "pk"):
        yield Todo(str(bulletin), reverse("bulletin", args=[bulletin.pk]), bulletin.answer_by)


def _find_approvals(person: Person, today: dt.date) -> Iterator[Todo]:
    """Requests about accounts that wait for a second person."""
    if not policy.may(person, "people.decide"):
        return
    waiting = Approval.objects.filter(approved=None).exclude(asked_by=person).exclude(person=person)
    for approval in waiting.select_related("person").order_by("asked_at", "pk"):
        day = to_local_date(approval.asked_at)
        yield Todo(str(approval), reverse("approvals"), day, approval.reason, late=_is_old(day, today))


ADVANCING_ACTIONS = ("register", "assign", "receive", "handle", "reply", "pass_check", "complete", "close")
"""The actions that move an order to its next stage; urging or reading is no to-do."""

TodoFinder = Callable[[Person, dt.date], Iterator[Todo]]
TODO_KINDS: tuple[tuple[str | Promise, TodoFinder, str], ...] = (
    (gettext_lazy("准备中的计划"), _find_draft_plans, "plans"),
    (gettext_lazy("待签发"), _find_reports_to_sign, ""),
    (gettext_lazy("待审批的账号申请"), _find_approvals, "approvals"),
    (gettext_lazy("征求意见的通报"), _find_bulletins_to_comment, "bulletins"),
    (gettext_lazy("待审核的填报"), _find_reports_to_check, "rounds"),
    (gettext_lazy("没有报送的单位"), _find_missing_reports, "late"),
    (gettext_lazy("到期未确认的节点"), _find_due_milestones, ""),
    (gettext_lazy("待办的督办单"), _find_orders, "orders"),
    (gettext_lazy("建议开的督办单"), _find_proposals, "proposals"),
    (gettext_lazy("要布置的月份"), _find_months_to_open, "rounds"),
    (gettext_lazy("要封存的月份"), _find_months_to_close, "months_of_plans"),
    (gettext_lazy("群众线索"), _find_clues, "clues"),
)
