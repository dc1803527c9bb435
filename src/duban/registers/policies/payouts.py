"""免申即享: what is paid without an application, as drafts of records of payouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duban.registers.policies.columns import Columns, Matches
from duban.registers.policies.explaining import explain
from duban.registers.policies.policy import AUTOMATIC
from duban.registers.values import Value


def automatic_payouts(
    matches: Iterable[Matches], columns: Columns, paid: frozenset[tuple[str, str]]
) -> Iterator[dict[str, Value]]:
    """Values for new records of `payout`: policy, company, conditions met, one a hit.

    Only of policies paid without application, and not again for the (policy, company) in `paid`.
    Nobody is paid by this: each is reviewed and approved as the register says.
    """
    for found in matches:
        if found.policy.way != AUTOMATIC:
            continue
        for profile in columns.of(found.hits):
            if (found.policy.id, profile.id) in paid:
                continue
            _, outcomes = explain(found.policy.rule, profile)
            yield {
                "policy": found.policy.id,
                "company": profile.name,
                "credit_code": profile.id,
                "county": str(profile.known.get("county") or ""),
                "way": AUTOMATIC,
                "hits": "\n".join(one.sentence for one in outcomes),
            }
