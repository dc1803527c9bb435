"""对照页: two texts side by side, and a thread from each target to its result.

takes verdicts or changes with the reports they came from; gives one self-contained HTML page;
never judges, and needs no script to be read.
"""

from duban.documents.facing.changes import render_changes_page
from duban.documents.facing.page import LinkedAssets
from duban.documents.facing.pair import Pair, Side
from duban.documents.facing.verdicts import KIND_BY_JUDGEMENT, render_pairs_page, render_verdicts_page

__all__ = [
    "KIND_BY_JUDGEMENT",
    "LinkedAssets",
    "Pair",
    "Side",
    "render_changes_page",
    "render_pairs_page",
    "render_verdicts_page",
]
