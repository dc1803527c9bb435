"""A check as two texts side by side: the plan's, and that of the file it is checked against."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from duban.commitments import Report
from duban.documents.facing import KIND_BY_JUDGEMENT, LinkedAssets, Pair, Side, render_pairs_page
from duban.verification import Judgement
from duban_site.plans.build_report import build_report
from duban_site.verification import queries
from duban_site.verification.models import Check, CheckRow


def render_facing_page(check: Check) -> str:
    """The page, under the service's own security policy: style and script are static files."""
    linked = LinkedAssets(
        style_url=static("facing/facing.css"),
        script_url=static("facing/facing.js"),
        icon_url=static("duban/icon.svg"),
        back_link=(reverse("year_check", args=[check.pk]), _("年度核对")),
    )
    pairs = [_build_pair(row) for row in queries.list_rows(check)]
    return render_pairs_page(build_report(check.plan), _counterpart_report(check), pairs, linked)


def _counterpart_report(check: Check) -> Report | None:
    """Return the text of the check's file; None where that is a table of figures."""
    if not check.text:
        return None
    return Report(check.text, check.title, None, None, None, ())


def _build_pair(row: CheckRow) -> Pair:
    sum_text = row.sum
    if row.reason:
        sum_text += _("（改判理由：%(why)s）") % {"why": row.reason}
    result_side = None
    if row.result_quote:
        result_side = Side(row.result_number, row.result_quote, row.result_start, row.result_end, row.source)
    return Pair(
        kind=KIND_BY_JUDGEMENT[Judgement(row.judgement)],
        name=row.indicator,
        earlier=Side(row.target_number, row.target_quote, row.target_start, row.target_end),
        later=result_side,
        sum=sum_text,
    )
