"""Match figures to claims by id, line number, commitment, or the indicator's name."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duban.assessment import vocabulary
from duban.assessment.model import Figures, Method
from duban.assessment.parse_fields import TargetError
from duban.assessment.tables import Figure, TableError
from duban.assessment.target import Target
from duban.notices import Name, Notice, Place, make_notice
from duban.series import Observation, Series, SeriesError, UnitError, convert, strip_power

ClaimRow = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FollowedTarget:
    """A target with its figures. `name` is what the figures file calls it."""

    line: int
    name: Any
    target: Target
    series: Series
    reference: Series | None = None


def find_plan_year(figures: Iterable[Figure], as_of: dt.date) -> int:
    """The newest year that a figure known by `as_of` speaks of; else the year of `as_of`."""
    years = [figure.observation.period.year for figure in figures if figure.observation.period.end <= as_of]
    return max(years, default=as_of.year)


def parse_targets(rows: Sequence[ClaimRow], year: int) -> list[tuple[int, dict[str, Any], Target]]:
    """The claims that promise something. Raises TableError naming line and field."""
    parsed_claims, problems = [], []
    line_by_id: dict[str, int] = {}
    for line, claim_json in rows:
        if claim_json.get("role") == "result":
            continue
        claim_id = _get_claim_id(claim_json)
        if claim_id is not None and line_by_id.setdefault(claim_id, line) != line:
            place = Place(line=line, column="id")
            problems.append(make_notice("id_repeated", place, raw=repr(claim_id), line=line_by_id[claim_id]))
        try:
            claim_year = int(claim_json.get("year") or year)
            parsed_claims.append(
                (line, claim_json, Target.from_json(claim_json, id=claim_id or str(line), year=claim_year))
            )
        except TargetError as error:
            problems.append(error.notices[0].move_to(Place(line=line, column=error.field)))
        except (ValueError, TypeError) as error:
            problems.append(make_notice("claim_unreadable", Place(line=line), reason=error))
    if problems:
        raise TableError(problems)
    return parsed_claims


def match_figures(
    claims: Sequence[tuple[int, dict[str, Any], Target]], figures: Sequence[Figure]
) -> list[FollowedTarget]:
    """Every target with its series. Raises TableError naming the rows that fit no single claim."""
    claim_names, problems = _ClaimNames(claims), []
    reference_names = {claim_target.reference for _, _, claim_target in claims if claim_target.reference}
    figures_by_line: dict[int, list[Figure]] = defaultdict(list)
    unclaimed_figures: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        lines = claim_names.find_lines(figure.claim)
        if len(lines) == 1:
            figures_by_line[lines[0]].append(figure)
        elif not lines and (figure.claim in reference_names or vocabulary.is_economy(figure.claim)):
            unclaimed_figures[figure.claim].append(figure)
        else:
            place = Place(line=figure.line, column="claim")
            problems.append(claim_names.explain_mismatch(figure.claim, lines).move_to(place))
    series = {line: _build_series(claim_target, figures_by_line[line], problems) for line, _, claim_target in claims}
    if problems:
        raise TableError(sorted(problems, key=lambda problem: problem.place.line))
    followed_targets = []
    for line, claim_json, target in claims:
        reference = _find_reference_series(
            target, series[line], claims, claim_names, figures_by_line, unclaimed_figures
        )
        figure_name = figures_by_line[line][0].claim if figures_by_line[line] else _get_claim_name(claim_json, line)
        followed_targets.append(
            FollowedTarget(line, claim_json.get("id", figure_name), target, series[line], reference)
        )
    return followed_targets


def _get_claim_id(claim_json: Mapping[str, Any]) -> str | None:
    claim_id = claim_json.get("id", claim_json.get("claim"))
    return None if claim_id in (None, "") else str(claim_id)


def _get_claim_name(claim_json: Mapping[str, Any], line: int) -> Any:
    return claim_json.get("claim", str(line))


class _ClaimNames:
    """The names by which a figures file may refer to a claim: id, line, commitment, indicator.

    The first of these four tiers that has a name decides.
    """

    def __init__(self, claims: Sequence[tuple[int, dict[str, Any], Target]]) -> None:
        self.lines_by_name_tiers: tuple[dict[str, list[int]], ...] = tuple(defaultdict(list) for _ in range(4))
        for line, claim_json, target in claims:
            if (claim_id := _get_claim_id(claim_json)) is not None:
                self.lines_by_name_tiers[0][claim_id].append(line)
            self.lines_by_name_tiers[1][str(line)].append(line)
            if claim_json.get("commitment"):
                self.lines_by_name_tiers[2][str(claim_json["commitment"])].append(line)
            self.lines_by_name_tiers[3][target.indicator].append(line)

    def find_lines(self, claim_name: str) -> list[int]:
        """The lines of the claims so called."""
        for tier in self.lines_by_name_tiers:
            if claim_name in tier:
                return tier[claim_name]
        normalized_name = unicodedata.normalize("NFKC", claim_name)
        return self.find_lines(normalized_name) if normalized_name != claim_name else []

    def explain_mismatch(self, claim_name: str, lines: Sequence[int]) -> Notice:
        """The notice of a name that fits no claim or several."""
        if not lines:
            return make_notice("claim_not_among", raw=repr(claim_name))
        return make_notice("claim_ambiguous", raw=repr(claim_name), lines=tuple(lines))


def _build_series(target: Target, figures: Sequence[Figure], problems: list[Notice]) -> Series:
    unit = _choose_series_unit(target, figures)
    figure_by_version: dict[Any, Figure] = {}
    observations: list[Observation] = []
    for stated_figure in figures:
        figure = _align_percent_multiple(target, stated_figure, unit)
        problem = _check_figure(target, figure, unit, figure_by_version)
        if problem is None:
            observations.append(_fill_unit(figure.observation, unit))
        else:
            problems.append(problem)
    try:
        single = target.figures is Figures.SINGLE
        return Series.from_observations(target.indicator, unit, observations, single=single)
    except SeriesError as error:
        place = Place(line=figures[0].line, column="value")
        problems.append(make_notice("series_impossible", place, reason=error))
        return Series(target.indicator, unit)


def _choose_series_unit(target: Target, figures: Sequence[Figure]) -> str:
    """The unit that the series stands in."""
    stated_unit = next((figure.observation.unit for figure in figures if figure.observation.unit), target.unit)
    if target.method is Method.POINTS:
        return "%" if stated_unit in ("%", "％") else target.unit or "百分点"
    if target.method is Method.COVERAGE and target.total is None:
        return "%"
    # 参保人数546万 states no unit: its figures may stand in 万人, and are multiplied out.
    return target.unit or strip_power(stated_unit)


def _align_percent_multiple(target: Target, figure: Figure, unit: str) -> Figure:
    """Growth of 120% for a target of 1倍: alike, though a level of 1.6倍 is no per cent."""
    observation = figure.observation
    if target.kind != "growth" or {observation.unit, unit} != {"%", "倍"}:
        return figure
    value = observation.value * 100 if unit == "%" else observation.value / 100
    return Figure(figure.line, figure.claim, replace(observation, value=value, unit=unit))


def _fill_unit(observation: Observation, unit: str) -> Observation:
    """The observation with the unit that its row left out."""
    if observation.unit:
        return observation
    return replace(observation, unit=unit)


def _check_figure(target: Target, figure: Figure, unit: str, figure_by_version: dict[Any, Figure]) -> Notice | None:
    observation, row = figure.observation, Place(line=figure.line)
    if observation.unit:
        try:
            convert(observation.value, observation.unit, unit)
        except UnitError:
            return make_notice("unit_not_the_claims", row.at_column("unit"), unit=observation.unit, expected=unit)
    if observation.period.is_january_alone and vocabulary.is_january_withheld(target.indicator):
        return make_notice("january_alone", row.at_column("period"), year=observation.period.year)
    earlier_figure = figure_by_version.setdefault(
        (observation.period, observation.published, observation.version), figure
    )
    if earlier_figure is not figure and earlier_figure.observation.value != observation.value:
        version = Name(observation.version.chinese, observation.version.name.lower())
        parameters = {"period": observation.period, "version": version, "line": earlier_figure.line}
        return make_notice("figures_contradict", row.at_column("value"), **parameters)
    return None


def _find_reference_series(
    target: Target,
    series: Series,
    claims: Sequence[tuple[int, dict[str, Any], Target]],
    claim_names: _ClaimNames,
    figures_by_line: Mapping[int, list[Figure]],
    unclaimed_figures: Mapping[str, list[Figure]],
) -> Series | None:
    """The series that a relative target is compared with: the named one, or the economy (同步)."""
    if target.method is not Method.REFERENCE:
        return None
    reference_name = target.reference
    figures: Sequence[Figure] = ()
    if reference_name is not None:
        lines = claim_names.find_lines(reference_name)
        figures = figures_by_line[lines[0]] if len(lines) == 1 else unclaimed_figures.get(reference_name, ())
    elif "同步" in target.number_text:
        lines = [
            line
            for line, _, claim_target in claims
            if claim_target.kind == "growth" and vocabulary.is_economy(claim_target.indicator)
        ]
        figures = figures_by_line[lines[0]] if lines else next(iter(unclaimed_figures.values()), ())
    if not figures:
        return None
    observations = [_fill_unit(figure.observation, series.unit) for figure in figures]
    unit = series.unit or observations[0].unit
    return Series.from_observations(reference_name or "参照数", unit, observations)
