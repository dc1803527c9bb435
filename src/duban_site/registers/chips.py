"""A record's stage and its next day as chips: a colour, a sign and words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from duban.registers import Declaration, Stage, StageKind
from duban_site.registers.forms import declared_label

COLOURS = {StageKind.DONE: ("chip green", "✔"), StageKind.ENDED: ("chip", "✕"), StageKind.OPEN: ("chip blue", "●")}


def chip(stage: Stage) -> SafeString:
    """A stage's chip: its colour, its sign and its name."""
    colour, sign = COLOURS[stage.kind]
    return format_html('<span class="{}">{} {}</span>', colour, sign, declared_label(stage))


def stage_chip(declaration: Declaration, key: str) -> SafeString | str:
    """The chip of a declaration's stage; nothing for a stage that is no longer declared."""
    stage = next((stage for stage in declaration.stages if stage.key == key), None)
    return "" if stage is None else chip(stage)


def due(row: Any, today: dt.date) -> SafeString | str:
    """A record's next day: late, near, standing still, or to come."""
    if row.due is None:
        paused = format_html('<span class="chip">❚❚ {}</span>', _("计时暂停"))
        return paused if row.paused else ""
    days = {"day": row.due.isoformat(), "days": abs((row.due - today).days)}
    if row.due < today:
        late = _("%(day)s 到期，已超 %(days)s 天") % days
        return format_html('<span class="chip red">▲ {}</span>', late)
    if row.warn_on is not None and row.warn_on <= today:
        near = _("%(day)s 到期，还有 %(days)s 天") % days
        return format_html('<span class="chip yellow">◔ {}</span>', near)
    return format_html('<span class="quiet">{}</span>', _("%(day)s 到期") % days)
