"""Measures are suggested for claims by name and unit, and a year of records turns the lights."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import duban
from duban.assessment import Status, Target, assess
from duban.assessment.schedule import find_month_end
from duban.registers import Attached, Created, Moved, apply, compute_figure_at, list_template_names, load_template
from duban.registers.generating import ALL_RIGHTS
from duban.registers.measuring import Figure
from duban.registers.suggest_measures import build_observation, suggest_measures
from duban.series import Series
from registers import targets_page
from registers.keeping import DAYS, ZONE, day

REGISTERS = [load_template(name) for name in list_template_names()]


def _claims(sentence):
    text = f"云岭市人民政府工作报告\n二、2025年工作安排\n{sentence}"
    return list(duban.read(text, year=2025).claims())


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("引进亿元以上省外产业项目24个以上。", "investment/outside_large"),
        ("新增城市绿地30公顷。", "works/green"),
        ("新改建农村公路55公里。", "works/rural_roads"),
        ("新增高新技术企业40户。", "pilots/recognised"),
        ("城镇新增就业2.5万人。", "employment/employed"),
        ("每千人口托位数达4.2个。", "nursery/per_thousand"),
        ("实施12座水库除险加固。", "reservoir/done"),
    ],
)
def test_the_measure_that_counts_it_is_suggested_first(sentence, wanted):
    found = suggest_measures(_claims(sentence)[0], REGISTERS)
    assert f"{found[0].register}/{found[0].measure}" == wanted
    assert found[0].reasons


@pytest.mark.parametrize(
    "sentence", ["地区生产总值增长5%左右。", "实际利用外资增长6%。", "城市绿地增加40亿元投资。", "粮食产量100万吨。"]
)
def test_rates_and_other_units_are_not_suggested(sentence):
    assert [suggest_measures(claim, REGISTERS) for claim in _claims(sentence)] in ([], [()])


def test_a_unit_that_converts_says_by_how_much():
    claim = _claims("固定资产投资突破80亿元。")[0]
    found = suggest_measures(claim, REGISTERS)[0]
    assert (found.register, found.measure, found.conversion_factor) == ("project", "invested", "10000")


def test_a_figure_is_an_observation_at_month_end_only_and_in_the_claims_unit():
    figure = Figure("invested", day("2025-03-31"), "万元", 120, ("A",))
    seen = build_observation(figure, "project", "元")
    assert (seen.value, seen.unit, seen.source) == (1_200_000, "元", "project/invested")
    with pytest.raises(ValueError, match="不是月末"):
        build_observation(Figure("x", day("2025-03-30"), "个", 1, ()), "project", "个")
    assert build_observation(Figure("x", day("2025-03-31"), "%", None, ()), "project", "%") is None


class _Diary:
    """A record's events, each checked by the register's rules as it is written."""

    def __init__(self, register, name):
        self.declaration, self.name, self.events, self.record = (load_template(register), name, [], None)

    def write(self, when, make, **fields):
        at = dt.datetime.combine(when, dt.time(9), ZONE)
        serial = len(self.events) + 1
        event = make(record=self.name, serial=serial, at=at, actor="甲", **fields)
        self.record = apply(self.declaration, self.record, event, ALL_RIGHTS, DAYS)
        self.events.append(event)


def _project(n, signed):
    """One promoted project, from lead to contract."""
    diary = _Diary("investment", f"I{n:02d}")
    start = signed - dt.timedelta(days=40)
    lead = {"name": f"项目{n}", "source": "展会", "lead_body": "市投资促进局"}
    diary.write(start, Created, values=lead)
    talks = {"origin": "省外", "chain": "新材料", "grade": "A级", "category": "总部类"}
    talks |= {"investor": "某集团", "officer": "张某"}
    diary.write(start + dt.timedelta(days=10), Moved, to="negotiation", values=talks)
    diary.write(signed, Attached, kind="投资协议", name="协议.pdf")
    contract = {"county": "东城区", "agreed": 20_000 if n % 6 else 9_000, "signed_on": signed}
    diary.write(signed, Moved, to="signed", values=contract)
    return diary.events


def test_a_year_of_records_turns_the_targets_light_with_the_records_behind_it():
    claim = _claims("引进亿元以上省外产业项目20个以上。")[0]
    wired = suggest_measures(claim, REGISTERS)[0]
    register = load_template(wired.register)
    measure = register.measure(wired.measure)
    # Slow until June, then quick: 24 contracts, of which every sixth is too small to count.
    days = [dt.date(2025, month, 10) for month in (2, 3, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9)]
    days += [dt.date(2025, month, 20) for month in (9, 9, 9, 9, 10, 10, 10, 10, 10, 11, 12, 12)]
    stories = [_project(n, signed) for n, signed in enumerate(days, start=1)]
    hand = {"deadline": "2025-12-31", "role": "target"}
    target = Target.from_claim(claim, id="t", year=2025, **hand)
    seen, statuses = [], {}
    for month in range(1, 13):
        end = find_month_end(2025, month)
        figure = compute_figure_at(register, measure, stories, end, DAYS)
        assert figure.record_ids == tuple(
            f"I{n:02d}" for n, signed in enumerate(days, start=1) if n % 6 and signed <= end
        )
        seen.append(build_observation(figure, register.id, target.unit))
        series = Series.from_observations(target.indicator, target.unit, seen)
        statuses[month] = assess(target, series, as_of=end).status
    assert statuses[6] is Status.BEHIND
    assert statuses[12] is Status.COMPLETED
    assert {statuses[10], statuses[11]} <= {Status.ON_SCHEDULE, Status.AHEAD}
    assert seen[-1].value == 20


def test_at_least_thirty_counted_targets_can_be_fed_and_the_page_lists_them(reports_dir: Path):
    printed = targets_page.PAGE.read_text(encoding="utf-8")
    assert printed == targets_page.page(reports_dir)
    assert len(re.findall(r"^\| .* / `", printed, flags=re.M)) >= 30
