"""对比: one indicator across governments, levels and years.

takes reports; gives one Stance for each target that a government set, with last year's result and
the target of the level above, and one Span for each indicator's years; never ranks governments.
"""

from duban.comparison.compare_reports import RegionError, build_key, compare, compute_base_value
from duban.comparison.model import Comparison, Government, Group, Hardness, SkippedReport, Span, Stance
from duban.comparison.select_targets import find_indicators, group_stances, select
from duban.comparison.wording import render_sum

__all__ = [
    "Comparison",
    "Government",
    "Group",
    "Hardness",
    "RegionError",
    "SkippedReport",
    "Span",
    "Stance",
    "build_key",
    "compare",
    "compute_base_value",
    "find_indicators",
    "group_stances",
    "render_sum",
    "select",
]
