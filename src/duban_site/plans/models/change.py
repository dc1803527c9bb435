"""口径调整: a target changed after the plan came into force."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Person
from duban_site.plans.models.claim import Claim


class TargetChange(models.Model):
    """A claim's old and new values, the reason and the person. Always shown with the claim."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="changes")
    reason = models.TextField(_("调整原因"))
    document = models.CharField(_("依据文件"), max_length=200, blank=True)
    old = models.JSONField()
    new = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("claim", "at")

    def __str__(self) -> str:
        return f"{self.claim}: {self.reason}"
