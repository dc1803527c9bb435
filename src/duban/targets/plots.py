"""The figures of `duban targets`, as SVG and PDF; each says how many documents are behind it and which are not."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

from duban.targets import amplification, bunching, revision
from duban.targets.tables import Distribution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

COLOURS: Final = {"national": "#1f5f8b", "province": "#b5651d", "prefecture": "#4f7a3a", "county": "#7a3a6e"}
"""A level's colour; each also has a mark of its level_cases, for print without colours."""
MARKS: Final = {"national": "o", "province": "s", "prefecture": "^", "county": "D"}
_STYLE: Final[dict[str, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "duban",
    "pdf.fonttype": 42,
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}
_NOTE_WIDTH: Final = 165


def draw_figures(distribution: Distribution, output: Path) -> list[Path]:
    """Draw bunching, amplification and revision; the files written. The same data give the same bytes.

    Raises `ImportError` without matplotlib, `OSError`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    output.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with mpl.rc_context():
        parameters: Any = _STYLE  # its stub knows only literal names
        mpl.rcParams.update(parameters)
        for name, draw in _DRAWINGS.items():
            figure = Figure(figsize=(7, 3.6), layout="constrained")
            draw(distribution, figure)
            for suffix, metadata in (("svg", {"Date": None}), ("pdf", {"CreationDate": None})):
                paths.append(output / f"{name}.{suffix}")
                figure.savefig(paths[-1], metadata=metadata)
    return paths


def render_note(distribution: Distribution, measure: str, count: int) -> str:
    """How many documents a figure shows, and how many it leaves out, by reason."""
    reasons = distribution.count_reasons(measure)
    reasons_text = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in reasons.items())
    note = f"{count} documents; {sum(reasons.values())} left out" + (f": {reasons_text}" if reasons_text else "")
    return "\n".join(textwrap.wrap(f"{note}.", _NOTE_WIDTH))


def _draw_bunching(distribution: Distribution, figure: Figure) -> None:
    values, margins = figure.subplots(1, 2)
    _stack_values(values, distribution)
    bins = bunching.count_margins(distribution.revisions)
    margins.bar(
        [float(start) for start, _ in bins],
        [count for _, count in bins],
        width=float(bunching.BIN_WIDTH),
        align="edge",
        color="#1f5f8b",
        edgecolor="white",
    )
    margins.axvline(0, color="black", linewidth=0.8)
    margins.set(xlabel="result less target, points", ylabel="results", title="(b) Results around the target")
    _use_integers(values.yaxis)
    _use_integers(margins.yaxis)
    _add_note(
        figure,
        f"(a) {render_note(distribution, bunching.MEASURE, len(distribution.targets))}\n"
        f"(b) {render_note(distribution, revision.MARGIN_MEASURE, len(distribution.revisions))}",
    )


def _stack_values(axis: Axes, distribution: Distribution) -> None:
    """The values of the targets as bars, a level upon the other."""
    values_by_level: defaultdict[str, Counter[Decimal]] = defaultdict(Counter)
    for report, target in distribution.targets:
        values_by_level[report["region_level"]][target.value.normalize()] += 1
    heights: Counter[Decimal] = Counter()
    for level in COLOURS:
        counts = values_by_level.get(level, Counter())
        places = sorted(counts)
        if places:
            axis.bar(
                [float(place) for place in places],
                [counts[place] for place in places],
                width=0.2,
                bottom=[heights[place] for place in places],
                color=COLOURS[level],
                label=f"{level} ({counts.total()})",
            )
        heights.update(counts)
    axis.set(xlabel=f"target of {distribution.stated.indicator}, %", ylabel="targets", title="(a) Values of the target")
    _add_legend(axis)


def _draw_amplification(distribution: Distribution, figure: Figure) -> None:
    axis = figure.subplots()
    points_by_chain: defaultdict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for step in distribution.steps:
        chain = step.report["region_level"], step.above["region_level"]
        points_by_chain[chain].append((step.report["year"], float(step.points)))
    for (level, above), cases in sorted(points_by_chain.items()):
        style: dict[str, Any] = {"color": COLOURS[level], "marker": MARKS[level]}
        axis.plot(*zip(*cases, strict=True), linestyle="", markersize=3, alpha=0.4, **style)
        points_by_year: defaultdict[int, list[float]] = defaultdict(list)
        for year, points in cases:
            points_by_year[year].append(points)
        years = range(min(points_by_year), max(points_by_year) + 1)
        # a year without a case breaks the line
        means = [mean(points_by_year[year]) if year in points_by_year else float("nan") for year in years]
        line_style = "-" if above == "national" else "--"
        label = f"{level} less {above} ({len(cases)}), mean of the year"
        axis.plot(years, means, linestyle=line_style, linewidth=1, fillstyle="none", label=label, **style)
    axis.axhline(0, color="black", linewidth=0.8)
    _use_integers(axis.xaxis)
    title = f"Target of {distribution.stated.indicator} less that of the level above; basis: change over one year"
    axis.set(xlabel="plan year", ylabel="points", title=title)
    _add_legend(axis)
    _add_note(figure, render_note(distribution, amplification.MEASURE, len(distribution.steps)))


def _draw_revision(distribution: Distribution, figure: Figure) -> None:
    axis = figure.subplots()
    cases = [
        (case.report["region_level"], case.is_missed, float(case.margin), float(case.points))
        for case in distribution.revisions
        if case.points is not None
    ]
    for level in COLOURS:
        level_cases = [(margin, points) for case_level, _, margin, points in cases if case_level == level]
        if level_cases:
            style: dict[str, Any] = {"color": COLOURS[level], "marker": MARKS[level]}
            label = f"{level} ({len(level_cases)})"
            axis.plot(*zip(*level_cases, strict=True), linestyle="", alpha=0.7, label=label, **style)
    for is_missed, side in ((True, "missed"), (False, "met")):
        points_of_side = [points for _, case_is_missed, _, points in cases if case_is_missed is is_missed]
        if points_of_side:
            label = f"{side}: {len(points_of_side)}, mean {mean(points_of_side):+.2f} points"
            axis.plot([], [], linestyle="", label=label)
    axis.axhline(0, color="black", linewidth=0.8)
    axis.axvline(0, color="black", linewidth=0.8)
    title = f"The next target of {distribution.stated.indicator} after this one was met or missed"
    axis.set(xlabel="result less target, points", ylabel="next target less target, points", title=title)
    _add_legend(axis)
    _add_note(figure, render_note(distribution, revision.MEASURE, len(cases)))


def _use_integers(axis: Axis) -> None:
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True))


def _add_note(figure: Figure, note: str) -> None:
    figure.supxlabel(note, fontsize=5.5, x=0.01, horizontalalignment="left")


def _add_legend(axis: Axes) -> None:
    if axis.get_legend_handles_labels()[1]:
        axis.legend(fontsize=6)


_DRAWINGS: Final[dict[str, Callable[[Distribution, Figure], None]]] = {
    "bunching": _draw_bunching,
    "amplification": _draw_amplification,
    "revision": _draw_revision,
}
