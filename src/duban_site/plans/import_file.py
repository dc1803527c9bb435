"""Read a file's bytes into a draft plan, for the page and the command line alike."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.utils.translation import gettext as _

from duban.commitments import Report
from duban.files import read_bytes_isolated
from duban.sources import SourceError
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.plans.actions.import_report import ReportSource, import_report
from duban_site.plans.models import Plan


def import_file(actor: Actor, name: str, data: bytes, *, city: str = "", year: int | None = None) -> Plan:
    """Read the file with the library and save it as a draft. Raises Refused with the reason."""
    report, source = read_file(name, data, year=year)
    return import_report(actor, report, source, city=city, year=year)


def read_file(name: str, data: bytes, *, year: int | None = None) -> tuple[Report, ReportSource]:
    """The report in a file, and its source. Raises Refused with the reason."""
    name = Path(name).name
    try:
        report = read_bytes_isolated(data, name or "report.txt", year=year)
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": error}) from error
    if not any(True for _each in report.commitments()):
        raise Refused(_("这个文件里没有读出目标任务。请核对它是不是政府工作报告。"))
    digest = hashlib.sha256(data).hexdigest()
    return report, ReportSource(name, Path(name).suffix.lstrip(".").lower()[:10], digest)
