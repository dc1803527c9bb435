"""Match figures to claims by id, line number, commitment, or the indicator's name."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duban.assessment import vocabulary
from duban.assessment.fields import TargetError
from duban.assessment.model import Figures, Method
from duban.assessment.tables import Figure, Problem, TableError
from duban.assessment.target import Target
from duban.series import Observation, Series, SeriesError, UnitError, bare, convert

Row = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Followed:
    """A target with its figures. `name` is what the figures file calls it."""

    line: int
    name: Any
    target: Target
    series: Series
    reference: Series | None = None


def plan_year(figures: Iterable[Figure], as_of: dt.date) -> int:
    """The newest year that a figure known by `as_of` speaks of; else the year of `as_of`."""
    years = [f.observation.period.year for f in figures if f.observation.period.end <= as_of]
    return max(years, default=as_of.year)


def targets(rows: Sequence[Row], year: int) -> list[tuple[int, dict[str, Any], Target]]:
    """The claims that promise something. Raises TableError naming line and field."""
    found, problems = [], []
    ids: dict[str, int] = {}
    for line, obj in rows:
        if obj.get("role") == "result":
            continue
        own = _id(obj)
        if own is not None and ids.setdefault(own, line) != line:
            problems.append(Problem(line, "id", f"{own!r} 与第{ids[own]}行相同，id 不能重复"))
        try:
            own_year = int(obj.get("year") or year)
            found.append((line, obj, Target.from_json(obj, id=own or str(line), year=own_year)))
        except TargetError as error:
            problems.append(Problem(line, error.field, error.message))
        except (ValueError, TypeError) as error:
            problems.append(Problem(line, "", str(error)))
    if problems:
        raise TableError(problems)
    return found


def follow(
    claims: Sequence[tuple[int, dict[str, Any], Target]], figures: Sequence[Figure]
) -> list[Followed]:
    """Every target with its series. Raises TableError naming the rows that fit no single claim."""
    names, problems = _Names(claims), []
    wanted = {t.reference for _, _, t in claims if t.reference}
    own: dict[int, list[Figure]] = defaultdict(list)
    loose: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        lines = names.find(figure.claim)
        if len(lines) == 1:
            own[lines[0]].append(figure)
        elif not lines and (figure.claim in wanted or vocabulary.is_economy(figure.claim)):
            loose[figure.claim].append(figure)
        else:
            problems.append(Problem(figure.line, "claim", names.complaint(figure.claim, lines)))
    series = {line: _series(t, own[line], problems) for line, _, t in claims}
    if problems:
        raise TableError(sorted(problems, key=lambda p: p.line))
    out = []
    for line, obj, target in claims:
        other = _reference(target, series[line], claims, names, own, loose)
        name = own[line][0].claim if own[line] else _name(obj, line)
        out.append(Followed(line, obj.get("id", name), target, series[line], other))
    return out


def _id(obj: Mapping[str, Any]) -> str | None:
    own = obj.get("id", obj.get("claim"))
    return None if own in (None, "") else str(own)


def _name(obj: Mapping[str, Any], line: int) -> Any:
    return obj.get("claim", str(line))


class _Names:
    """The names by which a figures file may refer to a claim: id, line, commitment, indicator.

    The first of these four tiers that has a name decides.
    """

    def __init__(self, claims: Sequence[tuple[int, dict[str, Any], Target]]) -> None:
        self.tiers: tuple[dict[str, list[int]], ...] = tuple(defaultdict(list) for _ in range(4))
        for line, obj, target in claims:
            if (own := _id(obj)) is not None:
                self.tiers[0][own].append(line)
            self.tiers[1][str(line)].append(line)
            if obj.get("commitment"):
                self.tiers[2][str(obj["commitment"])].append(line)
            self.tiers[3][target.indicator].append(line)

    def find(self, name: str) -> list[int]:
        """The lines of the claims so called."""
        for tier in self.tiers:
            if name in tier:
                return tier[name]
        plain = unicodedata.normalize("NFKC", name)
        return self.find(plain) if plain != name else []

    def complaint(self, name: str, lines: Sequence[int]) -> str:
        """The message for a name that fits no claim or several."""
        if not lines:
            return f"没有叫 {name!r} 的指标；请写 id、行号、目标任务编号或指标名称"
        where = "、".join(map(str, lines))
        return f"{name!r} 在第{where}行都有；请写行号，或给这些指标加 id"


def _series(target: Target, figures: Sequence[Figure], problems: list[Problem]) -> Series:
    unit = _unit(target, figures)
    seen: dict[Any, Figure] = {}
    observations: list[Observation] = []
    for written in figures:
        figure = _by_the_hundred(target, written, unit)
        problem = _fault(target, figure, unit, seen)
        if problem is None:
            observations.append(_filled(figure.observation, unit))
        else:
            problems.append(problem)
    try:
        single = target.figures is Figures.SINGLE
        return Series.of(target.indicator, unit, observations, single=single)
    except SeriesError as error:
        problems.append(Problem(figures[0].line, "value", str(error)))
        return Series(target.indicator, unit)


def _unit(target: Target, figures: Sequence[Figure]) -> str:
    """The unit that the series stands in."""
    written = next((f.observation.unit for f in figures if f.observation.unit), target.unit)
    if target.method is Method.POINTS:
        return "%" if written in ("%", "％") else target.unit or "百分点"
    if target.method is Method.COVERAGE and target.total is None:
        return "%"
    # 参保人数546万 states no unit: its figures may stand in 万人, and are multiplied out.
    return target.unit or bare(written)


def _by_the_hundred(target: Target, figure: Figure, unit: str) -> Figure:
    """Growth of 120% for a target of 1倍: alike, though a level of 1.6倍 is no per cent."""
    obs = figure.observation
    if target.kind != "growth" or {obs.unit, unit} != {"%", "倍"}:
        return figure
    value = obs.value * 100 if unit == "%" else obs.value / 100
    grown = Observation(obs.period, value, unit, obs.published, obs.version, obs.source)
    return Figure(figure.line, figure.claim, grown)


def _filled(obs: Observation, unit: str) -> Observation:
    """The observation with the unit that its row left out."""
    if obs.unit:
        return obs
    return Observation(obs.period, obs.value, unit, obs.published, obs.version, obs.source)


def _fault(target: Target, figure: Figure, unit: str, seen: dict[Any, Figure]) -> Problem | None:
    obs = figure.observation
    if obs.unit:
        try:
            convert(obs.value, obs.unit, unit)
        except UnitError:
            message = f"{obs.unit} 不能换算成指标的单位 {unit}"
            return Problem(figure.line, "unit", message)
    if obs.period.lone_january and vocabulary.january_withheld(target.indicator):
        message = "1月不单独公布；请用 1—2 月累计 2025-01..02"
        return Problem(figure.line, "period", message.replace("2025", str(obs.period.year)))
    before = seen.setdefault((obs.period, obs.published, obs.version), figure)
    if before is not figure and before.observation.value != obs.value:
        what = f"{obs.period} 的{obs.version.chinese}数与第{before.line}行不同"
        message = f"{what}；改过的数请标 修订 并写公布日期"
        return Problem(figure.line, "value", message)
    return None


def _reference(
    target: Target,
    series: Series,
    claims: Sequence[tuple[int, dict[str, Any], Target]],
    names: _Names,
    own: Mapping[int, list[Figure]],
    loose: Mapping[str, list[Figure]],
) -> Series | None:
    """The series that a relative target is compared with: the named one, or the economy (同步)."""
    if target.method is not Method.REFERENCE:
        return None
    name = target.reference
    figures: Sequence[Figure] = ()
    if name is not None:
        lines = names.find(name)
        figures = own[lines[0]] if len(lines) == 1 else loose.get(name, ())
    elif "同步" in target.words:
        lines = [
            n for n, _, t in claims if t.kind == "growth" and vocabulary.is_economy(t.indicator)
        ]
        figures = own[lines[0]] if lines else next(iter(loose.values()), ())
    if not figures:
        return None
    observations = [_filled(f.observation, series.unit) for f in figures]
    unit = series.unit or observations[0].unit
    return Series.of(name or "参照数", unit, observations)
