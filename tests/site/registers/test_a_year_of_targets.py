"""A real plan's counted targets, fed by records that people drive through their stages all year."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import Cast
from django.test import Client
from registers.clerks import Clerks

from duban.assessment import Rules
from duban.registers import list_template_names, read_template_text
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.actions.assign_commitments import Assignment, assign_all
from duban_site.plans.actions.decide_commitment import accept_part
from duban_site.plans.import_file import import_file
from duban_site.plans.models import Plan
from duban_site.registers.actions.bind_measures import bind_measure
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.feed_claims import feed_claims
from duban_site.registers.models import Binding, Fed, Register, RegisterRecord
from duban_site.registers.queries.bindings import list_claim_rows
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.models import Assessment

pytestmark = pytest.mark.django_db
YEAR, QUARTERS = 2025, (3, 6, 9, 12)
JANUARY = dt.date(YEAR, 1, 3)
PACES = {"steady": (0.27, 0.54, 0.80, 1.0), "late": (0.0, 0.1, 0.4, 1.0), "short": (0.25, 0.3, 0.4, 0.6)}
"""Share of the target reached by each quarter's end."""
MOST, MOST_DRIVEN = 150, 30
"""Records that one target may need here, and those among them that go through stages: minutes, not
hours. The others (948 leading companies, 600 high-tech ones) would only be more of the same."""


@dataclass(frozen=True)
class Story:
    """How a measure's records come about: one by one or in amounts, up to which stage."""

    to: str = ""
    """Stages to pass through, by spaces; between them the shortest way."""
    values: Mapping[str, Any] = field(default_factory=dict)
    dated: tuple[str, ...] = ()
    """Fields that take the day on which the stage is reached."""
    amount: tuple[str, ...] = ()
    """Fields that take the quarter's amount; without any, records are counted one by one."""
    stands: bool = False
    """The amount is what stands at the quarter's end, not what was added."""
    group: str = ""
    """The field that takes the binding's group."""


def _works(kind: str) -> Story:
    return Story("accepted", {"kind": kind}, amount=("quantity", "done"))


def _monthly(*amount: str, stands: bool = False) -> Story:
    return Story(dated=("month_end",), amount=amount, stands=stands)


SCHOOL = {"public_school": True, "work": "新建"}
STORIES = {
    "project/provincial": Story(values={"level": "省级"}),
    "pilots/recognised": Story("recognised", group="kind"),
    "investment/planned": Story(values={"planned": True, "key_industry": True}),
    "investment/high_tech": Story("signed", {"investor_kind": "专精特新企业", "agreed": 900}, dated=("signed_on",)),
    "village/running": Story("signing"),
    "housing/projects": Story("started", {"source": "新建"}),
    "places/kindergartens": Story("finished", SCHOOL | {"stage_of_school": "幼儿园"}),
    "places/compulsory": Story("finished used", SCHOOL | {"stage_of_school": "义务教育"}, amount=("places",)),
    "places/high_school": Story(
        "finished used", SCHOOL | {"stage_of_school": "普通高中", "first_grade": True}, amount=("places",)
    ),
    "reservoir/done": Story("usable", {"dam": "三类坝", "lowered": True}),
    "works/renewal": _works("技改和技术创新"),
    "works/retention": _works("拦截滞蓄工程"),
    "works/lamps": _works("城市照明节能改造"),
    "works/green": _works("城市绿地"),
    "works/rural_roads": _works("农村公路"),
    "works/public_toilets": _works("农村卫生公厕"),
    "works/house_toilets": _works("农村卫生户厕"),
    "works/soil": _works("水土流失治理"),
    "works/forest": _works("林草生态保护修复"),
    "works/solar": _works("光伏发电"),
    "works/sports": _works("体育服务综合体"),
    "employment/posts": _monthly("posts"),
    "employment/employed": _monthly("employed"),
    "employment/pension": _monthly("pension", stands=True),
    "employment/unemployment": _monthly("unemployment", stands=True),
    "employment/injury": _monthly("injury", stands=True),
    "employment/medical": _monthly("medical", stands=True),
    "relapse/transferred": _monthly("transferred"),
    "activities/people": Story("held", {}, ("held_on",), ("people",), group="kind"),
}


@dataclass
class Target:
    """A bound claim, its story and pace; what was entered for it so far."""

    binding: Binding
    story: Story
    pace: str
    total: Decimal
    waiting: list[RegisterRecord] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    reached: Decimal = Decimal(0)
    lights: list[tuple[str, str]] = field(default_factory=list)
    added: int = 0
    """What the quarter's report says."""

    @property
    def values(self) -> dict[str, Any]:
        group = {self.story.group: self.binding.group} if self.story.group else {}
        return {**self.story.values, **group}

    def due(self, quarter: int) -> Decimal:
        """What stands reached at a quarter's end: whole, and the target itself at last."""
        share = Decimal(str(PACES[self.pace][quarter]))
        if self.story.stands:
            share = Decimal("0.9") + share / 10
        return Decimal(math.ceil(self.total * share))


def _targets(cast: Cast, plan: Plan, reports: Path) -> list[Target]:
    """The likeliest suggestion confirmed for each counted target whose story is told above."""
    from registers.targets_page import counted

    spans = {(row["start"], row["end"]) for row in counted(reports)}
    rows = [r for r in list_claim_rows(plan) if r.suggested and (r.claim.start, r.claim.end) in spans]
    found = list[Target]()
    for row in rows:
        source, value = row.suggested[0], row.claim.value or Decimal(0)
        story = STORIES.get(f"{source.register.key}/{source.measure}")
        if story is None or not (story.amount or value <= (MOST_DRIVEN if story.to else MOST)):
            continue
        target = Target(bind_measure(cast.shen, row.claim, source), story, "steady", value)
        if row.claim.strength != "strive" and not story.stands:
            target.pace = ("steady", "late", "steady", "short")[len(found) % 4]
        found.append(target)
    return found


