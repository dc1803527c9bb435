"""督办单: one demand on a body about one matter."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban.orders import Colour, OrderDates, Outcome, Stage, determine_outcome
from duban.orders.clocks import Urgency
from duban.orders.outcomes import count_days_late
from duban.orders.stages import OPEN
from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.models import Commitment, Plan

STAGE_CHOICES = [
    (Stage.DRAFTED.value, _("拟办")),
    (Stage.REGISTERED.value, _("立项")),
    (Stage.ASSIGNED.value, _("已交办")),
    (Stage.RECEIVED.value, _("已签收")),
    (Stage.HANDLING.value, _("办理中")),
    (Stage.REPLIED.value, _("已反馈")),
    (Stage.CHECKED.value, _("已核查")),
    (Stage.COMPLETED.value, _("已办结")),
    (Stage.CLOSED.value, _("已销号")),
    (Stage.TERMINATED.value, _("已终止")),
    (Stage.CARRIED.value, _("已结转")),
    (Stage.ARCHIVED.value, _("已归档")),
]
COLOUR_CHOICES = [(Colour.BLUE.value, _("蓝")), (Colour.ORANGE.value, _("橙")), (Colour.RED.value, _("红"))]
URGENCY_CHOICES = [
    (Urgency.URGENT.value, _("急件")),
    (Urgency.NORMAL.value, _("一般件")),
    (Urgency.HARD.value, _("难度较大件")),
]


class BasisKind(models.TextChoices):
    """任务来源: where the matter comes from."""

    COMMITMENT = "commitment", _("报告目标任务")
    INSTRUCTION = "instruction", _("领导批示")
    MEETING = "meeting", _("会议议定事项")
    REGISTER = "register", _("台账")
    PUBLIC = "public", _("群众反映")
    OTHER = "other", _("其他")


class Order(models.Model):
    """A supervision order. `number` counts within plan and year from 立项; `label` is it formatted.

    `due` is the present due date, `first_due` the one it was issued with. `matter` identifies its
    subject, so that rules propose no second one while it is open. `carried_from` is the order of an
    earlier year's plan that this one continues.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="orders")
    year = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    label = models.CharField(_("编号"), max_length=60, blank=True)
    matter = models.CharField(max_length=120, blank=True)
    title = models.CharField(_("督办事项"), max_length=200)
    basis_kind = models.CharField(_("任务来源"), max_length=12, choices=BasisKind.choices, default=BasisKind.COMMITMENT)
    basis = models.CharField(_("来源依据"), max_length=500, blank=True)
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="orders")
    demand = models.TextField(_("办理要求"))
    lead_body = models.ForeignKey(Body, models.PROTECT, related_name="orders_led", verbose_name=_("主办单位"))
    cooperating = models.ManyToManyField(Body, blank=True, related_name="orders_helped", verbose_name=_("协办单位"))
    leader = models.ForeignKey(
        Leader, models.PROTECT, null=True, blank=True, related_name="orders",
        verbose_name=_("分管领导"),
    )  # fmt: skip
    urgency = models.CharField(_("缓急"), max_length=8, choices=URGENCY_CHOICES, default=Urgency.NORMAL.value)
    colour = models.CharField(_("颜色"), max_length=8, choices=COLOUR_CHOICES, default=Colour.BLUE.value)
    listed = models.BooleanField(_("挂牌督办"), default=False)
    stage = models.CharField(_("状态"), max_length=10, choices=STAGE_CHOICES, default=Stage.DRAFTED.value)
    stage_since = models.DateField()
    due = models.DateField(_("完成时限"), null=True, blank=True)
    first_due = models.DateField(null=True)
    registered_on = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    replied_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    terminated_on = models.DateField(null=True)
    revisited_on = models.DateField(null=True)
    carried_on = models.DateField(null=True)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="carried_to", verbose_name=_("结转自")
    )
    conclusion = models.TextField(_("督查结论"), blank=True)
    sent_back = models.PositiveSmallIntegerField(default=0)
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    drafted_on = models.DateField()

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTOR_BODY: lambda person: Q(lead_body=person.body_id, issued_on__isnull=False),
        Scope.CONCERNED: lambda person: (
            (Q(lead_body=person.body_id) | Q(cooperating=person.body_id)) & Q(issued_on__isnull=False)
        ),
        Scope.LEADER_COMMITMENTS: lambda person: Q(leader=person.leader_id, number__isnull=False),
    }

    class Meta:
        ordering = ("-year", "-number", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "year", "number"], name="one_order_number"),
            models.UniqueConstraint(
                fields=["plan", "matter"],
                condition=Q(stage__in=[stage.value for stage in OPEN]) & ~Q(matter=""),
                name="one_open_order_a_matter",
            ),
            models.CheckConstraint(
                name="stage_is_one_of_the_table", condition=Q(stage__in=[stage.value for stage in Stage])
            ),
            models.CheckConstraint(
                name="numbered_once_registered",
                condition=Q(stage__in=["drafted", "terminated", "archived"]) | Q(number__isnull=False),
            ),
        ]
        # What falls due is read every morning, and by each body.
        indexes = (
            models.Index(fields=["stage", "due"], name="order_due"),
            models.Index(fields=["lead_body", "stage", "due"], name="order_body"),
        )

    def __str__(self) -> str:
        return f"{self.label or '拟办'} {self.title}"[:120]

    @property
    def ended_on(self) -> dt.date | None:
        """The day of its 销号, termination or 结转; None while it is open."""
        return self.closed_on or self.terminated_on or self.carried_on

    def dates_as_of(self, as_of: dt.date) -> OrderDates:
        """The dates that decide punctuality as of a day; later replies and endings are ignored."""
        if self.replied_on is not None and self.replied_on > as_of:
            return OrderDates(Stage.HANDLING, self.due)
        if any(day is not None and day > as_of for day in (self.terminated_on, self.carried_on)):
            return OrderDates(Stage.HANDLING, self.due)
        return OrderDates(Stage(self.stage), self.due, self.replied_on, self.carried_on)

    def outcome(self, as_of: dt.date) -> Outcome:
        """The outcome as of a day: 已办结、未按时办结、正在推进…"""
        return determine_outcome(self.dates_as_of(as_of), as_of)

    def days_late(self, as_of: dt.date) -> int:
        """Days past the due date, as of a day."""
        return count_days_late(self.dates_as_of(as_of), as_of)
