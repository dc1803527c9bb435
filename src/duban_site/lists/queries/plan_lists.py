"""Commitments and indicators of a plan."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    OuterRef,
    Prefetch,
    Subquery,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duban_site.boards.queries import months
from duban_site.boards.queries.table import listed, with_status
from duban_site.core.access.policy import policy
from duban_site.core.amounts import show
from duban_site.lists.listing import Column, Filter, Listing, Rows
from duban_site.lists.queries import operations as do
from duban_site.lists.queries.common import (
    bodies_of,
    lead_bodies,
    leader_name,
    leaders,
    led_by,
    parts,
    status_word,
    statuses,
    worst_first,
)
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, Plan, Responsibility, State
from duban_site.plans.models.claim import KINDS
from duban_site.plans.models.commitment import TYPES
from duban_site.reporting.models import Assessment
from duban_site.reporting.templatetags.house import target


def _seen(person: Person, plan: Plan | None) -> Rows:
    own = Commitment.objects.filter(plan=plan, state=State.ACCEPTED)
    return policy.visible(person, "plans.see_commitment", own)


def _commitments(person: Person, plan: Plan | None) -> Rows:
    own = Commitment.objects.filter(pk__in=_seen(person, plan).order_by().values("pk"))
    if plan is None:
        return own.none()
    found = with_status(own, months(plan, "").as_of)
    rows: Rows = listed(found).annotate(rank=worst_first("now__status"))
    return rows


def _figure(one: Any, name: str) -> str:
    value = getattr(one, f"now_{name}")
    return "—" if value is None else show(value, one.now_unit or "", one.now_target)


COMMITMENTS = Listing(
    "commitments",
    _("目标任务"),
    "boards.see",
    _commitments,
    (
        Column("number", _("编号"), lambda one: one.number, ("order", "number")),
        Column("text", _("目标任务"), lambda one: one.text),
        Column(
            "status",
            _("评价"),
            status_word,
            ("rank",),
            status=True,
        ),
        Column("lead", _("牵头单位"), lambda one: bodies_of(one, Duty.LEAD)),
        Column(
            "leader",
            _("分管领导"),
            leader_name,
            ("leader__order",),
        ),
        Column("indicator", _("指标名称"), lambda one: one.now_indicator or ""),
        Column(
            "value",
            _("进展数据"),
            lambda one: one.now_value,
            words=lambda one: _figure(one, "value"),
        ),
        Column(
            "expected",
            _("应达"),
            lambda one: one.now_expected,
            words=lambda one: _figure(one, "expected"),
        ),
        Column(
            "unit",
            _("单位"),
            lambda one: one.now_unit if one.now_value is not None else "",
            shown=False,
        ),
        Column(
            "part",
            _("部分"),
            lambda one: one.topic.part.heading,
            ("topic__part__order",),
            shown=False,
        ),
        Column(
            "type", _("目标类型"), lambda one: str(one.get_type_display()), ("type",), shown=False
        ),
        Column(
            "cooperating",
            _("责任（协同）单位"),
            lambda one: bodies_of(one, Duty.COOPERATING),
            shown=False,
        ),
        Column("deadline", _("完成时限"), lambda one: one.deadline, ("deadline",), shown=False),
        Column("starred", _("重点"), lambda one: "★" if one.starred else "", ("starred",)),
    ),
    ("text", "number", "claims__indicator"),
    ("rank", "order", "number"),
    lambda one: reverse("board_commitment", args=[one.pk]),
    (
        Filter("status", _("评价"), statuses, "now__status"),
        Filter(
            "lead",
            _("牵头单位"),
            lead_bodies,
            "",
            led_by(""),
        ),
        Filter("leader", _("分管领导"), leaders, "leader"),
        Filter("part", _("部分"), parts, "topic__part"),
        Filter("type", _("目标类型"), lambda _p, _q: [(k, str(w)) for k, w in TYPES], "type"),
    ),
    (do.STAR, do.LEADER, do.LEAD_BODY),
    named="text",
)


def _claims(person: Person, plan: Plan | None) -> Rows:
    seen = _seen(person, plan).order_by().values("pk")
    rows = Claim.objects.filter(commitment__in=seen).exclude(role="result")
    if plan is None:
        return rows.none()
    as_of = months(plan, "").as_of
    # A claim that is its commitment's only one is judged in the commitment's own row (slot 0).
    own = Assessment.objects.filter(claim=OuterRef("pk"), as_of=as_of).order_by("-slot")
    names = ("status", "light", "value", "expected")
    now = {f"now_{name}": Subquery(own.values(name)[:1]) for name in names}
    bodies = Responsibility.objects.select_related("body").order_by("duty", "order")
    return (
        rows.annotate(**now)
        .annotate(rank=worst_first("now_status"))
        .select_related("commitment", "schedule")
        .prefetch_related(Prefetch("commitment__responsibilities", bodies))
    )


def _claim_figure(one: Any, name: str) -> str:
    value = getattr(one, f"now_{name}")
    return "—" if value is None else show(value, one.unit, one.value)


def _schedule(one: Any) -> str:
    found = getattr(one, "schedule", None)
    return str(found.get_kind_display()) if found is not None else str(_("均匀"))


INDICATORS = Listing(
    "indicators",
    _("指标"),
    "boards.see",
    _claims,
    (
        Column("indicator", _("指标名称"), lambda one: one.indicator, ("indicator",)),
        Column("target", _("目标"), target),
        Column(
            "status",
            _("评价"),
            status_word,
            ("rank",),
            status=True,
        ),
        Column(
            "value",
            _("进展数据"),
            lambda one: one.now_value,
            words=lambda one: _claim_figure(one, "value"),
        ),
        Column(
            "expected",
            _("应达"),
            lambda one: one.now_expected,
            words=lambda one: _claim_figure(one, "expected"),
        ),
        Column("unit", _("单位"), lambda one: one.unit, shown=False),
        Column("lead", _("牵头单位"), lambda one: bodies_of(one.commitment, Duty.LEAD)),
        Column(
            "number", _("编号"), lambda one: one.commitment.number, ("commitment__order", "order")
        ),
        Column("kind", _("类型"), lambda one: str(one.get_kind_display()), ("kind",), shown=False),
        Column("schedule", _("序时计划"), _schedule),
    ),
    ("indicator", "number", "commitment__text"),
    ("rank", "commitment__order", "order"),
    lambda one: reverse("board_commitment", args=[one.commitment_id]),
    (
        Filter("status", _("评价"), statuses, "now_status"),
        Filter("kind", _("类型"), lambda _p, _q: [(k, str(w)) for k, w in KINDS], "kind"),
        Filter(
            "lead",
            _("牵头单位"),
            lead_bodies,
            "",
            led_by("commitment__"),
        ),
    ),
    (do.SCHEDULE,),
)
