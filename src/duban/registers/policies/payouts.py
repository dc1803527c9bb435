"""免申即享: drafts of payout records for policies that are paid without an application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duban.registers.policies.columns import Columns, Matches
from duban.registers.policies.explaining import explain
from duban.registers.policies.policy import AUTOMATIC
from duban.registers.values import Value


def automatic_payouts(
    matches: Iterable[Matches], columns: Columns, paid: frozenset[tuple[str, str]]
) -> Iterator[dict[str, Value]]:
    """Values of new records of the register `payout`, one for each hit.

    Only of policies paid without application, and not for the (policy, company) pairs in
    `existing_payouts`. This pays nothing: each record is reviewed and approved in its register.
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
