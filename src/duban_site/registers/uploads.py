"""Read an uploaded table into sheets, and enqueue its import."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban.files import read_bytes_isolated
from duban.minutes import held_on, read_minutes
from duban.minutes.sheet import as_rows
from duban.registers.sheets import Sheet, SheetError, main_name, open_sheets
from duban.sources import SourceError
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.people.models import Body
from duban_site.registers.errors import Faulty
from duban_site.registers.models import Register

MINUTES = "decision"
"""The register that accepts minutes (会议纪要) as documents, read into draft matters."""
_TABLES = (".xlsx", ".csv")


def sheets_in(name: str, data: bytes, register: Register | None = None) -> tuple[Sheet, ...]:
    """Read the sheets of a workbook or CSV file. Raises InvalidInput for other files.

    For the register of meetings' decisions, minutes are read into a sheet of drafts.
    """
    minutes = register is not None and register.key == MINUTES
    if register is not None and minutes and not name.lower().endswith(_TABLES):
        return (_of_minutes(name, data, register),)
    try:
        return open_sheets(name, data)
    except SheetError as error:
        raise Faulty(error.problems) from error


def _of_minutes(name: str, data: bytes, register: Register) -> Sheet:
    """Read the matters of minutes as the register's sheet. Raises Refused with the remedy."""
    try:
        report = read_bytes_isolated(data, name)
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": error}) from error
    day = held_on(report.text)
    if day is None:
        raise Refused(_("纪要开头没有会议日期，补上再导入。"))
    headings, *rows = as_rows(report.title or name, day, read_minutes(report.text, day))
    if not rows:
        raise Refused(_("纪要里没有读出议定事项。"))
    known = set(Body.objects.values_list("name", flat=True))
    lead = headings.index("牵头单位")
    # An unknown body is left empty for the office to choose; the quote still names it.
    cells = tuple(
        tuple(None if not c or (n == lead and c not in known) else c for n, c in enumerate(row))
        for row in rows
    )
    return Sheet(main_name(register.declaration), headings, cells)


def import_file(request: PageRequest, register: Register, kind: str) -> HttpResponse:
    """Import the posted file by a job of that kind. Raises Refused, RowErrors with every fault."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选择要导入的文件。"))
    policy.require(request.user, "registers.write", register)
    title = _("导入“%(name)s”") % {"name": register.name}
    given = (file.name or "", file.read())
    job = enqueue(request.user, kind, {"register": register.pk}, title=title, file=given)
    return follow(request, job)
