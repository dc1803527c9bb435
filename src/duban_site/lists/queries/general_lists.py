"""Orders, records, bodies, evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duban_site.core import clock
from duban_site.core.access.policy import policy
from duban_site.lists.declaration import Column, Filter, Listing, Rows
from duban_site.lists.queries import operations
from duban_site.lists.queries.common import (
    Choices,
    describe_commitment,
    describe_yes_no,
    lead_body_name,
    leader_name,
    list_yes_no_choices,
)
from duban_site.orders.models import Order
from duban_site.orders.models.order import COLOUR_CHOICES, STAGE_CHOICES
from duban_site.people.models import Body, Person
from duban_site.plans.models import Duty, Plan, State
from duban_site.registers.models import Register, RegisterRecord
from duban_site.reporting.models import Evidence


def _select_orders(person: Person, plan: Plan | None) -> Rows:
    visible = policy.filter_visible(person, "orders.see", Order.objects.filter(plan=plan))
    rows = Order.objects.filter(pk__in=visible.order_by().values("pk"))
    urgency = Case(
        When(Q(due__lt=clock.today()) & Q(closed_on=None) & Q(terminated_on=None), then=0),
        When(closed_on=None, terminated_on=None, then=1),
        default=2,
    )
    return rows.annotate(rank=urgency).select_related("lead_body", "leader")


ORDERS = Listing(
    "orders",
    _("督办单"),
    "orders.see",
    _select_orders,
    (
        Column("label", _("编号"), lambda row: row.label, ("year", "number")),
        Column("title", _("督办事项"), lambda row: row.title, ("title",)),
        Column("stage", _("状态"), lambda row: str(row.get_stage_display()), ("stage",)),
        Column("colour", _("颜色"), lambda row: str(row.get_colour_display()), ("colour",)),
        Column("due", _("完成时限"), lambda row: row.due, ("due",)),
        Column("late", _("逾期天数"), lambda row: max(row.days_late(clock.today()), 0) or None),
        Column("lead", _("主办单位"), lambda row: row.lead_body.name, ("lead_body__order",)),
        Column("leader", _("分管领导"), leader_name, ("leader__order",), is_default=False),
        Column("issued", _("交办日期"), lambda row: row.issued_on, ("issued_on",), is_default=False),
    ),
    ("title", "label", "demand"),
    ("rank", "due", "pk"),
    lambda row: reverse("order", args=[row.pk]),
    (
        Filter("stage", _("状态"), lambda _p, _q: [(k, str(w)) for k, w in STAGE_CHOICES], "stage"),
        Filter("colour", _("颜色"), lambda _p, _q: [(k, str(w)) for k, w in COLOUR_CHOICES], "colour"),
    ),
    link_column="title",
)


def _select_records(person: Person, _plan: Plan | None) -> Rows:
    visible = policy.filter_visible(person, "registers.see_record", RegisterRecord.objects.all())
    rows = RegisterRecord.objects.filter(pk__in=visible.order_by().values("pk"))
    urgency = Case(When(open=True, due__lt=clock.today(), then=0), When(open=True, then=1), default=2)
    return rows.annotate(rank=urgency).select_related("register", "lead")


def _list_register_choices(person: Person, _plan: Plan | None) -> Choices:
    rows = policy.filter_visible(person, "registers.see", Register.objects.all())
    return [(str(register.pk), register.name) for register in rows]


def _describe_stage(record: Any) -> str:
    stages = {stage.key: stage.label for stage in record.register.declaration.stages}
    return str(stages.get(record.stage, record.stage))


RECORDS = Listing(
    "records",
    _("台账记录"),
    "registers.see_record",
    _select_records,
    (
        Column("number", _("编号"), lambda row: row.number, ("number",)),
        Column("title", _("名称"), lambda row: row.title, ("title",)),
        Column("register", _("台账"), lambda row: row.register.name, ("register__name",)),
        Column("stage", _("状态"), _describe_stage, ("stage",)),
        Column("due", _("到期"), lambda row: row.due, ("due",)),
        Column("lead", _("牵头单位"), lead_body_name, ("lead__order",)),
        Column("region", _("地点"), lambda row: row.region, ("region",), is_default=False),
        Column("created", _("登记日期"), lambda row: row.created, ("created",), is_default=False),
    ),
    ("title", "number", "text"),
    ("rank", "due", "-pk"),
    lambda row: reverse("record", args=[row.pk]),
    (Filter("register", _("台账"), _list_register_choices, "register"),),
    by_plan=False,
    link_column="title",
)


def _select_bodies(_person: Person, plan: Plan | None) -> Rows:
    is_lead = Q(
        responsibilities__commitment__plan=plan,
        responsibilities__commitment__state=State.ACCEPTED,
        responsibilities__duty=Duty.LEAD,
    )
    rows = Body.objects.annotate(
        led=Count("responsibilities", filter=is_lead, distinct=True),
        accounts=Count("people", filter=Q(people__is_active=True), distinct=True),
    )
    without_accounts = When(active=True, accounts=0, then=0)
    return rows.annotate(rank=Case(without_accounts, When(active=True, then=1), default=2))


BODIES = Listing(
    "bodies",
    _("单位"),
    "people.see_bodies",
    _select_bodies,
    (
        Column("name", _("名称"), lambda row: row.name, ("name",)),
        Column("kind", _("类别"), lambda row: str(row.get_kind_display()), ("kind",)),
        Column("led", _("牵头任务"), lambda row: row.led, ("led",)),
        Column("accounts", _("账号数"), lambda row: row.accounts, ("accounts",)),
        Column("active", _("在用"), lambda row: describe_yes_no(row.active), ("active",)),
    ),
    ("name",),
    ("rank", "-led", "order"),
    lambda row: reverse("body", args=[row.pk]),
    (Filter("active", _("在用"), list_yes_no_choices, "active"),),
    (operations.ACTIVE,),
)


def _select_evidence(person: Person, plan: Plan | None) -> Rows:
    plan_evidence = Evidence.objects.filter(entry__commitment__plan=plan)
    visible = policy.filter_visible(person, "reporting.see_evidence", plan_evidence)
    rows = Evidence.objects.filter(pk__in=visible.order_by().values("pk"))
    return rows.select_related("entry__commitment", "entry__report__body", "entry__report__round")


EVIDENCE = Listing(
    "evidence",
    _("佐证材料"),
    "reporting.see_evidence",
    _select_evidence,
    (
        Column("name", _("文件"), lambda row: row.name, ("name",)),
        Column("commitment", _("目标任务"), describe_commitment, ("entry__commitment__order",)),
        Column("body", _("单位"), lambda row: row.entry.report.body.name, ("entry__report__body__order",)),
        Column("month", _("月份"), lambda row: row.entry.report.round.month, ("entry__report__round__month",)),
        Column("size", _("字节"), lambda row: row.size, ("size",), is_default=False),
        Column("public", _("可以公开"), lambda row: describe_yes_no(row.public), ("public",)),
    ),
    ("name", "entry__commitment__text"),
    ("-entry__report__round__month", "entry__commitment__order", "pk"),
    lambda row: reverse("evidence", args=[row.pk]),
    (Filter("public", _("可以公开"), list_yes_no_choices, "public"),),
    (operations.PUBLIC,),
)
