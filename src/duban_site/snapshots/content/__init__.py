"""A snapshot's JSON as typed values. The whole and the public view read alike.

`Header.of(snapshot.data)` and `Row.of(row.data)`; of the public view give what `public_view.header`
and `public_view.row` return: what is not public is then empty.
"""

from duban_site.snapshots.content.claim import Assessed, Change, Claim, Figure
from duban_site.snapshots.content.header import Header, Headline, Move, PlanFacts, Report, Reports
from duban_site.snapshots.content.outline import Group, Named, Part, Topic
from duban_site.snapshots.content.row import File, Milestone, Reply, Row, Words

__all__ = [
    "Assessed",
    "Change",
    "Claim",
    "Figure",
    "File",
    "Group",
    "Header",
    "Headline",
    "Milestone",
    "Move",
    "Named",
    "Part",
    "PlanFacts",
    "Reply",
    "Report",
    "Reports",
    "Row",
    "Topic",
    "Words",
]
