"""A snapshot's JSON as typed values; the full data and the public view are parsed alike.

`SnapshotHeader.from_json(snapshot.data)` and `CommitmentRow.from_json(row.data)`; for the public
view pass the result of `public_view.build_public_header` and `build_public_row`: what is not public
is then empty.
"""

from duban_site.snapshots.content.claim import Claim, Figure, FrozenAssessment, TargetAdjustment
from duban_site.snapshots.content.header import (
    BodyReportStatus,
    Headline,
    MonthReports,
    PlanFacts,
    SnapshotHeader,
    StatusMove,
)
from duban_site.snapshots.content.outline import BodyOrLeader, Group, Part, Topic
from duban_site.snapshots.content.row import BodyStatement, CommitmentRow, EvidenceFile, Milestone, Reply

__all__ = [
    "BodyOrLeader",
    "BodyReportStatus",
    "BodyStatement",
    "Claim",
    "CommitmentRow",
    "EvidenceFile",
    "Figure",
    "FrozenAssessment",
    "Group",
    "Headline",
    "Milestone",
    "MonthReports",
    "Part",
    "PlanFacts",
    "Reply",
    "SnapshotHeader",
    "StatusMove",
    "TargetAdjustment",
    "Topic",
]
