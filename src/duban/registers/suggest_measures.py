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
from duban.notices import NoticeError
from duban.registers.declaration import Declaration, Feed, Measure
from duban.registers.measuring import Figure
from duban.series import Observation, Period, UnitError, convert
from duban.series.units import conversion_factor

#: Suggestions below this score are not worth an officer's time.
MIN_SCORE = 0.6
_NOISE = re.compile(r"[\s\"'“”‘’「」《》()（）、,，]|本年|累计|全市|实现")
#: Kinds that the same figure can serve, though they are assessed differently.
_COMPATIBLE_KINDS = frozenset({ClaimKind.VOLUME, ClaimKind.LEVEL})


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
    conversion_factor: str
    reasons: tuple[str, ...]


def suggest_measures(claim: Claim, declarations: Iterable[Declaration], *, limit: int = 3) -> tuple[Suggestion, ...]:
    """The measures that could feed a claim, best first, at most `limit`; empty if none fits."""
    suggestions = [
        suggestion
        for declaration in declarations
        for measure in declaration.measures
        for feed in measure.feeds
        if (suggestion := _build_suggestion(claim, declaration, measure, feed)) is not None
    ]
    suggestions.sort(key=lambda candidate: (-candidate.score, candidate.register, candidate.measure))
    return tuple(suggestions[:limit])


def build_observation(figure: Figure, register: str, unit: str) -> Observation | None:
    """A month end's figure as an observation in `unit`, cumulative from January; None if empty.

    Its source names the register and the measure; the records behind it are `figure.record_ids`.
    Raises ValueError when the day is no month end, UnitError for a unit it cannot be converted to.
    """
    period_end = figure.as_of
    if (period_end + dt.timedelta(days=1)).month == period_end.month:
        raise NoticeError.make("day_no_month_end", day=period_end)
    if figure.value is None:
        return None
    value = convert(figure.value, figure.unit, unit)
    period = Period(period_end.year, 1, period_end.month)
    return Observation(period, value, unit, period_end, source=f"{register}/{figure.measure}")


def _build_suggestion(claim: Claim, declaration: Declaration, measure: Measure, feed: Feed) -> Suggestion | None:
    kind_score = _score_kind(claim, feed)
    conversion_factor = _find_conversion_factor(claim, measure)
    name_score, name_reason = _score_name(claim.indicator, feed.indicator)
    if kind_score is None or conversion_factor is None or not name_score:
        return None
    score = round(name_score * kind_score, 3)
    if score < MIN_SCORE:
        return None
    reasons = (
        name_reason,
        f"单位{measure.unit}可折算为{claim.unit}" if claim.unit else "指标没有写单位",
        "性质相同" if kind_score == 1.0 else f"指标是{claim.kind}，口径是{feed.kind}，请核对",
    )
    return Suggestion(declaration.id, measure.key, feed.by, feed.value, score, conversion_factor, reasons)


def _score_kind(claim: Claim, feed: Feed) -> float | None:
    """1 for the same kind, 0.8 for a compatible one, None for any other.

    Rates of growth and points cannot be fed by a measure: they need last year's figure too.
    """
    if not feed.kind or feed.kind == claim.kind:
        return 1.0
    return 0.8 if {claim.kind, ClaimKind(feed.kind)} <= _COMPATIBLE_KINDS else None


def _find_conversion_factor(claim: Claim, measure: Measure) -> str | None:
    try:
        return format(conversion_factor(measure.unit, claim.unit or measure.unit).normalize(), "f")
    except UnitError:
        return None


def _normalize_name(name: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", name))


def _score_name(indicator: str, feed: str) -> tuple[float, str]:
    """How similar the names are (0 to 1), and the reason."""
    indicator_name, feed_name = _normalize_name(indicator), _normalize_name(feed)
    if indicator_name == feed_name:
        return 1.0, f"指标名称与“{feed}”一致"
    if feed_name in indicator_name:
        return 0.6 + 0.4 * len(feed_name) / len(indicator_name), f"指标名称含有“{feed}”"
    if indicator_name in feed_name and len(indicator_name) >= 3:
        return 0.5 + 0.4 * len(indicator_name) / len(feed_name), f"“{feed}”含有指标名称"
    indicator_pairs, feed_pairs = (
        {text[index : index + 2] for index in range(len(text) - 1)} for text in (indicator_name, feed_name)
    )
    if not indicator_pairs or not feed_pairs:
        return 0.0, ""
    similarity = 2 * len(indicator_pairs & feed_pairs) / (len(indicator_pairs) + len(feed_pairs))
    return 0.95 * similarity, f"指标名称与“{feed}”相近（{similarity:.0%}）"
