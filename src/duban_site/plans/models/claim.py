"""A claim, stored with all fields of the library's claim."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban.commitments import Claim as Read
from duban.commitments import ClaimKind, Comparator, Direction, Strength
from duban.commitments import Role as ClaimRole
from duban_site.plans.models.commitment import Commitment

DIGITS, PLACES = 24, 6

ROLES = [
    (ClaimRole.TARGET.value, _("当年目标")),
    (ClaimRole.GOAL.value, _("远期目标")),
    (ClaimRole.RESULT.value, _("已有结果")),
]
KINDS = [
    (ClaimKind.GROWTH.value, _("增长率")),
    (ClaimKind.LEVEL.value, _("水平")),
    (ClaimKind.VOLUME.value, _("工作量")),
    (ClaimKind.SHARE.value, _("占比或率")),
    (ClaimKind.POINTS.value, _("百分点变化")),
    (ClaimKind.RELATIVE.value, _("相对目标")),
]
COMPARATORS = [
    (Comparator.GE.value, _("不低于")),
    (Comparator.GT.value, _("高于")),
    (Comparator.LE.value, _("不超过")),
    (Comparator.LT.value, _("低于")),
    (Comparator.APPROX.value, _("左右")),
    (Comparator.EQ.value, _("等于")),
    (Comparator.RANGE.value, _("区间")),
]
STRENGTHS = [(Strength.ENSURE.value, _("确保")), (Strength.PLAN.value, _("计划")), (Strength.STRIVE.value, _("力争"))]
DIRECTIONS = [(Direction.UP.value, _("上升")), (Direction.DOWN.value, _("下降"))]


class Claim(models.Model):
    """指标: one quantity of a commitment, all fields of `duban.commitments.Claim`.

    `value` is in the base unit. `baseline` is the figure of the year before, where the assessment
    needs one; `assigned` the value that a higher level set for a relative target.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="claims")
    order = models.PositiveIntegerField(default=0)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    number = models.CharField(_("原文数字"), max_length=120)
    quote = models.TextField(_("原文"))
    indicator = models.CharField(_("指标名称"), max_length=200)
    role = models.CharField(_("作用"), max_length=8, choices=ROLES)
    kind = models.CharField(_("类型"), max_length=10, choices=KINDS)
    comparator = models.CharField(_("要求"), max_length=8, choices=COMPARATORS, blank=True)
    value = models.DecimalField(_("目标值"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    value_high = models.DecimalField(_("上限"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    direction = models.CharField(_("方向"), max_length=4, choices=DIRECTIONS, default=Direction.UP.value)
    strength = models.CharField(_("力度"), max_length=6, choices=STRENGTHS, blank=True)
    period = models.CharField(_("期限"), max_length=20, blank=True)
    baseline = models.DecimalField(_("上年基数"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    assigned = models.DecimalField(_("下达值"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)

    class Meta:
        ordering = ("commitment", "order", "start")

    EDITABLE: ClassVar[tuple[str, ...]] = (
        "indicator",
        "role",
        "kind",
        "comparator",
        "value",
        "value_high",
        "unit",
        "direction",
        "strength",
        "period",
        "baseline",
        "assigned",
    )

    def __str__(self) -> str:
        return f"{self.indicator} {self.number}"

    def to_library_claim(self) -> Read:
        """Convert to the library's Claim, with its commitment's number."""
        return Read(
            start=self.start,
            end=self.end,
            number=self.number,
            quote=self.quote,
            indicator=self.indicator,
            role=ClaimRole(self.role),
            kind=ClaimKind(self.kind),
            comparator=Comparator(self.comparator) if self.comparator else None,
            value=self.value,
            unit=self.unit,
            value_high=self.value_high,
            direction=Direction(self.direction),
            strength=Strength(self.strength) if self.strength else None,
            period=self.period or None,
            commitment=self.commitment.number,
        )
