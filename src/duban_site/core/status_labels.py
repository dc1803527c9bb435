"""The labels of a commitment's status and light, and the icon beside each label."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STATUS_CHOICES = [
    ("completed", _("已完成")),
    ("ahead", _("超进度")),
    ("on_schedule", _("达进度")),
    ("near", _("基本达到")),
    ("behind", _("欠进度")),
    ("overdue", _("逾期未完成")),
    ("not_due", _("未到评价节点")),
    ("no_data", _("未报数据")),
    ("adjusted", _("已调整")),
]
"""In the bulletin's order."""
LIGHT_CHOICES = [("green", _("绿")), ("yellow", _("黄")), ("red", _("红")), ("", _("无"))]
LABEL_BY_STATUS = dict(STATUS_CHOICES)
ICON_BY_STATUS = {
    "completed": "✔",
    "ahead": "▲",
    "on_schedule": "●",
    "near": "≈",
    "behind": "▼",
    "overdue": "✖",
    "not_due": "○",
    "no_data": "–",
    "adjusted": "✎",
}
