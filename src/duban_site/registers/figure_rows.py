"""What stands behind a figure, written out without a template: its groups, the records counted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from duban.registers import Declaration
from duban_site.registers.forms import said
from duban_site.registers.queries.measures import Named


def number(one: Decimal | None) -> str:
    """A measure's figure: two places at most, thousands set off."""
    if one is None:
        return "—"
    text = f"{one:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def group_rows(groups: Iterable[tuple[str, Decimal | None]]) -> SafeString:
    """The rows of a table of groups."""
    unfilled = escape(_("（未填）"))
    return SafeString(
        "".join(
            f'<tr><th scope="row">{escape(name) or unfilled}</th>'
            f'<td class="n">{number(value)}</td></tr>'
            for name, value in groups
        )
    )


def counted_rows(declaration: Declaration, rows: Iterable[tuple[str, Named | None]]) -> SafeString:
    """The records counted as items of a list; what the reader may not see is only said to be."""
    at = reverse("record", args=[0]).removesuffix("0/")
    hidden = f'<li><span class="quiet">{escape(_("不在您的范围内的记录"))}</span></li>'
    now = escape(_("现在"))
    stages = {stage.key: escape(said(stage)) for stage in declaration.stages}
    told = []
    for id_, row in rows:
        if row is None:
            told.append(hidden)
            continue
        lead = f" · {escape(row.lead)}" if row.lead else ""
        where = f"{escape(id_)} · {now}：{stages.get(row.stage, '')}{lead}"
        link = f'<a href="{at}{row.pk}/">{escape(row.title)}</a>'
        told.append(f'<li>{link} <span class="quiet small">{where}</span></li>')
    return SafeString("".join(told))
