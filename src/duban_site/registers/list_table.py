"""A list's records written out as a table: by one format a register and language, no template.

Thirty rows cost a template's machinery more than they cost the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duban.registers import Stage, StageKind
from duban_site.registers.forms import said
from duban_site.registers.models import Register
from duban_site.registers.models.register import declared
from duban_site.registers.queries.list_page import Brief

CHIPS = {
    StageKind.DONE: (" green", "✔"),
    StageKind.ENDED: ("", "✕"),
    StageKind.OPEN: (" blue", "●"),
}


def chip(stage: Stage) -> SafeString:
    """A stage's chip: its colour, its sign and its name."""
    colour, sign = CHIPS[stage.kind]
    return SafeString(f'<span class="chip{colour}">{sign} {escape(said(stage))}</span>')


def due(row: Any, today: dt.date) -> SafeString:
    """A record's next day: late, near, standing still, or to come."""
    near = row.warn_on is not None and row.warn_on <= today
    return _due(row.due, near, row.paused, today, get_language())


@lru_cache(maxsize=4096)
def _due(
    day: dt.date | None, near: bool, paused: bool, today: dt.date, _language: str | None
) -> SafeString:
    if day is None:
        return SafeString(f'<span class="chip">❚❚ {escape(_("计时暂停"))}</span>' if paused else "")
    told = {"day": day.isoformat(), "days": abs((day - today).days)}
    if day < today:
        late = escape(_("%(day)s 到期，已超 %(days)s 天") % told)
        return SafeString(f'<span class="chip red">▲ {late}</span>')
    if near:
        soon = escape(_("%(day)s 到期，还有 %(days)s 天") % told)
        return SafeString(f'<span class="chip yellow">◔ {soon}</span>')
    return SafeString(f'<span class="quiet">{escape(_("%(day)s 到期") % told)}</span>')


@lru_cache(maxsize=4096)
def _since(day: dt.date, _language: str | None) -> str:
    return escape(_("%(day)s 起") % {"day": day.isoformat()})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a register's list in one language: headings, and what the cells repeat."""

    names: tuple[str, ...]
    cells: tuple[str, ...]
    """Each heading as the attribute that a narrow page shows instead of the head."""
    chips: dict[str, str]
    record: str
    lead: bool
    region: bool


@lru_cache(maxsize=128)
def _columns(text: str, key: str, _language: str | None, _prefix: str) -> Columns:
    declaration = declared(text, key)
    names = [_("编号"), _("名称"), _("阶段"), _("时限")]
    names += [_("牵头单位")] if declaration.lead else []
    names += [_("地区")] if declaration.region else []
    return Columns(
        names=tuple(names),
        cells=tuple(f' data-label="{escape(name)}"' for name in names),
        chips={stage.key: chip(stage) for stage in declaration.stages},
        record=reverse("record", args=[0]).removesuffix("0/"),
        lead=bool(declaration.lead),
        region=bool(declaration.region),
    )


def list_table(register: Register, rows: Iterable[Brief], today: dt.date) -> SafeString:
    """The records of a list as a table."""
    columns = _columns(register.text, register.key, get_language(), get_script_prefix())
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns.names)
    body = "\n".join(_row(columns, row, today) for row in rows)
    table = f'<table class="cards"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return SafeString(f'<div class="scroll">{table}</div>')


def _row(columns: Columns, row: Brief, today: dt.date) -> str:
    number, title, stage, clock, *rest = columns.cells
    link = f'<a href="{columns.record}{row.pk}/">{escape(row.title)}</a>'
    since = f'<div class="quiet small">{_since(row.since, get_language())}</div>'
    told = [row.lead] if columns.lead else []
    told += [row.region] if columns.region else []
    last = (f"<td{cell}>{escape(text or '—')}</td>" for cell, text in zip(rest, told, strict=True))
    return (
        f'<tr><td class="quiet"{number}>{escape(row.number)}</td><td{title}>{link}</td>'
        f"<td{stage}>{columns.chips.get(row.stage, '')}{since}</td>"
        f"<td{clock}>{due(row, today)}</td>{''.join(last)}</tr>"
    )
