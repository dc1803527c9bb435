"""Takes the targets of a plan and official documents: bulletins, monthly releases, budget reports.

Gives, for each target that a document answers, the figure as an observation: value, unit, period,
basis, version, quote, source, and whether it is sure. Never takes an announcement for progress,
and never compares a rate with a level.
"""

from duban.observation.model import PlanTarget, Proposal
from duban.observation.observe_document import observe
from duban.observation.plans import PlanError, list_plan_targets, read_plan

__all__ = ["PlanError", "PlanTarget", "Proposal", "list_plan_targets", "observe", "read_plan"]
