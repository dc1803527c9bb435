"""What a unit reports in a month, from draft to acceptance."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Body, Person
from duban_site.plans.models import Claim, Commitment
from duban_site.plans.models.claim import DIGITS, PLACES
from duban_site.reporting.models.figure import Version
from duban_site.reporting.models.rounds import ReportingRound


class ReportStatus(models.TextChoices):
    """Draft → signed by the unit's head → handed in → accepted, or sent back."""

    DRAFT = "draft", _("填报中")
    SIGNED = "signed", _("已签发")
    SUBMITTED = "submitted", _("已报送")
    ACCEPTED = "accepted", _("已采用")
    SENT_BACK = "sent_back", _("已退回")


OPEN = (ReportStatus.DRAFT, ReportStatus.SENT_BACK)
HANDED_IN = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)


class BodyReport(models.Model):
    """One unit's report for one round."""

    round = models.ForeignKey(ReportingRound, models.CASCADE, related_name="reports")
    body = models.ForeignKey(Body, models.PROTECT, related_name="reports")
    status = models.CharField(max_length=10, choices=ReportStatus.choices, default=ReportStatus.DRAFT)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    reason = models.TextField(_("退回原因"), blank=True)

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTOR_BODY: lambda person: Q(body=person.body_id),
        Scope.SUBMITTED: lambda _person: Q(status__in=HANDED_IN),
        Scope.SERVICE: lambda account: Q(body__in=account.bodies),
    }

    class Meta:
        ordering = ("round", "body")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["round", "body"], name="one_report_a_body")]

    def __str__(self) -> str:
        return f"{self.body} {self.round}"


class Entry(models.Model):
    """What a body says about one commitment in a month.

    `version` counts its writings: a form carries the one it was opened with, and a writing that
    comes second is refused with both texts shown.
    """

    report = models.ForeignKey(BodyReport, models.CASCADE, related_name="entries")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="entries")
    progress = models.TextField(_("进展情况"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下一步安排"), blank=True)
    explanations = models.JSONField(_("核对说明"), default=dict, blank=True)
    """Code of a finding (`queries.findings`) → why what was found is right all the same."""
    remark = models.TextField(_("退回意见"), blank=True)
    """What the office wants changed here; it stands until the report is accepted."""
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(null=True)

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTOR_BODY: lambda person: Q(report__body=person.body_id),
        Scope.SUBMITTED: lambda _person: Q(report__status__in=HANDED_IN),
    }

    class Meta:
        ordering = ("report", "commitment__order")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["report", "commitment"], name="one_entry")]

    def __str__(self) -> str:
        return f"{self.report} {self.commitment}"


class EntryFigure(models.Model):
    """The figure that an entry gives for one claim. `period` is written as `duban.series` does."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="figures")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="entry_figures")
    period = models.CharField(_("数据期"), max_length=16)
    value = models.DecimalField(_("数值"), max_digits=DIGITS, decimal_places=PLACES)
    published = models.DateField(_("发布日期"), null=True, blank=True)
    version = models.CharField(_("版本"), max_length=12, choices=Version.choices, default=Version.PRELIMINARY)

    class Meta:
        ordering = ("entry", "claim__order")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["entry", "claim"], name="one_figure_an_entry")
        ]

    def __str__(self) -> str:
        return f"{self.claim.indicator} {self.period}: {self.value}"


class ReportDraft(models.Model):
    """What a person typed on the month's page and has not saved: its fields as they stood."""

    report = models.ForeignKey(BodyReport, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["report", "person"], name="one_draft_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.person_id}"


class Evidence(models.Model):
    """佐证材料: a file kept under its hash, outside of the web root."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    public = models.BooleanField(_("可以公开"), default=False)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTOR_BODY: lambda person: Q(entry__report__body=person.body_id),
        Scope.SUBMITTED: lambda _person: Q(entry__report__status__in=HANDED_IN),
        Scope.LEADER_COMMITMENTS: lambda person: Q(
            entry__commitment__leader=person.leader_id, entry__report__status__in=HANDED_IN
        ),
    }

    class Meta:
        ordering = ("entry", "pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["entry", "sha256"], name="one_file_an_entry")
        ]

    def __str__(self) -> str:
        return self.name
