"""政策匹配: which policies a company meets, and why.

Takes conditions as data and profiles of enterprises; gives every hit, miss and gap in the data with
its reason, for one company or for all at once; never decides a payment.
"""

from duban.registers.policies.conditions import Condition, ConditionError, Rule, parse_rule
from duban.registers.policies.explaining import Outcome, Verdict, explain_rule
from duban.registers.policies.matching import PolicyMatches, ProfileColumns, match_policies
from duban.registers.policies.payouts import iterate_automatic_payouts
from duban.registers.policies.policy import Policy, read_policy
from duban.registers.policies.profile import Attribute, Kind, Profile, ProfileError, load_attributes

__all__ = [
    "Attribute",
    "Condition",
    "ConditionError",
    "Kind",
    "Outcome",
    "Policy",
    "PolicyMatches",
    "Profile",
    "ProfileColumns",
    "ProfileError",
    "Rule",
    "Verdict",
    "explain_rule",
    "iterate_automatic_payouts",
    "load_attributes",
    "match_policies",
    "parse_rule",
    "read_policy",
]
