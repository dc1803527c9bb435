"""政策匹配: which policies a company meets, and why.

Takes conditions as data and profiles of enterprises; gives every hit, miss and gap in the data with
its reason, for one company or for all at once; never decides a payment.
"""

from duban.registers.policies.columns import Columns, Matches, match
from duban.registers.policies.conditions import Condition, ConditionError, Rule, parse_rule
from duban.registers.policies.explaining import Outcome, Verdict, explain
from duban.registers.policies.payouts import automatic_payouts
from duban.registers.policies.policy import Policy, policy_of
from duban.registers.policies.profile import Attribute, Kind, Profile, ProfileError, attributes

__all__ = [
    "Attribute",
    "Columns",
    "Condition",
    "ConditionError",
    "Kind",
    "Matches",
    "Outcome",
    "Policy",
    "Profile",
    "ProfileError",
    "Rule",
    "Verdict",
    "attributes",
    "automatic_payouts",
    "explain",
    "match",
    "parse_rule",
    "policy_of",
]
