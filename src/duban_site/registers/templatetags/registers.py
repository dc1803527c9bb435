"""Template filters: declared names in the page's language, values and states in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duban.registers import ClockReading, ClockState, Declaration
from duban_site.registers.chips import chip, due, stage_chip
from duban_site.registers.forms import declared_label

register = template.Library()
ICON_BY_EVENT_KIND = {
    "created": "✚",
    "edited": "✎",
    "corrected": "⟲",
    "moved": "→",
    "row_added": "✚",
    "row_edited": "✎",
    "row_closed": "✔",
    "attached": "▤",
    "extension_asked": "◷",
    "extension_decided": "◷",
    "paused": "❚❚",
    "resumed": "▶",
    "erased": "⌫",
}


@register.filter
def declared_name(declaration_part: Any) -> str:
    """The declared name, in English on an English page."""
    if hasattr(declaration_part, "label"):
        return declared_label(declaration_part)
    name = declaration_part.english if get_language() == "en" else declaration_part.name
    return str(name)


@register.filter
def at(value_by_key: Mapping[str, Any], key: str) -> Any:
    """A mapping's value for a key, or None."""
    return value_by_key.get(key)


@register.filter
def declared(declaration: Declaration, key: str) -> str:
    """The name of a field of the record or its sub-rows; any other key is the stage."""
    fields = [*declaration.fields, *(f for group in declaration.rows for f in group.fields)]
    declared_field = next((field for field in fields if field.key == key), None)
    return _("阶段") if declared_field is None else declared_label(declared_field)


@register.filter
def value(field_value: Any) -> str:
    """Format a value for people."""
    if field_value is None or field_value == "":
        return "—"
    if isinstance(field_value, bool):
        return _("是") if field_value else _("否")
    if isinstance(field_value, Decimal):
        return f"{field_value.normalize():,f}"
    if isinstance(field_value, int):
        return str(field_value)
    return field_value.isoformat() if isinstance(field_value, dt.date) else str(field_value)


@register.filter
def icon(kind: str) -> str:
    """The sign of a kind of event."""
    return ICON_BY_EVENT_KIND.get(kind, "·")


@register.filter
def event_word(kind: str) -> str:
    """The name of a kind of event."""
    names = {
        "created": _("新建"),
        "edited": _("修改"),
        "corrected": _("更正"),
        "moved": _("流转"),
        "row_added": _("增加明细"),
        "row_edited": _("修改明细"),
        "row_closed": _("明细办结"),
        "attached": _("上传材料"),
        "extension_asked": _("申请延期"),
        "extension_decided": _("审批延期"),
        "paused": _("暂停计时"),
        "resumed": _("恢复计时"),
        "erased": _("删除个人信息"),
    }
    return names.get(kind, kind)


@register.filter
def state(reading: ClockReading) -> str:
    """The state of a clock, in words."""
    names = {
        ClockState.IDLE: _("未起算"),
        ClockState.RUNNING: _("计时中"),
        ClockState.SOON: _("即将到期"),
        ClockState.OVERDUE: _("已超期"),
        ClockState.PAUSED: _("已暂停"),
        ClockState.MET: _("按时"),
        ClockState.LATE: _("逾期完成"),
        ClockState.ENDED: _("已终止"),
    }
    return names[reading.state]


@register.filter
def colour(reading: ClockReading) -> str:
    """The colour of a clock's chip."""
    if reading.state in (ClockState.OVERDUE, ClockState.LATE):
        return "red"
    if reading.state is ClockState.SOON:
        return "yellow"
    return "green" if reading.state in (ClockState.MET, ClockState.RUNNING) else ""


@register.filter
def stage_name(declaration: Declaration, key: str) -> str:
    """A stage's name; nothing for a stage that is no longer declared."""
    return next((declared_label(stage) for stage in declaration.stages if stage.key == key), "")


@register.filter
def number(amount: Decimal | None) -> str:
    """A measure's figure: two places at most, thousands set off."""
    if amount is None:
        return "—"
    text = f"{amount:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


register.filter(chip)
register.filter(stage_chip)
register.simple_tag(due)
