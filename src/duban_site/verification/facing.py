"""A check as two texts side by side: the plan's, and that of the file it is checked against."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from duban.commitments import Report
from duban.documents.facing import KINDS, Linked, Pair, Side, pairs_page
from duban.verification import Judgement
from duban_site.plans.as_report import as_report
from duban_site.verification import queries
from duban_site.verification.models import Check, CheckRow


def facing_page(check: Check) -> str:
    """The page, under the service's own security policy: style and script are static files."""
    linked = Linked(
        style=static("facing/facing.css"),
        script=static("facing/facing.js"),
        icon=static("duban/icon.svg"),
        back=(reverse("year_check", args=[check.pk]), _("年度核对")),
    )
    pairs = [_pair(row) for row in queries.rows(check)]
    return pairs_page(as_report(check.plan), _other(check), pairs, linked)


def _other(check: Check) -> Report | None:
    """Return the text of the check's file; None where that is a table of figures."""
    if not check.text:
        return None
    return Report(check.text, check.title, None, None, None, ())


def _pair(row: CheckRow) -> Pair:
    total = row.sum
    if row.reason:
        total += _("（改判理由：%(why)s）") % {"why": row.reason}
    right = None
    if row.result_quote:
        right = Side(
            row.result_number, row.result_quote, row.result_start, row.result_end, row.source
        )
    return Pair(
        kind=KINDS[Judgement(row.judgement)],
        name=row.indicator,
        left=Side(row.target_number, row.target_quote, row.target_start, row.target_end),
        right=right,
        sum=total,
    )
