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


def list_entries(report: Report) -> list[Entry]:
    """Every entry of the report, in text order."""
    commitment_entries = list(_list_commitment_entries(report))
    stray_entries = list(_list_stray_entries(report, commitment_entries))
    return _make_keys_unique(sorted([*commitment_entries, *stray_entries], key=lambda entry: (entry.start, -entry.end)))


def _make_keys_unique(report_entries: list[Entry]) -> list[Entry]:
    """Add `~2`, `~3` to a repeated key: a report with annexes may number two parts alike."""
    count_by_key: Counter[str] = Counter()
    unique_entries = []
    for entry in report_entries:
        count_by_key[entry.key] += 1
        occurrence = count_by_key[entry.key]
        unique_entries.append(entry if occurrence == 1 else replace(entry, key=f"{entry.key}~{occurrence}"))
    return unique_entries


def _list_commitment_entries(report: Report) -> Iterator[Entry]:
    results_by_span = _group_results(report)
    for part_index, part, topic in _list_topics(report):
        for commitment in topic.commitments:
            commitment_claims = (*commitment.claims, *results_by_span[commitment.start, commitment.end])
            claims = tuple(sorted(commitment_claims, key=lambda claim: (claim.start, claim.end)))
            roles = tuple(role for role in Role if any(claim.role is role for claim in claims))
            yield Entry(
                key=commitment.id,
                start=commitment.start,
                end=commitment.end,
                part=part_index,
                section=topic.section,
                claims=claims,
                roles=roles or (_default_role(part),),
                commitment=commitment,
            )


def _list_stray_entries(report: Report, commitment_entries: list[Entry]) -> Iterator[Entry]:
    """Results outside every commitment; those that share a span are one entry."""
    used_claim_ids = {id(claim) for entry in commitment_entries for claim in entry.claims}
    count = 0
    for part_index, _, topic in _list_topics(report):
        claims_by_span: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        for claim in topic.results:
            if id(claim) not in used_claim_ids:
                claims_by_span[claim.start, claim.end].append(claim)
        for (start, end), claims in sorted(claims_by_span.items()):
            count += 1
            roles = tuple(role for role in Role if any(stray_claim.role is role for stray_claim in claims))
            key = f"r{count}"
            yield Entry(key, start, end, part_index, topic.section, tuple(claims), roles)


def _group_results(report: Report) -> dict[tuple[int, int], list[Claim]]:
    """Results that stand inside a commitment's sentence, by that commitment's span."""
    commitments = sorted(report.commitments(), key=lambda commitment: commitment.start)
    starts = [commitment.start for commitment in commitments]
    results_by_span: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for topic in report.topics():
        for claim in topic.results:
            index = bisect_right(starts, claim.start) - 1
            if index >= 0 and claim.start < commitments[index].end:
                results_by_span[commitments[index].start, commitments[index].end].append(claim)
    return results_by_span


def _list_topics(report: Report) -> Iterator[tuple[int, Part, Topic]]:
    for part_index, part in enumerate(report.parts):
        for topic in part.topics:
            yield part_index, part, topic


def _default_role(part: Part) -> Role:
    """The role of a commitment that has no claim, by the part that it stands in."""
    return Role.GOAL if part.role is PartRole.GOALS else Role.TARGET
