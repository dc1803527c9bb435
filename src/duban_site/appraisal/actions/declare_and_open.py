"""Declare rules, open an appraisal, add events that add or deduct points."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.appraisal import AppraisalRules, RulesError
from duban_site.appraisal.facts import list_closed_snapshots
from duban_site.appraisal.models import Appraisal, AppraisalEvent, Scheme
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.core.notices import render_error
from duban_site.people.models import Body
from duban_site.plans.models import Plan


@transaction.atomic
def declare_scheme(actor: Actor, text: str) -> Scheme:
    """Store rules. Raises Refused with every fault in them."""
    policy.require(actor, "appraisal.make")
    try:
        rules = AppraisalRules.load(text)
    except RulesError as error:
        raise Refused(_("办法有误：%(faults)s") % {"faults": render_error(error)}) from error
    scheme = Scheme.objects.create(name=rules.name[:120], text=text, made_at=utc_now(), made_by=as_person(actor))
    log_event(actor, "appraisal.declare", scheme, name=scheme.name)
    return scheme


@transaction.atomic
def open_appraisal(actor: Actor, plan: Plan, scheme: Scheme) -> Appraisal:
    """Create a draft appraisal. Raises Refused where the plan has no closed month."""
    policy.require(actor, "appraisal.make")
    if not list_closed_snapshots(plan):
        raise Refused(_("还没有封存的月份，没有可以考核的。"))
    appraisal = Appraisal.objects.create(plan=plan, scheme=scheme, made_at=utc_now(), made_by=as_person(actor))
    log_event(actor, "appraisal.open", appraisal, plan=plan.pk, scheme=scheme.pk)
    return appraisal


@transaction.atomic
def add_event(
    actor: Actor, appraisal: Appraisal, body: Body, kind: str, document: str, group: str = ""
) -> AppraisalEvent:
    """Add an event that adds or deducts points.

    Raises Refused where the rules have no such kind, or require a document that is not named.
    """
    policy.require(actor, "appraisal.make")
    locked_appraisal = Appraisal.objects.select_for_update(of=("self",)).get(pk=appraisal.pk)
    if locked_appraisal.frozen_at is not None:
        raise Refused(_("考核已经冻结，不能再改。"))
    rule = AppraisalRules.load(locked_appraisal.scheme.text).events.get(kind)
    if rule is None:
        raise Refused(_("办法里没有这种加减分。"))
    if rule.document and not document.strip():
        raise Refused(_("请写明依据的文件：没有文件不加不减。"))
    event = AppraisalEvent.objects.create(
        appraisal=locked_appraisal,
        body=body,
        kind=kind,
        document=document.strip()[:200],
        group=group.strip()[:80],
        added_at=utc_now(),
        added_by=as_person(actor),
    )
    log_event(actor, "appraisal.event", locked_appraisal, body=body.pk, kind=kind, document=event.document)
    return event
