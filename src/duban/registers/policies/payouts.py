"""免申即享: drafts of payout records for policies that are paid without an application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duban.registers.policies.explaining import explain_rule
from duban.registers.policies.matching import PolicyMatches, ProfileColumns
from duban.registers.policies.policy import AUTOMATIC
from duban.registers.values import Value


def iterate_automatic_payouts(
    matches: Iterable[PolicyMatches], columns: ProfileColumns, existing_payouts: frozenset[tuple[str, str]]
) -> Iterator[dict[str, Value]]:
    """Values of new records of the register `payout`, one for each hit.

    Only of policies paid without application, and not for the (policy, company) pairs in
    `existing_payouts`. This pays nothing: each record is reviewed and approved in its register.
    """
    for policy_matches in matches:
        if policy_matches.policy.way != AUTOMATIC:
            continue
        for profile in columns.iterate_profiles(policy_matches.hits):
            if (policy_matches.policy.id, profile.id) in existing_payouts:
                continue
            _, outcomes = explain_rule(policy_matches.policy.rule, profile)
            yield {
                "policy": policy_matches.policy.id,
                "company": profile.name,
                "credit_code": profile.id,
                "county": str(profile.values.get("county") or ""),
                "way": AUTOMATIC,
                "hits": "\n".join(outcome.sentence for outcome in outcomes),
            }
