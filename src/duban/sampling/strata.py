"""A stratified sample of claims: by kind of document, level of government and role."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
STRATA = ("document_kind", "region_level", "role")
"""The columns of the claim and of its report that define a stratum."""
UNKNOWN_VALUE = "-"


@dataclass(frozen=True, slots=True)
class SampledClaim:
    """A claim of the sample, its report, and the sentence that contains it."""

    claim: Row
    report: Row
    sentence: str

    @property
    def stratum(self) -> tuple[str, ...]:
        """The values of `STRATA`."""
        return build_stratum(self.claim, self.report)


def build_stratum(claim: Row, report: Row) -> tuple[str, ...]:
    """The stratum of a claim."""
    return tuple(str((report | claim).get(name) or UNKNOWN_VALUE) for name in STRATA)  # type: ignore[operator]


def draw_sample(
    claims: Iterable[Row],
    reports: Mapping[str, Row],
    sentences: Mapping[str, Sequence[Row]],
    count: int,
    *,
    seed: str = "1",
) -> list[SampledClaim]:
    """`count` claims, or all where there are fewer: the same for the same panel and seed.

    Each stratum gives claims in proportion to its size, at least a single one. Within a stratum the
    order is that of a hash of the seed and the claim's id, so that nobody can influence the choice.
    `sentences` are the rows of the sentence table by report, in the order of the text.
    """
    claims_by_stratum: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for claim in claims:
        if claim["value"] is not None:
            claims_by_stratum[build_stratum(claim, reports[claim["report_id"]])].append(claim)
    for stratum_claims in claims_by_stratum.values():
        stratum_claims.sort(key=lambda claim: _compute_sort_key(seed, claim["claim_id"]))
    count_by_stratum = _allocate_counts(
        {stratum: len(stratum_claims) for stratum, stratum_claims in claims_by_stratum.items()}, count
    )
    return [
        SampledClaim(claim, reports[claim["report_id"]], _find_sentence(claim, sentences))
        for stratum in sorted(claims_by_stratum)
        for claim in claims_by_stratum[stratum][: count_by_stratum[stratum]]
    ]


def _compute_sort_key(seed: str, claim_id: str) -> str:
    return hashlib.sha256(f"{seed}\0{claim_id}".encode()).hexdigest()


def _allocate_counts(size_by_stratum: Mapping[tuple[str, ...], int], count: int) -> dict[tuple[str, ...], int]:
    """How many claims each stratum gives: by size, at least 1; largest remainders first."""
    total = sum(size_by_stratum.values())
    if count >= total:
        return dict(size_by_stratum)
    count_by_stratum = {stratum: min(size, max(1, count * size // total)) for stratum, size in size_by_stratum.items()}
    strata_by_need = sorted(
        size_by_stratum,
        key=lambda stratum: (count_by_stratum[stratum] * total - count * size_by_stratum[stratum], stratum),
    )
    while (remaining_count := count - sum(count_by_stratum.values())) > 0:
        open_strata = [stratum for stratum in strata_by_need if count_by_stratum[stratum] < size_by_stratum[stratum]]
        for stratum in open_strata[:remaining_count]:
            count_by_stratum[stratum] += 1
    return count_by_stratum


def _find_sentence(claim: Row, sentences: Mapping[str, Sequence[Row]]) -> str:
    for row in sentences.get(claim["report_id"], ()):
        if row["start"] <= claim["start"] < row["end"]:
            return row["sentence_text"] or ""
    return ""
