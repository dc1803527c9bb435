"""A snapshot's JSON as typed values; the full data and the public view are parsed alike.

`SnapshotHeader.from_json(snapshot.data)` and `CommitmentRow.from_json(row.data)`; for the public
view pass the result of `public_view.build_public_header` and `build_public_row`: what is not public
is then empty.
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
