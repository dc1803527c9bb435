"""Template tags of the public pages: labels, titles and JSON-LD."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from duban_site.core.status_labels import ICON_BY_STATUS, LABEL_BY_STATUS
from duban_site.plans.models.commitment import TYPES
from duban_site.public.edition import Edition
from duban_site.public.models import GRADES
from duban_site.public.pages import json_ld
from duban_site.reporting.models import Version
from duban_site.reporting.period_words import full_period_words
from duban_site.snapshots.content import CommitmentRow

register = template.Library()
register.filter("period_word", full_period_words)
LABEL_BY_TYPE, LABEL_BY_GRADE, LABEL_BY_VERSION = dict(TYPES), dict(GRADES), dict(Version.choices)
LABEL_BY_FIELD = {
    "value": _("目标值"),
    "value_high": _("目标上限"),
    "body": _("单位"),
    "comparator": _("比较"),
    "kind": _("类型"),
    "baseline": _("上年基数"),
    "assigned": _("下达值"),
    "indicator": _("指标名称"),
    "direction": _("方向"),
    "strength": _("约束"),
    "period": _("期间"),
}
MEANING_BY_STATUS = {
    "completed": _("全年目标已经达到。"),
    "ahead": _("比序时进度快。"),
    "on_schedule": _("达到序时进度，或累计数已符合目标。"),
    "near": _("离目标只差一点，在允许的范围内。"),
    "behind": _("落在序时进度后面。"),
    "overdue": _("完成时限已过，还没有完成。"),
    "not_due": _("还没有到能评价的时候。"),
    "no_data": _("到了该有数据的时候，还没有数据。"),
    "adjusted": _("目标已经调整，按调整后的评价，并写明缘由。"),
}


@register.simple_tag
def status_glyph(status: str) -> str:
    """The icon of a status."""
    return ICON_BY_STATUS.get(status, "")


@register.simple_tag
def status_text(status: str) -> str:
    """The label of a status."""
    return str(LABEL_BY_STATUS.get(status, status))


@register.simple_tag
def status_meaning(status: str) -> str:
    """The meaning of a status, in a sentence."""
    return str(MEANING_BY_STATUS.get(status, ""))


@register.simple_tag
def type_word(kind: str) -> str:
    """The label of a commitment's type."""
    return str(LABEL_BY_TYPE.get(kind, kind))


@register.simple_tag
def grade_word(grade: int) -> str:
    """The label of a grade."""
    return str(LABEL_BY_GRADE.get(grade, grade))


@register.simple_tag
def version_word(version: str) -> str:
    """The label of a figure's version."""
    return str(LABEL_BY_VERSION.get(version, version))


@register.simple_tag
def field_word(name: str) -> str:
    """The label of a claim's field, for changes of targets."""
    return str(LABEL_BY_FIELD.get(name, name))


@register.simple_tag
def report_title(edition: Edition) -> str:
    """The report's title, preceded by the city's name where the title does not contain it."""
    title = edition.header.plan.title or str(_("政府工作报告"))
    return title if edition.city in title else edition.city + title


@register.simple_tag(takes_context=True)
def linked_plan(context: Context, edition: Edition) -> SafeString:
    """The plan as JSON-LD."""
    return json_ld.render_plan_jsonld(edition, _build_canonical_path(context), context["data_link"])


@register.simple_tag(takes_context=True)
def linked_commitment(context: Context, edition: Edition, row: CommitmentRow) -> SafeString:
    """The commitment as JSON-LD, as of the publication that the page shows."""
    issue = context.get("last_issue") or edition.issue
    return json_ld.render_commitment_jsonld(edition, row, issue, _build_canonical_path(context))


def _build_canonical_path(context: Context) -> str:
    return f"{context['feeds']}{context['path']}"
