"""A commitment, as proposed by the reader and decided by the office."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban.commitments import CommitmentType, Verifiable
from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Leader, Person
from duban_site.plans.models.plan import Plan, Status, Topic

TYPES = [
    (CommitmentType.HEADLINE.value, _("主要预期指标")),
    (CommitmentType.QUANTIFIED.value, _("量化指标")),
    (CommitmentType.PROJECT.value, _("重点项目")),
    (CommitmentType.QUALITATIVE.value, _("定性任务")),
]


VERIFIABLE = [
    (Verifiable.NUMBER.value, _("看数量")),
    (Verifiable.OBJECT.value, _("看具体对象")),
    (Verifiable.ACTION.value, _("看做没做")),
    (Verifiable.VAGUE.value, _("难以核实")),
]


class State(models.TextChoices):
    """What the office decided. Only accepted commitments count."""

    PROPOSED = "proposed", _("待确认")
    ACCEPTED = "accepted", _("已确认")
    REJECTED = "rejected", _("不是目标任务")
    MERGED = "merged", _("已合并")
    SPLIT = "split", _("已拆分")


class Commitment(models.Model):
    """目标任务: what a sentence promises, the body of supervision.

    `number` is `part.topic.n` and stays; the pieces of a split one are `part.topic.n-1`, `-2`.
    A merged commitment points to the one that took it in, a piece to the one it came from.
    `counts` is False where the reader took it for a slogan, a leading sentence or background: it is
    shown, and accepted only one by one. `joint` states that several bodies lead together; otherwise
    one body leads.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="commitments")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="commitments")
    order = models.PositiveIntegerField()
    number = models.CharField(_("编号"), max_length=24)
    type = models.CharField(_("目标类型"), max_length=12, choices=TYPES)
    text = models.TextField(_("任务原文"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    names = models.JSONField(default=list)
    verifiable = models.CharField(_("怎样核实"), max_length=6, choices=VERIFIABLE, default=Verifiable.ACTION.value)
    counts = models.BooleanField(_("计入任务"), default=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.PROPOSED)
    starred = models.BooleanField(_("重点"), default=False)
    deadline = models.DateField(_("完成时限"), null=True, blank=True)
    leader = models.ForeignKey(Leader, models.PROTECT, null=True, blank=True, related_name="commitments")
    reporter = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="reports_on")
    joint = models.BooleanField(_("共同牵头"), default=False)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="pieces")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTIVE: lambda _person: Q(state=State.ACCEPTED) & ~Q(plan__status=Status.DRAFT),
        Scope.ACTOR_BODY: lambda person: (
            Q(state=State.ACCEPTED, responsibilities__body=person.body_id) & ~Q(plan__status=Status.DRAFT)
        ),
        Scope.LEADER_COMMITMENTS: lambda person: (
            Q(state=State.ACCEPTED, leader=person.leader_id) & ~Q(plan__status=Status.DRAFT)
        ),
    }

    class Meta:
        ordering = ("plan", "order", "number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="commitment_number")
        ]
        indexes = (models.Index(fields=["plan", "state", "order"], name="commitment_list"),)

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"
