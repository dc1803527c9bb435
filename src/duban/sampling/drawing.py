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
NOT_KNOWN = "-"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A claim of the sample, its report, and the sentence that contains it."""

    claim: Row
    report: Row
    sentence: str

    @property
    def stratum(self) -> tuple[str, ...]:
        """The values of `STRATA`."""
        return stratum_of(self.claim, self.report)


def stratum_of(claim: Row, report: Row) -> tuple[str, ...]:
    """The stratum of a claim."""
    return tuple(str((report | claim).get(name) or NOT_KNOWN) for name in STRATA)  # type: ignore[operator]


def draw(
    claims: Iterable[Row],
    reports: Mapping[str, Row],
    sentences: Mapping[str, Sequence[Row]],
    count: int,
    *,
    seed: str = "1",
) -> list[Drawn]:
    """`count` claims, or all where there are fewer: the same for the same panel and seed.

    Each stratum gives claims in proportion to its size, at least a single one. Within a stratum the
    order is that of a hash of the seed and the claim's id, so that nobody can influence the choice.
    `sentences` are the rows of the sentence table by report, in the order of the text.
    """
    strata: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for claim in claims:
        if claim["value"] is not None:
            strata[stratum_of(claim, reports[claim["report_id"]])].append(claim)
    for rows in strata.values():
        rows.sort(key=lambda claim: _order(seed, claim["claim_id"]))
    shares = _shares({key: len(rows) for key, rows in strata.items()}, count)
    return [
        Drawn(claim, reports[claim["report_id"]], _sentence(claim, sentences))
        for key in sorted(strata)
        for claim in strata[key][: shares[key]]
    ]


def _order(seed: str, claim_id: str) -> str:
    return hashlib.sha256(f"{seed}\0{claim_id}".encode()).hexdigest()


def _shares(sizes: Mapping[tuple[str, ...], int], count: int) -> dict[tuple[str, ...], int]:
    """How many claims each stratum gives: by size, at least 1; largest remainders first."""
    total = sum(sizes.values())
    if count >= total:
        return dict(sizes)
    shares = {key: min(size, max(1, count * size // total)) for key, size in sizes.items()}
    by_need = sorted(sizes, key=lambda key: (shares[key] * total - count * sizes[key], key))
    while (rest := count - sum(shares.values())) > 0:
        open_strata = [key for key in by_need if shares[key] < sizes[key]]
        for key in open_strata[:rest]:
            shares[key] += 1
    return shares


def _sentence(claim: Row, sentences: Mapping[str, Sequence[Row]]) -> str:
    for row in sentences.get(claim["report_id"], ()):
        if row["start"] <= claim["start"] < row["end"]:
            return row["sentence_text"] or ""
    return ""
