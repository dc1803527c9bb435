"""An invented city's report, built by hand: the service is tested without the reader."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from cast_of_people import Cast

from duban.commitments import (
    Claim,
    ClaimKind,
    Commitment,
    CommitmentType,
    Comparator,
    Part,
    PartRole,
    Report,
    Role,
    Strength,
    Topic,
)
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.actions.assign_commitments import Assignment, assign_all
from duban_site.plans.actions.decide_commitment import accept_part
from duban_site.plans.actions.import_report import ReportSource, import_report
from duban_site.plans.models import Plan

YEAR = 2031
TEXT = """青澜市政府工作报告
今年主要预期目标：地区生产总值增长5%左右。
一、把水治好
推进河湖清源。整治河道120公里，新建污水管网80公里；改造泵站12座。编制节水规划并组织实施。
二、让街市热闹
扩大消费。社会消费品零售总额增长6%以上。
"""


def _span(quote: str) -> dict[str, int]:
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote)}


def _claim(number: str, indicator: str, kind: ClaimKind, by: Comparator, value: str, unit: str, of: str) -> Claim:
    return Claim(
        **_span(number),
        number=number,
        quote=number,
        indicator=indicator,
        role=Role.TARGET,
        kind=kind,
        comparator=by,
        value=Decimal(value),
        unit=unit,
        strength=Strength.PLAN,
        commitment=of,
    )


def _commitment(id_: str, type_: CommitmentType, text: str, *claims: Claim) -> Commitment:
    return Commitment(id_, type_, text=text, claims=claims, **_span(text))


def _topic(number: int, text: str, *commitments: Commitment) -> Topic:
    return Topic(number, text[:6], **_span(text), commitments=commitments)


def report() -> Report:
    growth, volume = ClaimKind.GROWTH, ClaimKind.VOLUME
    eq, ge, approx = Comparator.EQ, Comparator.GE, Comparator.APPROX
    gdp = _claim("5%左右", "地区生产总值", growth, approx, "5", "%", "0.0.1")
    river = _claim("120公里", "整治河道", volume, eq, "120", "公里", "1.1.1")
    pipes = _claim("80公里", "污水管网", volume, eq, "80", "公里", "1.1.1")
    pumps = _claim("12座", "泵站", volume, eq, "12", "座", "1.1.2")
    retail = _claim("6%以上", "社会消费品零售总额", growth, ge, "6", "%", "2.1.1")
    first = "今年主要预期目标：地区生产总值增长5%左右。"
    water = "推进河湖清源。整治河道120公里，新建污水管网80公里；改造泵站12座。编制节水规划并组织实施。"
    shops = "扩大消费。社会消费品零售总额增长6%以上。"
    quantified, qualitative = CommitmentType.QUANTIFIED, CommitmentType.QUALITATIVE
    headline = _commitment("0.0.1", CommitmentType.HEADLINE, "地区生产总值增长5%左右", gdp)
    rivers = _commitment("1.1.1", quantified, "整治河道120公里，新建污水管网80公里", river, pipes)
    stations = _commitment("1.1.2", quantified, "改造泵站12座", pumps)
    saving = _commitment("1.1.3", qualitative, "编制节水规划并组织实施")
    market = _commitment("2.1.1", quantified, "社会消费品零售总额增长6%以上", retail)
    parts = (
        Part(None, "主要预期目标", PartRole.PLAN, **_span(first), topics=(_topic(0, first, headline),)),
        Part(1, "一、把水治好", PartRole.PLAN, **_span(water), topics=(_topic(1, water, rivers, stations, saving),)),
        Part(2, "二、让街市热闹", PartRole.PLAN, **_span(shops), topics=(_topic(1, shops, market),)),
    )
    return Report(TEXT, "青澜市政府工作报告", "青澜市", dt.date(YEAR, 1, 20), YEAR, parts)


def draft(cast: Cast) -> Plan:
    return import_report(cast.shen, report(), ReportSource("report.txt", "txt"))


def in_force(cast: Cast) -> Plan:
    plan = draft(cast)
    for part in plan.parts.all():
        accept_part(cast.shen, part)
    water = {"leads": [cast.water], "leader": cast.gao_leader, "reporter": cast.lu}
    assignments = [
        Assignment(c, **(water if c.number.startswith("1") else {"leads": [cast.commerce]}))
        for c in plan.commitments.all()
    ]
    assign_all(cast.shen, plan, assignments)
    return activate(cast.shen, plan)
