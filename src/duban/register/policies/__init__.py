"""政策匹配: which policies a company meets, and why.

takes conditions as data and profiles of enterprises; gives every hit, miss and gap in the data with
its reason, for one company or for all at once; never decides a payment.
"""

from duban.register.policies.columns import Columns, Matches, match
from duban.register.policies.conditions import Condition, ConditionError, Rule, parse_rule
from duban.register.policies.explaining import Outcome, Verdict, explain
from duban.register.policies.payouts import automatic_payouts
from duban.register.policies.policy import Policy, policy_of
from duban.register.policies.profile import Attribute, Kind, Profile, ProfileError, attributes

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
