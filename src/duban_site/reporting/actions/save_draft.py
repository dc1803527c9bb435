"""Store what is typed on the month's page as a draft, before it is saved."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import Person
from duban_site.reporting.models import BodyReport, ReportDraft
from duban_site.reporting.models.report import OPEN

MAX_FIELDS = 2000
MAX_FIELD_LENGTH = 20_000


@transaction.atomic
def save_draft(person: Person, report: BodyReport, fields: Mapping[str, str]) -> ReportDraft:
    """Store the page's fields as they stand, in place of what was stored for the person before."""
    policy.require(person, "reporting.edit_entry", report)
    if BodyReport.objects.select_for_update().get(pk=report.pk).status not in OPEN:
        raise Refused(_("本月报告已签发或报送，不能再改。如需修改，请负责人撤回或督查室退回。"))
    if len(fields) > MAX_FIELDS or any(len(text) > MAX_FIELD_LENGTH for text in fields.values()):
        raise Refused(_("写得太长，草稿没有存下。"))
    return ReportDraft.objects.update_or_create(
        report=report, person=person, defaults={"fields": dict(fields), "saved_at": utc_now()}
    )[0]


@transaction.atomic
def discard_draft(person: Person, report: BodyReport) -> None:
    """Delete the person's unsaved draft of the report."""
    policy.require(person, "reporting.edit_entry", report)
    ReportDraft.objects.filter(report=report, person=person).delete()
