"""Suggests which measure could feed which claim, by indicator, unit and kind, with reasons.

A suggestion is never applied automatically: the office confirms it. A matching name does not prove
that the register covers everything that the claim counts.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from duban.commitments import Claim, ClaimKind
from duban.registers.declaration import Declaration, Feed, Measure
from duban.registers.measuring import Figure
from duban.series import Observation, Period, UnitError, convert
from duban.series.units import factor

#: Suggestions below this score are not worth an officer's time.
LEAST = 0.6
_NOISE = re.compile(r"[\s\"'“”‘’「」《》()（）、,，]|本年|累计|全市|实现")
#: Kinds that the same figure can serve, though they are assessed differently.
_NEAR = frozenset({ClaimKind.VOLUME, ClaimKind.LEVEL})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A measure (or one group of it: `by` = `value`) for a claim; `score` is 0 to 1.

    `conversion_factor` converts the measure's unit to the claim's (万元 → 元: 10000).
    """

    register: str
    measure: str
    by: str | None
    value: str | None
    score: float
    times: str
    reasons: tuple[str, ...]


def suggest(
    claim: Claim, declarations: Iterable[Declaration], *, most: int = 3
) -> tuple[Suggestion, ...]:
    """The measures that could feed a claim, best first, at most `limit`; empty if none fits."""
    found = [
        suggestion
        for declaration in declarations
        for measure in declaration.measures
        for feed in measure.feeds
        if (suggestion := _suggestion(claim, declaration, measure, feed)) is not None
    ]
    found.sort(key=lambda one: (-one.score, one.register, one.measure))
    return tuple(found[:most])


def observation_of(figure: Figure, register: str, unit: str) -> Observation | None:
    """A month end's figure as an observation in `unit`, cumulative from January; None if empty.

    Its source names the register and the measure; the records behind it are `figure.counted`.
    Raises ValueError when the day is no month end, UnitError for a unit it cannot be converted to.
    """
    day = figure.as_of
    if (day + dt.timedelta(days=1)).month == day.month:
        raise ValueError(f"{day}不是月末；口径按月末报送")
    if figure.value is None:
        return None
    value = convert(figure.value, figure.unit, unit)
    period = Period(day.year, 1, day.month)
    return Observation(period, value, unit, day, source=f"{register}/{figure.measure}")


def _suggestion(
    claim: Claim, declaration: Declaration, measure: Measure, feed: Feed
) -> Suggestion | None:
    kind = _kind(claim, feed)
    times = _times(claim, measure)
    name, why = _name(claim.indicator, feed.indicator)
    if kind is None or times is None or not name:
        return None
    score = round(name * kind, 3)
    if score < LEAST:
        return None
    reasons = (
        why,
        f"单位{measure.unit}可折算为{claim.unit}" if claim.unit else "指标没有写单位",
        "性质相同" if kind == 1.0 else f"指标是{claim.kind}，口径是{feed.kind}，请核对",
    )
    return Suggestion(declaration.id, measure.key, feed.by, feed.value, score, times, reasons)


def _kind(claim: Claim, feed: Feed) -> float | None:
    """1 for the same kind, 0.8 for a compatible one, None for any other.

    Rates of growth and points cannot be fed by a measure: they need last year's figure too.
    """
    if not feed.kind or feed.kind == claim.kind:
        return 1.0
    return 0.8 if {claim.kind, ClaimKind(feed.kind)} <= _NEAR else None


def _times(claim: Claim, measure: Measure) -> str | None:
    try:
        return format(factor(measure.unit, claim.unit or measure.unit).normalize(), "f")
    except UnitError:
        return None


def _plain(name: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", name))


def _name(indicator: str, feed: str) -> tuple[float, str]:
    """How similar the names are (0 to 1), and the reason."""
    one, other = _plain(indicator), _plain(feed)
    if one == other:
        return 1.0, f"指标名称与“{feed}”一致"
    if other in one:
        return 0.6 + 0.4 * len(other) / len(one), f"指标名称含有“{feed}”"
    if one in other and len(one) >= 3:
        return 0.5 + 0.4 * len(one) / len(other), f"“{feed}”含有指标名称"
    pairs, others = ({x[n : n + 2] for n in range(len(x) - 1)} for x in (one, other))
    if not pairs or not others:
        return 0.0, ""
    alike = 2 * len(pairs & others) / (len(pairs) + len(others))
    return 0.95 * alike, f"指标名称与“{feed}”相近（{alike:.0%}）"
