"""Template filters of the snapshots' pages."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()
LABEL_BY_DIFFERENCE = {
    "new": _("新增"),
    "gone": _("不再公开"),
    "text": _("任务"),
    "units": _("责任单位"),
    "targets": _("目标"),
    "status": _("评价"),
    "figures": _("数据"),
    "words": _("单位说明"),
    "evidence": _("佐证材料"),
}


@register.filter
def difference(kind: str) -> str:
    """The label of a kind of difference."""
    return str(LABEL_BY_DIFFERENCE[kind])
