"""Registers of the sample city: invented records, labelled so, that feed some of its targets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from duban.registers import Event, template_text
from duban.registers.generating import histories
from duban_site.demo.sample import DEMO
from duban_site.demo.simulating import MONTHS
from duban_site.demo.stories import Story, air, told
from duban_site.plans.models import Claim, Duty, Plan
from duban_site.registers.actions.bind import Source, bind
from duban_site.registers.actions.declare import declare
from duban_site.registers.actions.feed import feed
from duban_site.registers.days import days
from duban_site.registers.models import Register
from duban_site.registers.queries.bindings import bindings_of
from duban_site.registers.seeding import seed_records

REGISTERS = {"hotline": 120, "investment": 50, "road": 50}
"""Template → how many records to create that feed no target."""
STEPS = 24
"""The longest history of such a record: enough that most hotline tickets reach their end."""
SCHOOL = {"public_school": True, "stage_of_school": "幼儿园", "work": "新建"}
ACCEPTED = ("accepted",)
STORIES = (
    Story("project/provincial", 0.80, values={"level": "省级"}),
    Story("reservoir/done", 0.62, ("usable",), {"dam": "三类坝", "lowered": True}),
    Story("places/kindergartens", 0.84, ("finished",), SCHOOL),
    Story("village/running", 1.0, ("signing",)),
    Story("works/rural_roads", 0.79, ACCEPTED, {"kind": "农村公路"}, ("quantity", "done")),
    Story("works/soil", 0.45, ACCEPTED, {"kind": "水土流失治理"}, ("quantity", "done")),
    Story("works/estates", 0.86, ACCEPTED, {"kind": "老旧小区改造"}, ("quantity", "done")),
    Story("works/lifts", 0.70, ACCEPTED, {"kind": "加装电梯"}, ("quantity", "done")),
    Story("employment/employed", 0.83, ("final",), amount=("employed",), dated=("month_end",)),
)
"""The measures that feed a target of the sample, with progress from well ahead to far behind."""
AIR = "air/good_days"


def registers(plan: Plan) -> int:
    """Create registers with the year's records, bound to their targets; returns how many records.

    The bound targets get no simulated figures: theirs come from the records, month by month.
    """
    fed = _fed(plan)
    start, end = dt.date(plan.year, 1, 2), dt.date(plan.year, MONTHS + 1, 30)
    made = defaultdict[str, list[list[Event]]](list)
    for name, count in REGISTERS.items():
        declaration = _register(name).declaration
        made[name] += histories(declaration, count, plan.year, start, end, days(), steps=STEPS)
    for story in STORIES:
        if (claim := fed.get(story.measure)) is not None:
            name = story.measure.partition("/")[0]
            target, lead = int(claim.value or 0), _lead(claim)
            own = _register(name).declaration
            made[name] += told(own, story, target, plan.year, lead, days())
    if (claim := fed.get(AIR)) is not None:
        made["air"].append(air(_register("air").declaration, plan.year, _lead(claim), days()))
    count = sum(seed_records(_register(name), own) for name, own in made.items())
    for measure, claim in fed.items():
        name, _slash, key = measure.partition("/")
        bind(DEMO, claim, Source(_register(name), key, reason="指标名称与统计口径一致"))
    return count


def feed_month(plan: Plan, month: int) -> None:
    """The month's figures of the bound targets, from the records."""
    end = dt.date(plan.year, month + 1, 1) - dt.timedelta(days=1)
    feed(DEMO, plan, end, day=end)


def _register(name: str) -> Register:
    held = Register.objects.filter(key=name).first()
    return held or declare(DEMO, template_text(name), template=name, simulated=True)


def _fed(plan: Plan) -> dict[str, Claim]:
    """Measure → the first target for which it is the top suggestion."""
    wanted = {AIR, *(story.measure for story in STORIES)}
    for name in sorted({measure.partition("/")[0] for measure in wanted}):
        _register(name)
    found = dict[str, Claim]()
    for row in bindings_of(plan):
        for one in row.suggested[:1]:
            measure = f"{one.register.key}/{one.measure}"
            if measure in wanted and row.claim.value is not None:
                found.setdefault(measure, row.claim)
    return found


def _lead(claim: Claim) -> str:
    lead = claim.commitment.responsibilities.filter(duty=Duty.LEAD).select_related("body").first()
    return "" if lead is None else lead.body.name
