"""A head who signs, with a reason for whatever the checks ask."""

from __future__ import annotations

from duban_site.people.models import Person
from duban_site.reporting.actions.sign_report import sign
from duban_site.reporting.models import BodyReport
from duban_site.reporting.queries.findings import check_rows
from duban_site.reporting.queries.month import build_month_rows


def sign_with_reasons(head: Person, report: BodyReport) -> BodyReport:
    """Sign whatever was typed."""
    held = BodyReport.objects.select_related("round__plan", "body").get(pk=report.pk)
    reasons = {
        row.commitment.pk: {found.code: "已核实。" for found in row.findings if found.asks}
        for row in check_rows(held, build_month_rows(held))
    }
    return sign(head, held, reasons)
