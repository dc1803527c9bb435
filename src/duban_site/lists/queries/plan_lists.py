"""Commitments and indicators of a plan."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duban_site.boards.queries import load_months
from duban_site.boards.queries.table import annotate_status, prefetch_row_details
from duban_site.core.access.policy import policy
from duban_site.core.amounts import format_amount
from duban_site.lists.declaration import Column, Filter, Listing, Rows
from duban_site.lists.queries import operations
from duban_site.lists.queries.common import (
    describe_status,
    filter_by_lead_body,
    join_body_names,
    leader_name,
    list_lead_body_choices,
    list_leader_choices,
    list_part_choices,
    list_status_choices,
    rank_by_status,
)
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, Plan, Responsibility, State
from duban_site.plans.models.claim import KINDS
from duban_site.plans.models.commitment import TYPES
from duban_site.reporting.models import Assessment
from duban_site.reporting.templatetags.house import target


def _select_visible(person: Person, plan: Plan | None) -> Rows:
    accepted = Commitment.objects.filter(plan=plan, state=State.ACCEPTED)
    return policy.filter_visible(person, "plans.see_commitment", accepted)


def _select_commitments(person: Person, plan: Plan | None) -> Rows:
    visible = Commitment.objects.filter(pk__in=_select_visible(person, plan).order_by().values("pk"))
    if plan is None:
        return visible.none()
    assessed = annotate_status(visible, load_months(plan, "").as_of)
    rows: Rows = prefetch_row_details(assessed).annotate(rank=rank_by_status("now__status"))
    return rows


def _describe_figure(commitment: Any, field: str) -> str:
    value = getattr(commitment, f"now_{field}")
    return "—" if value is None else format_amount(value, commitment.now_unit or "", commitment.now_target)


COMMITMENTS = Listing(
    "commitments",
    _("目标任务"),
    "boards.see",
    _select_commitments,
    (
        Column("number", _("编号"), lambda row: row.number, ("order", "number")),
        Column("text", _("目标任务"), lambda row: row.text),
        Column("status", _("评价"), describe_status, ("rank",), status=True),
        Column("lead", _("牵头单位"), lambda row: join_body_names(row, Duty.LEAD)),
        Column("leader", _("分管领导"), leader_name, ("leader__order",)),
        Column("indicator", _("指标名称"), lambda row: row.now_indicator or ""),
        Column("value", _("进展数据"), lambda row: row.now_value, words=lambda row: _describe_figure(row, "value")),
        Column(
            "expected", _("应达"), lambda row: row.now_expected, words=lambda row: _describe_figure(row, "expected")
        ),
        Column("unit", _("单位"), lambda row: row.now_unit if row.now_value is not None else "", is_default=False),
        Column("part", _("部分"), lambda row: row.topic.part.heading, ("topic__part__order",), is_default=False),
        Column("type", _("目标类型"), lambda row: str(row.get_type_display()), ("type",), is_default=False),
        Column(
            "cooperating", _("责任（协同）单位"), lambda row: join_body_names(row, Duty.COOPERATING), is_default=False
        ),
        Column("deadline", _("完成时限"), lambda row: row.deadline, ("deadline",), is_default=False),
        Column("starred", _("重点"), lambda row: "★" if row.starred else "", ("starred",)),
    ),
    ("text", "number", "claims__indicator"),
    ("rank", "order", "number"),
    lambda row: reverse("board_commitment", args=[row.pk]),
    (
        Filter("status", _("评价"), list_status_choices, "now__status"),
        Filter("lead", _("牵头单位"), list_lead_body_choices, "", filter_by_lead_body("")),
        Filter("leader", _("分管领导"), list_leader_choices, "leader"),
        Filter("part", _("部分"), list_part_choices, "topic__part"),
        Filter("type", _("目标类型"), lambda _p, _q: [(k, str(w)) for k, w in TYPES], "type"),
    ),
    (operations.STAR, operations.LEADER, operations.LEAD_BODY),
    link_column="text",
)


def _select_claims(person: Person, plan: Plan | None) -> Rows:
    visible = _select_visible(person, plan).order_by().values("pk")
    rows = Claim.objects.filter(commitment__in=visible).exclude(role="result")
    if plan is None:
        return rows.none()
    as_of = load_months(plan, "").as_of
    # A claim that is its commitment's only one is judged in the commitment's own row (slot 0).
    assessments = Assessment.objects.filter(claim=OuterRef("pk"), as_of=as_of).order_by("-slot")
    names = ("status", "light", "value", "expected")
    columns = {f"now_{name}": Subquery(assessments.values(name)[:1]) for name in names}
    bodies = Responsibility.objects.select_related("body").order_by("duty", "order")
    return (
        rows.annotate(**columns)
        .annotate(rank=rank_by_status("now_status"))
        .select_related("commitment", "schedule")
        .prefetch_related(Prefetch("commitment__responsibilities", bodies))
    )


def _describe_claim_figure(claim: Any, field: str) -> str:
    value = getattr(claim, f"now_{field}")
    return "—" if value is None else format_amount(value, claim.unit, claim.value)


def _describe_schedule(claim: Any) -> str:
    schedule = getattr(claim, "schedule", None)
    return str(schedule.get_kind_display()) if schedule is not None else str(_("均匀"))


INDICATORS = Listing(
    "indicators",
    _("指标"),
    "boards.see",
    _select_claims,
    (
        Column("indicator", _("指标名称"), lambda row: row.indicator, ("indicator",)),
        Column("target", _("目标"), target),
        Column("status", _("评价"), describe_status, ("rank",), status=True),
        Column(
            "value", _("进展数据"), lambda row: row.now_value, words=lambda row: _describe_claim_figure(row, "value")
        ),
        Column(
            "expected",
            _("应达"),
            lambda row: row.now_expected,
            words=lambda row: _describe_claim_figure(row, "expected"),
        ),
        Column("unit", _("单位"), lambda row: row.unit, is_default=False),
        Column("lead", _("牵头单位"), lambda row: join_body_names(row.commitment, Duty.LEAD)),
        Column("number", _("编号"), lambda row: row.commitment.number, ("commitment__order", "order")),
        Column("kind", _("类型"), lambda row: str(row.get_kind_display()), ("kind",), is_default=False),
        Column("schedule", _("序时计划"), _describe_schedule),
    ),
    ("indicator", "number", "commitment__text"),
    ("rank", "commitment__order", "order"),
    lambda row: reverse("board_commitment", args=[row.commitment_id]),
    (
        Filter("status", _("评价"), list_status_choices, "now_status"),
        Filter("kind", _("类型"), lambda _p, _q: [(k, str(w)) for k, w in KINDS], "kind"),
        Filter("lead", _("牵头单位"), list_lead_body_choices, "", filter_by_lead_body("commitment__")),
    ),
    (operations.SCHEDULE,),
)