def _enter(clerks: Clerks, targets: list[Target], quarter: int) -> None:
    """What happens to the targets' records in a quarter."""
    end = _end(QUARTERS[quarter])
    monthly: dict[Register, list[Target]] = defaultdict(list)
    for target in targets:
        if not target.story.amount:
            _one_by_one(clerks, target, quarter, end - dt.timedelta(days=9))
        elif target.story.to:
            _an_amount(clerks, target, quarter, end - dt.timedelta(days=9))
        else:
            monthly[target.binding.register].append(target)
        due = target.due(quarter)
        target.added = int(due if target.story.stands else due - target.reached)
        target.reached = due
    for register, own in monthly.items():
        values = {key: target.added for target in own for key in target.story.amount}
        report = clerks.begin(register, end, values | {"month_end": end})
        for target in own:
            target.counted = [*([] if target.story.stands else target.counted), report.number]


def _one_by_one(clerks: Clerks, target: Target, quarter: int, day: dt.date) -> None:
    story, register = target.story, target.binding.register
    for _ in range(int(target.due(quarter) - target.reached)):
        record = target.waiting.pop() if story.to else clerks.begin(register, day, target.values)
        dated = dict.fromkeys(story.dated, day)
        clerks.bring(record, story.to.split(), day, target.values | dated)
        target.counted.append(record.number)


def _an_amount(clerks: Clerks, target: Target, quarter: int, day: dt.date) -> None:
    story, more = target.story, target.due(quarter) - target.reached
    if more:
        own = target.values | dict.fromkeys(story.amount, int(more))
        own |= dict.fromkeys(story.dated, day)
        record = clerks.begin(target.binding.register, day, own)
        clerks.bring(record, story.to.split(), day, own)
        target.counted.append(record.number)


def _end(month: int) -> dt.date:
    return (dt.date(YEAR, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


@pytest.fixture
def kunming(cast: Cast, reports_dir: Path) -> Plan:
    file = reports_dir / "kunming-2025.txt"
    plan = import_file(cast.shen, file.name, file.read_bytes())
    for part in plan.parts.all():
        accept_part(cast.shen, part)
    assign_all(cast.shen, plan, [Assignment(c, [cast.water]) for c in plan.commitments.all()])
    return activate(cast.shen, plan)


def test_records_driven_all_year_turn_the_lights_of_the_targets_they_feed(
    kunming: Plan, cast: Cast, reports_dir: Path, signed_in: Any
) -> None:
    for name in list_template_names():
        declare_register(cast.shen, read_template_text(name))
    clerks, targets = Clerks(cast), _targets(cast, kunming, reports_dir)
    assert len(targets) >= 40
    _begin(clerks, targets)
    for quarter, month in enumerate(QUARTERS):
        _enter(clerks, targets, quarter)
        end = _end(month)
        feed_claims(cast.shen, kunming, end, published_on=end)
        assess_plan(cast.shen, kunming, end)
        for target in targets:
            _figure_is_what_was_entered(target, end)
            target.lights.append(_light(target, end))
    assert {"lu", "wei", "shen", "county"} <= clerks.worked
    # A small count that lacks one thing is 基本达到 and not behind (amounts.small_count).
    small = [t for t in targets if t.total <= Rules.load("default").small_count]
    large = [t for t in targets if t not in small]
    lights = {pace: [t.lights for t in targets if t.pace == pace] for pace in PACES}
    late = [t.lights for t in large if t.pace == "late"]
    assert len(late) >= 4
    assert all(len(found) >= 8 for found in lights.values())
    assert all(found[-1] == ("overdue", "red") for found in lights["short"])
    assert all(found[1] == ("behind", "red") for found in late)
    assert all(found[-1] == ("completed", "yellow") for found in late)
    assert all(found[-1][0] == "completed" for found in lights["late"])
    assert all(found[-1][0] == "completed" for found in lights["steady"])
    always = [found for found in lights["steady"] if {light for _status, light in found} == {"green"}]
    assert len(always) >= 15
    _page_lists_what_was_counted(targets[0], signed_in(cast.shen))


def _begin(clerks: Clerks, targets: list[Target]) -> None:
    """What will go through stages one by one is entered in January."""
    for target in targets:
        if target.story.to and not target.story.amount:
            register, count = target.binding.register, int(target.total)
            target.waiting = [clerks.begin(register, JANUARY, target.values) for _ in range(count)]


def _light(target: Target, end: dt.date) -> tuple[str, str]:
    rows = Assessment.objects.filter(claim=target.binding.claim, as_of=end)
    found = rows.order_by("slot").last()
    assert found is not None
    assert found.value == target.reached
    return found.status, found.light


def _page_lists_what_was_counted(target: Target, browser: Client) -> None:
    fed = Fed.objects.get(figure__claim=target.binding.claim, figure__end=_end(12))
    assert fed.figure.source == "台账“重大项目”：省级重点项目数"
    at = f"/registers/readings/{fed.reading_id}/"
    page = "".join(browser.get(f"{at}?page={n}").content.decode() for n in (1, 2, 3))
    assert len(target.counted) == 150
    assert all(f"{number} ·" in page for number in target.counted)


def _figure_is_what_was_entered(target: Target, end: dt.date) -> None:
    fed = Fed.objects.select_related("figure", "reading").get(figure__claim=target.binding.claim, figure__end=end)
    assert fed.figure.value == target.reached, target.binding
    behind = [name for page in fed.reading.pages.all() for name in page.ids]
    assert sorted(behind) == sorted(target.counted), target.binding
