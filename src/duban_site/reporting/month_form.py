"""Parse the month page's posted fields into entries; each fault names its row and field."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from duban.series import PeriodError, Version
from duban_site.core.amounts import parse_amount
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.responses import parse_date, parse_key
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, StepInput, parse_period
from duban_site.reporting.models import BodyReport, EntryFigure, Milestone
from duban_site.reporting.queries.month import FigureRow, MonthRow

PostedFields = Mapping[str, str]
Faults = list[tuple[int, str, str]]
ENTRY_FIELD = re.compile(
    r"(?:version|value|period|progress|problems|next|published|vintage|step|source|explain)-\d+"
    r"(?:-\w+)?\Z"
)


def select_entry_fields(form: PostedFields) -> dict[str, str]:
    """The posted fields that belong to entries, unparsed, to be stored as a draft."""
    return {field_name: form[field_name] for field_name in form if ENTRY_FIELD.match(field_name)}


def parse_entries(form: PostedFields, rows: Sequence[MonthRow]) -> list[EntryInput]:
    """Parse one entry for each row that was on the page. Raises RowErrors with every fault."""
    faults: Faults = []
    parsed_entries = (parse_entry(form, row, row_number, faults) for row_number, row in enumerate(rows, 1))
    entries = [entry for entry in parsed_entries if entry is not None]
    if faults:
        raise RowErrors(_("有几处填写不对，什么都没有保存。"), faults)
    return entries


def parse_reasons(form: PostedFields, commitment: int) -> dict[str, str]:
    """Code of a finding → the reason typed for it, for one commitment's entry."""
    prefix = f"explain-{commitment}-"
    return {field_name.removeprefix(prefix): form[field_name] for field_name in form if field_name.startswith(prefix)}


def preview_rows(
    form: PostedFields, report: BodyReport, rows: Sequence[MonthRow]
) -> tuple[list[MonthRow], dict[int, Faults]]:
    """The rows as they would be if the form were saved, and the faults of each, by commitment."""
    preview, faults_by_commitment = [], dict[int, Faults]()
    for row_number, row in enumerate(rows, 1):
        faults: Faults = []
        entry = parse_entry(form, row, row_number, faults)
        if entry is None:
            preview.append(row)
            continue
        figures_by_claim = {figure.claim.pk: figure for figure in entry.figures or ()}
        figures = [
            replace(figure_row, now=_preview_figure(figure_row, figures_by_claim, report, row_number, faults))
            for figure_row in row.figures
        ]
        steps = [_preview_step(step, entry.steps) for step in row.milestones]
        explanations = {**row.explanations, **entry.explanations}
        progress = (entry.progress or "").strip()
        preview.append(replace(row, figures=figures, milestones=steps, progress=progress, explanations=explanations))
        faults_by_commitment[row.commitment.pk] = faults
    return preview, faults_by_commitment


def parse_entry(form: PostedFields, row: MonthRow, row_number: int, faults: Faults) -> EntryInput | None:
    """Parse the row's entry; None where it was not on the page. Adds to `faults`."""
    commitment_id = row.commitment.pk
    version = parse_key(form.get(f"version-{commitment_id}", ""))
    if version is None:
        return None
    figures = [_parse_figure(form, figure_row, row_number, faults) for figure_row in row.figures]
    typed_figures = [figure for figure in figures if figure is not None]
    return EntryInput(
        row.commitment,
        version,
        form.get(f"progress-{commitment_id}", ""),
        form.get(f"problems-{commitment_id}", ""),
        form.get(f"next-{commitment_id}", ""),
        typed_figures,
        steps=_parse_steps(form, row, row_number, faults),
        explanations=parse_reasons(form, commitment_id),
    )


def _parse_figure(form: PostedFields, figure_row: FigureRow, row_number: int, faults: Faults) -> FigureInput | None:
    claim = figure_row.claim
    value_text = form.get(f"value-{claim.pk}", "").strip()
    if not value_text:
        return None
    try:
        return FigureInput(
            claim,
            form.get(f"period-{claim.pk}", "").strip(),
            figure_row.flip_sign(parse_amount(value_text, claim.unit, figure_row.scale)),
            parse_date(form.get(f"published-{claim.pk}", "")),
            Version(form.get(f"vintage-{claim.pk}") or "preliminary").value,
        )
    except (Refused, ValueError) as error:
        faults.append((row_number, claim.indicator, str(error)))
        return None


def _parse_steps(form: PostedFields, row: MonthRow, row_number: int, faults: Faults) -> list[StepInput]:
    steps = []
    for step in row.milestones:
        if step.accepted_on is not None or f"step-{step.pk}" not in form:
            continue
        try:
            done_on = parse_date(form[f"step-{step.pk}"])
        except Refused as error:
            faults.append((row_number, step.text, str(error)))
            continue
        steps.append(StepInput(step.pk, done_on, form.get(f"source-{step.pk}", "")))
    return steps


def _preview_figure(
    figure_row: FigureRow,
    figures_by_claim: Mapping[int, FigureInput],
    report: BodyReport,
    row_number: int,
    faults: Faults,
) -> EntryFigure | None:
    figure = figures_by_claim.get(figure_row.claim.pk)
    if figure is None or figure.value is None:
        return None
    try:
        period = str(parse_period(figure.period, report.round.plan.year))
    except (Refused, PeriodError) as error:
        faults.append((row_number, figure_row.claim.indicator, str(error)))
        return None
    return EntryFigure(claim=figure_row.claim, period=period, value=figure.value)


def _preview_step(step: Milestone, step_inputs: Sequence[StepInput]) -> Milestone:
    step_input = next((candidate for candidate in step_inputs if candidate.milestone == step.pk), None)
    if step_input is None:
        return step
    preview = copy.copy(step)
    preview.reported_done_on, preview.reported_source = (step_input.done_on, step_input.source.strip())
    return preview
