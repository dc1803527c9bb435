"""对照页: two texts side by side, and a thread from each target to its result.

takes verdicts or changes with the reports they came from; gives one self-contained HTML page;
never judges, and needs no script to be read.
"""

from duban.documents.facing.changes import changes_page
from duban.documents.facing.page import Linked
from duban.documents.facing.pair import Pair, Side
from duban.documents.facing.verdicts import KINDS, pairs_page, verdicts_page

__all__ = ["KINDS", "Linked", "Pair", "Side", "changes_page", "pairs_page", "verdicts_page"]
