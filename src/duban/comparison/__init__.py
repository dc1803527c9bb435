"""对比: one indicator across governments, levels and years.

takes reports; gives one Stance for each target that a government set, with last year's result and
the target of the level above, and one Span for each indicator's years; never ranks governments.
"""

from duban.comparison.choosing import chosen, groups, named
from duban.comparison.comparing import RegionError, compare, key_of, size
from duban.comparison.model import Comparison, Government, Group, Hardness, PassedOver, Span, Stance
from duban.comparison.wording import sum_of

__all__ = [
    "Comparison",
    "Government",
    "Group",
    "Hardness",
    "PassedOver",
    "RegionError",
    "Span",
    "Stance",
    "chosen",
    "compare",
    "groups",
    "key_of",
    "named",
    "size",
    "sum_of",
]
