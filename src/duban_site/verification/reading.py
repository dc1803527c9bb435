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
from duban_site.core.notices import render_error
from duban_site.plans.build_report import build_report
from duban_site.plans.models import Plan
from duban_site.plans.rules import load_rules


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file and its verdicts on a plan. `text` is empty for a table of figures."""

    name: str
    title: str
    sha256: str
    text: str
    verdicts: tuple[Verdict, ...]


def check_file(plan: Plan, file_name: str, content: bytes) -> CheckedFile:
    """Read the file and judge the plan's targets by it. Raises Refused with the reason."""
    file_name = Path(file_name).name or "report.txt"
    digest = hashlib.sha256(content).hexdigest()
    plan_report = build_report(plan)
    if file_name.lower().endswith(".csv"):
        return CheckedFile(
            file_name, _("公布的数据"), digest, "", tuple(_verify_by_figures(plan_report, plan, content))
        )
    file_report = _read_report(file_name, content)
    _require_matching_file(plan, file_report)
    verdicts = verify(plan_report, file_report, load_rules(plan))
    return CheckedFile(file_name, file_report.title or file_name, digest, file_report.text, tuple(verdicts))


def _verify_by_figures(plan_report: Report, plan: Plan, content: bytes) -> list[Verdict]:
    try:
        return verify_figures(plan_report, read_figures(content, plan.year), load_rules(plan))
    except FiguresError as error:
        raise Refused(_("数据表有误：%(reason)s") % {"reason": render_error(error)}) from error


def _read_report(file_name: str, content: bytes) -> Report:
    try:
        return read_bytes_isolated(content, file_name)
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": render_error(error)}) from error


def _require_matching_file(plan: Plan, file_report: Report) -> None:
    """Raise Refused unless the file is of the plan's place, and of its year or the next."""
    place = file_report.jurisdiction
    if place and place not in plan.city and plan.city not in place:
        message = _("这个文件是%(place)s的，计划是%(city)s的。")
        raise Refused(message % {"place": place, "city": plan.city})
    if file_report.year is not None and file_report.year not in (plan.year, plan.year + 1):
        message = _("这个文件是%(year)s年的。请给出%(next)s年的报告，或者%(own)s年的统计公报。")
        parameters = {"year": file_report.year, "next": plan.year + 1, "own": plan.year}
        raise Refused(message % parameters)
