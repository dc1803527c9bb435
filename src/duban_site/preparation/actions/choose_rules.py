"""Choose the rules by which a plan is assessed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from duban.assessment.rules import RulesError
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.core.notices import render_error
from duban_site.plans.models import Plan, Status
from duban_site.plans.rules import build_rules
from duban_site.reporting.automatic_assessment import enqueue_assessment


@transaction.atomic
def choose_rules(actor: Actor, plan: Plan, name: str, thresholds: Mapping[str, str]) -> Plan:
    """Assess the plan by a shipped set of rules, with `thresholds` (`section.key` → text) of its own.

    Months that are closed keep what was found for them. Raises Refused for rules that cannot be
    used, and for a plan that has ended.
    """
    policy.require(actor, "plans.choose_rules", plan)
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status == Status.CLOSED:
        raise Refused(_("计划已结束，评价规则不能再改。"))
    try:
        build_rules(name, thresholds)
    except RulesError as error:
        raise Refused(render_error(error)) from error
    if (locked_plan.rules, locked_plan.thresholds) == (name, dict(thresholds)):
        return locked_plan
    before = {"rules": locked_plan.rules, "thresholds": locked_plan.thresholds}
    locked_plan.rules, locked_plan.thresholds = name, dict(thresholds)
    locked_plan.save(update_fields=["rules", "thresholds"])
    log_event(actor, "plans.choose_rules", locked_plan, rules=name, thresholds=dict(thresholds), before=before)
    enqueue_assessment(locked_plan)
    return locked_plan
