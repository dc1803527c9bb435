"""Proposals of rules for orders, until an officer decides."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban.orders import Rule
from duban_site.orders.models.order import Order
from duban_site.people.models import Body, Person
from duban_site.plans.models import Commitment, Plan

RULE_CHOICES = [
    (Rule.OVERDUE.value, _("逾期未完成")),
    (Rule.BEHIND.value, _("连续两次欠进度")),
    (Rule.UNREPORTED.value, _("未报月度报告")),
    (Rule.LATE.value, _("连续迟报")),
    (Rule.SATISFACTION.value, _("满意度低")),
]


class ProposalState(models.TextChoices):
    """A proposal waits until an officer confirms or declines it, or its grounds are gone."""

    WAITING = "waiting", _("待确认")
    CONFIRMED = "confirmed", _("已转督办单")
    DECLINED = "declined", _("不予立项")
    LAPSED = "lapsed", _("情形已消除")


class Proposal(models.Model):
    """A rule with its matter and evidence; only an officer turns it into an order."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="proposals")
    rule = models.CharField(_("规则"), max_length=12, choices=RULE_CHOICES)
    matter = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, related_name="proposals")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    as_of = models.DateField()
    first_as_of = models.DateField()
    evidence = models.JSONField(default=list)
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="proposal")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ("plan", "pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan", "matter"], condition=Q(state=ProposalState.WAITING), name="one_proposal_a_matter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.matter}"
