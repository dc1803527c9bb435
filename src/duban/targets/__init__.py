"""目标分布: where targets bunch, how they grow down the chain, how they move after a miss.

takes a panel and one core indicator; gives tables, figures for a paper, and every report that is left out with
the reason; never compares what is not measured over one year in per cent.
"""

from duban.targets.amplification import Step, find_steps
from duban.targets.revision import Revision, find_revisions
from duban.targets.stated import Exclusion, Figure, Stated, read_stated

__all__ = [
    "Exclusion",
    "Figure",
    "Revision",
    "Stated",
    "Step",
    "find_revisions",
    "find_steps",
    "read_stated",
]
