"""An uploaded table of rows, as its sheets, and the job that takes it in."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban.registers.sheets import Sheet, SheetError, open_sheets
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.registers.errors import Faulty
from duban_site.registers.models import Register


def sheets_in(name: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the one of a CSV file. Raises Faulty for what is neither."""
    try:
        return open_sheets(name, data)
    except SheetError as error:
        raise Faulty(error.problems) from error


def import_file(request: PageRequest, register: Register, kind: str) -> HttpResponse:
    """Take the posted file in by a job of that kind. Raises Refused, RowErrors with every fault."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选择要导入的文件。"))
    policy.require(request.user, "registers.write", register)
    title = _("导入“%(name)s”") % {"name": register.name}
    given = (file.name or "", file.read())
    job = enqueue(request.user, kind, {"register": register.pk}, title=title, file=given)
    return follow(request, job)
