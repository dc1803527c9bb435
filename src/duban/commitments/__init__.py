"""承诺: the model only.

takes nothing; gives Report, Part, Topic, Commitment, Claim, Evidence, Unread, Notice and their
enums, with their JSON forms; never reads text and never judges progress.
"""

from duban.commitments.evidence import Evidence, Stage
from duban.commitments.model import (
    Claim,
    ClaimKind,
    Commitment,
    CommitmentType,
    Comparator,
    Direction,
    DocumentKind,
    Name,
    NameKind,
    Part,
    PartRole,
    Provenance,
    Report,
    Role,
    Strength,
    Topic,
    Unread,
    Verifiable,
)
from duban.notices import Notice

__all__ = [
    "Claim",
    "ClaimKind",
    "Commitment",
    "CommitmentType",
    "Comparator",
    "Direction",
    "DocumentKind",
    "Evidence",
    "Name",
    "NameKind",
    "Notice",
    "Part",
    "PartRole",
    "Provenance",
    "Report",
    "Role",
    "Stage",
    "Strength",
    "Topic",
    "Unread",
    "Verifiable",
]
