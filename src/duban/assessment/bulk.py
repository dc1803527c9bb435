"""A whole plan at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from duban.assessment.assess_targets import YearAssessor
from duban.assessment.assessment import Assessment
from duban.assessment.rules import DEFAULT_RULES, Rules
from duban.assessment.target import Target
from duban.series import Series

AssessmentInput = tuple[Target, Series] | tuple[Target, Series, Series | None]


def assess_all(
    inputs: Iterable[AssessmentInput], dates: Sequence[dt.date], rules: Rules = DEFAULT_RULES
) -> Iterator[tuple[Assessment, ...]]:
    """Assess each target (with its series, and its reference series if it has one) on each day.

    Yields one tuple for each target, with what `assess` gives for each day. The year is replayed
    once for all days.
    """
    for assessment_input in inputs:
        target, series = assessment_input[0], assessment_input[1]
        reference = assessment_input[2] if len(assessment_input) == 3 else None
        assessor = YearAssessor(target, series, target.schedule, rules, reference)
        yield tuple(assessor.assess_on(as_of) for as_of in dates)
