"""Parse the month page's posted fields into entries; each fault names its row and field."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from duban.series import PeriodError, Version
from duban_site.core.amounts import read
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.web import date_or_none, key_or_none
from duban_site.reporting.actions.write_entry import (
    EntryInput,
    FigureInput,
    StepInput,
    checked_period,
)
from duban_site.reporting.models import BodyReport, EntryFigure, Milestone
from duban_site.reporting.queries.month import FigureRow, MonthRow

Fields = Mapping[str, str]
Faults = list[tuple[int, str, str]]
DRAFTED = re.compile(
    r"(?:version|value|period|progress|problems|next|published|vintage|step|source|explain)-\d+"
    r"(?:-\w+)?\Z"
)


def drafted(form: Fields) -> dict[str, str]:
    """The posted fields that belong to entries, unparsed, to be stored as a draft."""
    return {name: form[name] for name in form if DRAFTED.match(name)}


def posted(form: Fields, rows: Sequence[MonthRow]) -> list[EntryInput]:
    """Parse one entry for each row that was on the page. Raises RowErrors with every fault."""
    faults: Faults = []
    found = (entry_of(form, row, n, faults) for n, row in enumerate(rows, 1))
    out = [entry for entry in found if entry is not None]
    if faults:
        raise RowErrors(_("有几处填写不对，什么都没有保存。"), faults)
    return out


def reasons(form: Fields, commitment: int) -> dict[str, str]:
    """Code of a finding → the reason typed for it, for one commitment's entry."""
    start = f"explain-{commitment}-"
    return {name.removeprefix(start): form[name] for name in form if name.startswith(start)}


def as_typed(
    form: Fields, report: BodyReport, rows: Sequence[MonthRow]
) -> tuple[list[MonthRow], dict[int, Faults]]:
    """The rows as they would be if the form were saved, and the faults of each, by commitment."""
    out, wrong = [], dict[int, Faults]()
    for n, row in enumerate(rows, 1):
        faults: Faults = []
        entry = entry_of(form, row, n, faults)
        if entry is None:
            out.append(row)
            continue
        values = {figure.claim.pk: figure for figure in entry.figures or ()}
        figures = [replace(f, now=_unsaved(f, values, report, n, faults)) for f in row.figures]
        steps = [_reported(step, entry.steps) for step in row.milestones]
        given = {**row.explanations, **entry.explanations}
        said = (entry.progress or "").strip()
        out.append(
            replace(row, figures=figures, milestones=steps, progress=said, explanations=given)
        )
        wrong[row.commitment.pk] = faults
    return out, wrong


def entry_of(form: Fields, row: MonthRow, n: int, faults: Faults) -> EntryInput | None:
    """Parse the row's entry; None where it was not on the page. Adds to `faults`."""
    key = row.commitment.pk
    version = key_or_none(form.get(f"version-{key}", ""))
    if version is None:
        return None
    figures = [_figure(form, f, n, faults) for f in row.figures]
    given = [figure for figure in figures if figure is not None]
    return EntryInput(
        row.commitment,
        version,
        form.get(f"progress-{key}", ""),
        form.get(f"problems-{key}", ""),
        form.get(f"next-{key}", ""),
        given,
        steps=_steps(form, row, n, faults),
        explanations=reasons(form, key),
    )


def _figure(form: Fields, row: FigureRow, n: int, faults: Faults) -> FigureInput | None:
    claim = row.claim
    text = form.get(f"value-{claim.pk}", "").strip()
    if not text:
        return None
    try:
        return FigureInput(
            claim,
            form.get(f"period-{claim.pk}", "").strip(),
            row.turned(read(text, claim.unit, row.scale)),
            date_or_none(form.get(f"published-{claim.pk}", "")),
            Version(form.get(f"vintage-{claim.pk}") or "preliminary").value,
        )
    except (Refused, ValueError) as error:
        faults.append((n, claim.indicator, str(error)))
        return None


def _steps(form: Fields, row: MonthRow, n: int, faults: Faults) -> list[StepInput]:
    found = []
    for step in row.milestones:
        if step.accepted_on is not None or f"step-{step.pk}" not in form:
            continue
        try:
            day = date_or_none(form[f"step-{step.pk}"])
        except Refused as error:
            faults.append((n, step.text, str(error)))
            continue
        found.append(StepInput(step.pk, day, form.get(f"source-{step.pk}", "")))
    return found


def _unsaved(
    row: FigureRow, typed: Mapping[int, FigureInput], report: BodyReport, n: int, faults: Faults
) -> EntryFigure | None:
    figure = typed.get(row.claim.pk)
    if figure is None or figure.value is None:
        return None
    try:
        period = str(checked_period(figure.period, report.round.plan.year))
    except (Refused, PeriodError) as error:
        faults.append((n, row.claim.indicator, str(error)))
        return None
    return EntryFigure(claim=row.claim, period=period, value=figure.value)


def _reported(step: Milestone, typed: Sequence[StepInput]) -> Milestone:
    found = next((one for one in typed if one.milestone == step.pk), None)
    if found is None:
        return step
    shown = copy.copy(step)
    shown.reported_done_on, shown.reported_source = found.done_on, found.source.strip()
    return shown
