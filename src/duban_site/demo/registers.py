"""Registers of the sample city: invented records, labelled so, that feed some of its targets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from duban.registers import Event, read_template_text
from duban.registers.generating import generate_histories
from duban_site.demo.record_histories import Story, build_air_history, build_histories
from duban_site.demo.sample import DEMO_ACTOR
from duban_site.demo.simulating import MONTHS
from duban_site.plans.models import Claim, Duty, Plan
from duban_site.registers.actions.bind_measures import MeasureSource, bind_measure
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.feed_claims import feed_claims
from duban_site.registers.models import Register
from duban_site.registers.queries.bindings import list_claim_rows
from duban_site.registers.seeding import seed_records
from duban_site.registers.working_days import working_days

IDLE_RECORDS_BY_TEMPLATE = {"hotline": 120, "investment": 50, "road": 50}
"""Template → how many records to create that feed no target."""
MAX_STEPS = 24
"""The longest history of such a record: enough that most hotline tickets reach their end."""
SCHOOL_VALUES = {"public_school": True, "stage_of_school": "幼儿园", "work": "新建"}
ACCEPTED_STAGES = ("accepted",)
STORIES = (
    Story("project/provincial", 0.80, values={"level": "省级"}),
    Story("reservoir/done", 0.62, ("usable",), {"dam": "三类坝", "lowered": True}),
    Story("places/kindergartens", 0.84, ("finished",), SCHOOL_VALUES),
    Story("village/running", 1.0, ("signing",)),
    Story("works/rural_roads", 0.79, ACCEPTED_STAGES, {"kind": "农村公路"}, ("quantity", "done")),
    Story("works/soil", 0.45, ACCEPTED_STAGES, {"kind": "水土流失治理"}, ("quantity", "done")),
    Story("works/estates", 0.86, ACCEPTED_STAGES, {"kind": "老旧小区改造"}, ("quantity", "done")),
    Story("works/lifts", 0.70, ACCEPTED_STAGES, {"kind": "加装电梯"}, ("quantity", "done")),
    Story("employment/employed", 0.83, ("final",), amount_fields=("employed",), date_fields=("month_end",)),
)
"""The measures that feed a target of the sample, with progress from well ahead to far behind."""
AIR_MEASURE = "air/good_days"


def create_registers(plan: Plan) -> int:
    """Create registers with the year's records, bound to their targets; returns how many records.

    The bound targets get no simulated figures: theirs come from the records, month by month.
    """
    claim_by_measure = _find_claims_by_measure(plan)
    first_day, last_day = dt.date(plan.year, 1, 2), dt.date(plan.year, MONTHS + 1, 30)
    histories_by_name = defaultdict[str, list[list[Event]]](list)
    for name, count in IDLE_RECORDS_BY_TEMPLATE.items():
        declaration = _ensure_register(name).declaration
        histories_by_name[name] += generate_histories(
            declaration, count, plan.year, first_day, last_day, working_days(), steps=MAX_STEPS
        )
    for story in STORIES:
        if (claim := claim_by_measure.get(story.measure)) is not None:
            name = story.measure.partition("/")[0]
            target, lead = int(claim.value or 0), _lead_body_name(claim)
            content = _ensure_register(name).declaration
            histories_by_name[name] += build_histories(content, story, target, plan.year, lead, working_days())
    if (claim := claim_by_measure.get(AIR_MEASURE)) is not None:
        histories_by_name["air"].append(
            build_air_history(_ensure_register("air").declaration, plan.year, _lead_body_name(claim), working_days())
        )
    count = sum(seed_records(_ensure_register(name), content) for name, content in histories_by_name.items())
    for measure, claim in claim_by_measure.items():
        name, _slash, measure_key = measure.partition("/")
        bind_measure(
            DEMO_ACTOR, claim, MeasureSource(_ensure_register(name), measure_key, reason="指标名称与统计口径一致")
        )
    return count


def feed_month(plan: Plan, month: int) -> None:
    """The month's figures of the bound targets, from the records."""
    month_end = dt.date(plan.year, month + 1, 1) - dt.timedelta(days=1)
    feed_claims(DEMO_ACTOR, plan, month_end, published_on=month_end)


def _ensure_register(name: str) -> Register:
    existing = Register.objects.filter(key=name).first()
    return existing or declare_register(DEMO_ACTOR, read_template_text(name), template=name, simulated=True)


def _find_claims_by_measure(plan: Plan) -> dict[str, Claim]:
    """Measure → the first target for which it is the top suggestion."""
    measures = {AIR_MEASURE, *(story.measure for story in STORIES)}
    for name in sorted({measure.partition("/")[0] for measure in measures}):
        _ensure_register(name)
    claim_by_measure = dict[str, Claim]()
    for row in list_claim_rows(plan):
        for suggestion in row.suggested[:1]:
            measure = f"{suggestion.register.key}/{suggestion.measure}"
            if measure in measures and row.claim.value is not None:
                claim_by_measure.setdefault(measure, row.claim)
    return claim_by_measure


def _lead_body_name(claim: Claim) -> str:
    responsibility = claim.commitment.responsibilities.filter(duty=Duty.LEAD).select_related("body").first()
    return "" if responsibility is None else responsibility.body.name
