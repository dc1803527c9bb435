"""The plan, its commitments, and who answers for them."""

from duban_site.plans.models.change import TargetChange
from duban_site.plans.models.claim import Claim
from duban_site.plans.models.commitment import Commitment, State
from duban_site.plans.models.plan import Part, Plan, Status, Topic
from duban_site.plans.models.responsibility import Duty, Responsibility

__all__ = ["Claim", "Commitment", "Duty", "Part", "Plan", "Responsibility", "State", "Status", "TargetChange", "Topic"]
