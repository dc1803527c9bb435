"""The checklist of a draft plan: what it lacks before it can be put in force."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Body, Person
from duban_site.plans.models import Commitment, Duty, Part, Plan, Responsibility, State, Status
from duban_site.plans.queries import LIVE_STATES

SECONDS_PER_ITEM = {"review": 6, "assign": 12, "schedule": 8, "reporters": 30}
"""Seconds per item for an officer who uses the suggestions, to estimate the remaining work."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the checklist: how many of its items are missing, and where to complete them.

    `blocking` steps refuse activation while anything is missing; the rest are only shown.
    """

    key: str
    label: str | Promise
    missing: int
    total: int
    address: str = ""
    help: str | Promise = ""
    blocking: bool = False

    @property
    def done(self) -> bool:
        """Whether there are items and none is missing."""
        return self.total > 0 and not self.missing

    @property
    def minutes(self) -> int:
        """Estimated minutes of remaining work; 0 where nothing is missing."""
        return -(-self.missing * SECONDS_PER_ITEM.get(self.key, 0) // 60)


def list_steps(plan: Plan) -> list[Step]:
    """The steps from the imported report to the plan in force, in their order."""
    live_commitments = plan.commitments.filter(state__in=LIVE_STATES)
    total = live_commitments.count()
    remaining = live_commitments.exclude(state=State.REJECTED)
    return [
        _build_conflict_step(plan),
        _build_review_step(plan, total),
        _build_assign_step(plan, remaining),
        _build_schedule_step(plan, remaining),
        _build_reporters_step(plan),
    ]


def find_conflicting_plan(plan: Plan) -> Plan | None:
    """The plan of the same city and year that is in force or closed already."""
    plans_in_force = Plan.objects.filter(city=plan.city, year=plan.year).exclude(status=Status.DRAFT)
    return plans_in_force.exclude(pk=plan.pk).defer("text", "unread").first()


def _build_conflict_step(plan: Plan) -> Step:
    conflicting_plan = find_conflicting_plan(plan) if plan.status == Status.DRAFT else None
    address = "" if conflicting_plan is None else reverse("plan", args=[conflicting_plan.pk])
    help_text = _("同一城市同一年度只能有一份计划执行。请核对下面的城市和年度；如果那份是重复导入的，先把它退回起草。")
    missing = 0 if conflicting_plan is None else 1
    label = _("核对城市和年度，不与别的计划重复")
    return Step("conflict", label, missing, 1, address, help_text, blocking=True)


def _build_review_step(plan: Plan, total: int) -> Step:
    undecided = Q(topics__commitments__state=State.PROPOSED, topics__commitments__counts=True)
    part = _find_first_part(plan, undecided)
    missing = plan.commitments.filter(state=State.PROPOSED, counts=True).count()
    return Step(
        "review",
        _("逐项确认读出的目标任务"),
        missing,
        total,
        _part_url("review", plan, part),
        _("口号、背景和重复的不确认；漏读的可以补。"),
    )


def _build_assign_step(plan: Plan, commitments: QuerySet[Commitment]) -> Step:
    lead = Responsibility.objects.filter(commitment=OuterRef("pk"), duty=Duty.LEAD)
    unassigned = commitments.filter(~Exists(lead))
    first_part_order = unassigned.order_by("order").values_list("topic__part__order", flat=True).first()
    return Step(
        "assign",
        _("确定牵头单位"),
        unassigned.count(),
        commitments.count(),
        "" if first_part_order is None else reverse("assign", args=[plan.pk, first_part_order]),
        _("没有牵头单位的任务没有人填报。"),
        blocking=True,
    )


def filter_unassessable(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Commitments that cannot be assessed: no followed claim and no milestone."""
    annotated = commitments.annotate(
        figures=Count("claims", filter=~Q(claims__role="result"), distinct=True),
        steps=Count("milestones", distinct=True),
    )
    return annotated.filter(figures=0, steps=0)


def _build_schedule_step(plan: Plan, commitments: QuerySet[Commitment]) -> Step:
    return Step(
        "schedule",
        _("安排序时计划和节点"),
        filter_unassessable(commitments).count(),
        commitments.count(),
        reverse("schedules", args=[plan.pk]),
        _("有数字的任务默认按月均匀推进；没有数字的任务按节点评价，要有节点。"),
    )


def _build_reporters_step(plan: Plan) -> Step:
    leads_in_plan = Q(responsibilities__commitment__plan=plan, responsibilities__duty=Duty.LEAD)
    bodies = Body.objects.filter(leads_in_plan).distinct()
    person = Person.objects.filter(body=OuterRef("pk"), is_active=True)
    return Step(
        "reporters",
        _("牵头单位都有能填报的账号"),
        bodies.filter(~Exists(person)).count(),
        bodies.count(),
        reverse("bodies"),
        _("没有账号的单位收不到填报任务；账号由管理员开。"),
    )


def _find_first_part(plan: Plan, condition: Q) -> Part | None:
    return plan.parts.filter(condition).order_by("order").first()


def _part_url(page_name: str, plan: Plan, part: Part | None) -> str:
    return "" if part is None else reverse(page_name, args=[plan.pk, part.order])
