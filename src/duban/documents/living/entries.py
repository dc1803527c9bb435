"""The entries of the page: each commitment, and each figure outside of a commitment."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from duban.commitments import Claim, Commitment, Part, PartRole, Report, Role, Topic


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment with its claims, or (`commitment` None) the claims of one reported figure.

    `key` names it on the page: the commitment's id, or `r` and a number. `part` counts the report's
    parts from 0; `section` is the (一)-level heading that it stands under, if any.
    """

    key: str
    start: int
    end: int
    part: int
    section: str | None
    claims: tuple[Claim, ...]
    roles: tuple[Role, ...]
    commitment: Commitment | None = None

    @property
    def type(self) -> str | None:
        """The commitment's type as the page's word for it."""
        return self.commitment.type.value if self.commitment else None


def entries(report: Report) -> list[Entry]:
    """Every entry of the report, in text order."""
    found = list(_commitments(report))
    stray = list(_stray(report, found))
    return _told_apart(sorted([*found, *stray], key=lambda e: (e.start, -e.end)))


def _told_apart(found: list[Entry]) -> list[Entry]:
    """Add `~2`, `~3` to a repeated key: a report with annexes may number two parts alike."""
    met: Counter[str] = Counter()
    out = []
    for entry in found:
        met[entry.key] += 1
        again = met[entry.key]
        out.append(entry if again == 1 else replace(entry, key=f"{entry.key}~{again}"))
    return out


def _commitments(report: Report) -> Iterator[Entry]:
    within = _results_within(report)
    for number, part, topic in _topics(report):
        for c in topic.commitments:
            found = (*c.claims, *within[c.start, c.end])
            claims = tuple(sorted(found, key=lambda x: (x.start, x.end)))
            roles = tuple(r for r in Role if any(x.role is r for x in claims))
            yield Entry(
                key=c.id,
                start=c.start,
                end=c.end,
                part=number,
                section=topic.section,
                claims=claims,
                roles=roles or (_default_role(part),),
                commitment=c,
            )


def _stray(report: Report, found: list[Entry]) -> Iterator[Entry]:
    """Results outside every commitment; those that share a span are one entry."""
    taken = {id(claim) for entry in found for claim in entry.claims}
    count = 0
    for number, _, topic in _topics(report):
        shared: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        for claim in topic.results:
            if id(claim) not in taken:
                shared[claim.start, claim.end].append(claim)
        for (start, end), claims in sorted(shared.items()):
            count += 1
            roles = tuple(r for r in Role if any(x.role is r for x in claims))
            key = f"r{count}"
            yield Entry(key, start, end, number, topic.section, tuple(claims), roles)


def _results_within(report: Report) -> dict[tuple[int, int], list[Claim]]:
    """Results that stand inside a commitment's sentence, by that commitment's span."""
    commitments = sorted(report.commitments(), key=lambda c: c.start)
    starts = [c.start for c in commitments]
    within: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for topic in report.topics():
        for claim in topic.results:
            at = bisect_right(starts, claim.start) - 1
            if at >= 0 and claim.start < commitments[at].end:
                within[commitments[at].start, commitments[at].end].append(claim)
    return within


def _topics(report: Report) -> Iterator[tuple[int, Part, Topic]]:
    for number, part in enumerate(report.parts):
        for topic in part.topics:
            yield number, part, topic


def _default_role(part: Part) -> Role:
    """The role of a commitment that has no claim, by the part that it stands in."""
    return Role.GOAL if part.role is PartRole.GOALS else Role.TARGET
