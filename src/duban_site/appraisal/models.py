"""Rules, an appraisal by them, what it found for each body, and objections to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Body, Person
from duban_site.plans.models import Plan


class Scheme(models.Model):
    """办法: rules as `duban.appraisal.AppraisalRules` reads them. Never changed: a change is a new one."""

    name = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("办法"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name


class Appraisal(models.Model):
    """考核: of a plan's year by a scheme. A draft is computed anew whenever it is looked at.

    Frozen, its results are rows of their own and never change; then it may be published.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="appraisals")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="appraisals")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    months = models.JSONField(default=list)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scopes: ClassVar[ConditionByScope] = {Scope.ACTIVE: lambda _person: Q(published_at__isnull=False)}

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.plan.city}{self.plan.year}年{self.scheme.name}"


class AppraisalEvent(models.Model):
    """加减分: an event of a kind that the scheme declares, with its document."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="events")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    kind = models.CharField(_("种类"), max_length=40)
    document = models.CharField(_("依据文件"), max_length=200, blank=True)
    group = models.CharField(_("同一事项"), max_length=80, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("appraisal", "pk")

    def __str__(self) -> str:
        return f"{self.body} {self.kind}"


class Result(models.Model):
    """A body's frozen score: `lines` are (part, label, points, sum, rows)."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="results")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(null=True)
    total = models.DecimalField(max_digits=8, decimal_places=4)
    grade = models.CharField(max_length=20, blank=True)
    veto = models.CharField(max_length=200, blank=True)
    parts = models.JSONField()
    lines = models.JSONField()
    otherwise = models.JSONField()
    """What the body would have had: (label, total, gain, rows)."""

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTOR_BODY: lambda person: Q(body=person.body_id),
        Scope.ACTIVE: lambda _person: Q(appraisal__published_at__isnull=False),
    }

    class Meta:
        ordering = ("appraisal", "place", "body__order", "pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["appraisal", "body"], name="one_result_a_body")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.total}"


class Objection(models.Model):
    """异议: of a body's head to its result, and the office's answer. The score does not change."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="objections")
    text = models.TextField(_("异议"))
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("result", "at")

    def __str__(self) -> str:
        return f"{self.result}：{self.text[:20]}"
