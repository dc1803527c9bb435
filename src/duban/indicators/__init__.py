"""指标名称: which harmonised indicator a name says.

takes a name as a report, a bulletin or a table writes it; gives the indicator of the vocabulary
(data/indicators), or how alike two names are; never reads text and never compares numbers.
"""

from duban.indicators.match_names import (
    Indicator,
    compare_keys,
    comparison_key,
    harmonise,
    load_vocabulary,
    simplify_name,
)

__all__ = ["Indicator", "compare_keys", "comparison_key", "harmonise", "load_vocabulary", "simplify_name"]
