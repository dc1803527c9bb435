"""A file's bytes → verdicts on a plan: a report or bulletin of any format, or a CSV of figures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from duban.commitments import Report
from duban.files import read_bytes_isolated
from duban.sources import SourceError
from duban.verification import FiguresError, Verdict, read_figures, verify, verify_figures
from duban_site.core.errors import Refused
from duban_site.plans.as_report import as_report
from duban_site.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Held:
    """A file and its verdicts on a plan. `text` is empty for a table of figures."""

    name: str
    title: str
    sha256: str
    text: str
    verdicts: tuple[Verdict, ...]


def held_against(plan: Plan, name: str, data: bytes) -> Held:
    """Read the file and judge the plan's targets by it. Raises Refused with the reason."""
    name = Path(name).name or "report.txt"
    digest = hashlib.sha256(data).hexdigest()
    last = as_report(plan)
    if name.lower().endswith(".csv"):
        return Held(name, _("公布的数据"), digest, "", tuple(_by_figures(last, plan, data)))
    this = _read(name, data)
    _fits(plan, this)
    title = this.title or name
    return Held(name, title, digest, this.text, tuple(verify(last, this)))


def _by_figures(last: Report, plan: Plan, data: bytes) -> list[Verdict]:
    try:
        return verify_figures(last, read_figures(data, plan.year))
    except FiguresError as error:
        raise Refused(_("数据表有误：%(reason)s") % {"reason": error}) from error


def _read(name: str, data: bytes) -> Report:
    try:
        return read_bytes_isolated(data, name)
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": error}) from error


def _fits(plan: Plan, this: Report) -> None:
    """Raise Refused unless the file is of the plan's place, and of its year or the next."""
    place = this.jurisdiction
    if place and place not in plan.city and plan.city not in place:
        message = _("这个文件是%(place)s的，计划是%(city)s的。")
        raise Refused(message % {"place": place, "city": plan.city})
    if this.year is not None and this.year not in (plan.year, plan.year + 1):
        message = _("这个文件是%(year)s年的。请给出%(next)s年的报告，或者%(own)s年的统计公报。")
        told = {"year": this.year, "next": plan.year + 1, "own": plan.year}
        raise Refused(message % told)
