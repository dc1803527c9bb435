"""Read an uploaded table into sheets, and enqueue its import."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban.files import read_bytes_isolated
from duban.minutes import find_meeting_date, read_minutes
from duban.minutes.decision_rows import build_rows
from duban.registers.sheets import Sheet, SheetError, get_record_sheet_name, open_sheets
from duban.sources import SourceError
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.notices import render_error
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.people.models import Body
from duban_site.registers.errors import InvalidInput
from duban_site.registers.models import Register

MINUTES_REGISTER = "decision"
"""The register that accepts minutes (会议纪要) as documents, read into draft matters."""
_TABLE_SUFFIXES = (".xlsx", ".csv")


def read_sheets_from_file(file_name: str, file_bytes: bytes, register: Register | None = None) -> tuple[Sheet, ...]:
    """Read the sheets of a workbook or CSV file. Raises InvalidInput for other files.

    For the register of meetings' decisions, minutes are read into a sheet of drafts.
    """
    takes_minutes = register is not None and register.key == MINUTES_REGISTER
    if register is not None and takes_minutes and not file_name.lower().endswith(_TABLE_SUFFIXES):
        return (_read_minutes_sheet(file_name, file_bytes, register),)
    try:
        return open_sheets(file_name, file_bytes)
    except SheetError as error:
        raise InvalidInput(error.notices) from error


def _read_minutes_sheet(file_name: str, file_bytes: bytes, register: Register) -> Sheet:
    """Read the matters of minutes as the register's sheet. Raises Refused with the remedy."""
    try:
        report = read_bytes_isolated(file_bytes, file_name)
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": render_error(error)}) from error
    meeting_date = find_meeting_date(report.text)
    if meeting_date is None:
        raise Refused(_("纪要开头没有会议日期，补上再导入。"))
    headings, *rows = build_rows(report.title or file_name, meeting_date, read_minutes(report.text, meeting_date))
    if not rows:
        raise Refused(_("纪要里没有读出议定事项。"))
    body_names = set(Body.objects.values_list("name", flat=True))
    lead_column = headings.index("牵头单位")
    # An unknown body is left empty for the office to choose; the quote still names it.
    cells = tuple(
        tuple(
            None if not cell or (column_index == lead_column and cell not in body_names) else cell
            for column_index, cell in enumerate(row)
        )
        for row in rows
    )
    return Sheet(get_record_sheet_name(register.declaration), headings, cells)


def enqueue_import(request: PageRequest, register: Register, kind: str) -> HttpResponse:
    """Import the posted file by a job of that kind. Raises Refused, RowErrors with every fault."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选择要导入的文件。"))
    policy.require(request.user, "registers.write", register)
    title = _("导入“%(name)s”") % {"name": register.name}
    uploaded_file = (file.name or "", file.read())
    job = enqueue(request.user, kind, {"register": register.pk}, title=title, file=uploaded_file)
    return follow_job(request, job)
