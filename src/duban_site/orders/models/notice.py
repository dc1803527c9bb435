"""Notices to people, in the site and in the daily mail; each only once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Person


class NoticeKind(models.TextChoices):
    """The event or deadline that a notice is about."""

    ASSIGNED = "assigned", _("新交办")
    URGED = "urged", _("催办")
    SENT_BACK = "sent_back", _("退回重办")
    ESCALATED = "escalated", _("升级")
    LISTED = "listed", _("挂牌督办")
    GRANTED = "granted", _("申请已批准")
    REFUSED = "refused", _("申请被驳回")
    CONCLUDED = "concluded", _("督查结论")
    ANSWERED = "answered", _("申辩答复")
    INSTRUCTED = "instructed", _("领导批示")
    REPLIED = "replied", _("待核查")
    REQUESTED = "requested", _("待初审的申请")
    OBJECTED = "objected", _("申辩")
    TO_DECIDE = "to_decide", _("待审批的申请")
    TO_COMPLETE = "to_complete", _("待审定办结")
    REVISIT = "revisit", _("应回访")
    APPEALED = "appealed", _("申请复核")
    REVIEWED = "reviewed", _("复核结论")
    REOPENED = "reopened", _("回访重办")
    CARRIED = "carried", _("跨年结转")
    PROPOSED = "proposed", _("待确认的督办建议")
    DUE_SOON = "due_soon", _("即将到期")
    OVERDUE = "overdue", _("已逾期")
    REPORT_DUE = "report_due", _("月度报告即将到期")
    REPORT_OVERDUE = "report_overdue", _("月度报告已逾期")
    REPORT_REQUESTED = "report_asked", _("布置填报")
    REPORT_URGED = "report_urged", _("催报")
    REPORT_RETURNED = "report_returned", _("填报被退回")
    CONSULTATION = "consultation", _("通报征求意见")


class DigestState(models.TextChoices):
    """A digest is claimed before it is sent, so that two runs never send it twice."""

    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")


class Digest(models.Model):
    """One day's mail to one person."""

    unlogged = "a mail that went out; the log has its sending"

    person = models.ForeignKey(Person, models.CASCADE, related_name="digests")
    on = models.DateField()
    state = models.CharField(max_length=8, choices=DigestState.choices, default=DigestState.SENDING)
    at = models.DateTimeField()

    class Meta:
        ordering = ("person", "on")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["person", "on"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class Notice(models.Model):
    """One notice to one person. `key` identifies the event: a second notice of it is ignored.

    `data` has the parts of the sentence (label, title, days), so that it can be rendered in the
    reader's language; `path` is the page to open.
    """

    unlogged = "reading a notice changes it, and is nothing to log"

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    data = models.JSONField(default=dict)
    path = models.CharField(max_length=200)
    on = models.DateField()
    read_at = models.DateTimeField(null=True)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="notices")

    class Meta:
        ordering = ("-on", "-pk")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]
        # The number in the navigation of every page.
        indexes = (models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"
