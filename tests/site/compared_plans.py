"""Plans in force of a nation, a province and a city, each asking for more than the one above."""

from __future__ import annotations

from cast_of_people import Cast

from compare_texts import nation, place
from duban.commitments import Report
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.actions.assign_commitments import Assignment, assign_all
from duban_site.plans.actions.decide_commitment import accept_part
from duban_site.plans.actions.import_report import ReportSource, import_report
from duban_site.plans.models import Plan

CHAIN = (
    nation(2031, "5.2", "5%左右"),
    place("云南省", 2031, "5.1", "5.5%以上"),
    place("昆明市", 2031, "5.4", "力争6.5%以上"),
    place("昆明市", 2032, "6.1", "6%左右"),
)


def chain(cast: Cast) -> list[Plan]:
    """All of them, in that order."""
    return [in_force(cast, *one) for one in CHAIN]


def in_force(cast: Cast, name: str, report: Report) -> Plan:
    """A report imported, everything accepted, led by the water bureau."""
    plan = import_report(cast.shen, report, ReportSource(f"{name}.txt", "txt"), city=name[:-4])
    for part in plan.parts.all():
        accept_part(cast.shen, part)
    own = [Assignment(c, leads=[cast.water]) for c in plan.commitments.all()]
    assign_all(cast.shen, plan, own)
    return activate(cast.shen, plan)
