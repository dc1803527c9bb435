"""The columns of the board's table as a file."""

from __future__ import annotations

from operator import attrgetter

from django.utils.translation import gettext as _

from duban_site.boards.queries import Month
from duban_site.core.status_labels import LABEL_BY_STATUS
from duban_site.core.tables import PlainColumn
from duban_site.plans.models import Commitment, Duty, Plan


def list_columns(plan: Plan, month: Month | None) -> tuple[PlainColumn, ...]:
    """One row a commitment, with how it stood in the month."""
    nature = _("模拟") if plan.simulated else _("实际")
    return (
        PlainColumn(_("编号"), attrgetter("number")),
        PlainColumn(_("部分"), attrgetter("topic.part.heading")),
        PlainColumn(_("目标任务"), attrgetter("text"), is_wide=True),
        PlainColumn(_("目标类型"), lambda commitment: str(commitment.get_type_display())),
        PlainColumn(_("牵头单位"), lambda commitment: _join_bodies(commitment, Duty.LEAD)),
        PlainColumn(_("责任（协同）单位"), lambda commitment: _join_bodies(commitment, Duty.COOPERATING)),
        PlainColumn(_("分管领导"), lambda commitment: commitment.leader.name if commitment.leader else ""),
        PlainColumn(_("完成时限"), attrgetter("deadline")),
        PlainColumn(_("指标名称"), attrgetter("now_indicator")),
        PlainColumn(_("进展数据"), attrgetter("now_value")),
        PlainColumn(_("应达"), attrgetter("now_expected")),
        PlainColumn(_("差距"), attrgetter("now_gap")),
        PlainColumn(_("单位"), attrgetter("now_unit")),
        PlainColumn(_("评价"), lambda commitment: str(LABEL_BY_STATUS.get(commitment.now_status, ""))),
        PlainColumn(_("评价日期"), lambda _commitment: None if month is None else month.as_of),
        PlainColumn(_("数据性质"), lambda _commitment: nature),
    )


def _join_bodies(commitment: Commitment, duty: Duty) -> str:
    responsibilities = commitment.responsibilities.all()
    return "、".join(item.body.name for item in responsibilities if item.duty == duty)
