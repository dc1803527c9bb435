"""Requests of a lead body: 延期, 调整, 终止. 初审 by an officer, then 审批 by the leader."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.orders.models.order import Order
from duban_site.people.models import Person


class RequestKind(models.TextChoices):
    """What a request is for."""

    EXTENSION = "extension", _("延期")
    ADJUSTMENT = "adjustment", _("调整")
    TERMINATION = "termination", _("终止")


class RequestState(models.TextChoices):
    """待初审 → 待审批 → 已批准 or 已驳回; the unit may withdraw it before."""

    PENDING = "pending", _("待初审")
    REVIEWED = "reviewed", _("待审批")
    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("已驳回")
    WITHDRAWN = "withdrawn", _("已撤回")


WAITING_STATES = (RequestState.PENDING, RequestState.REVIEWED)


class Request(models.Model):
    """One request; an order has at most one that is waiting.

    `expected` is the date that the body states, `granted_due` the one that was approved.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.PENDING)
    reason = models.TextField(_("原因"))
    progress = models.TextField(_("目前进展"), blank=True)
    expected = models.DateField(_("预计完成时间"), null=True, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()
    due_then = models.DateField(null=True)
    opinion = models.TextField(_("初审意见"), blank=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewed_on = models.DateField(null=True)
    decision = models.TextField(_("审批意见"), blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    granted_due = models.DateField(null=True)
    granted_demand = models.TextField(blank=True)

    class Meta:
        ordering = ("order", "pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["order"], condition=Q(state__in=WAITING_STATES), name="one_request_waits")
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.get_kind_display()}"
