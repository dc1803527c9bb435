"""A report built by hand, so that writers are tested without the reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from duban.commitments import (
    Claim,
    ClaimKind,
    Commitment,
    CommitmentType,
    Comparator,
    Direction,
    Name,
    NameKind,
    Part,
    PartRole,
    Report,
    Role,
    Strength,
    Topic,
    Unread,
)

TEXT = """云湖市政府工作报告
过去一年，全市粮食产量达到32.5万吨。
今年主要预期目标：力争地区生产总值增长5%—5.5%。
一、守住青山绿水
单位能耗下降3%左右，=HYPERLINK("http://example.invalid")这类字样只当文字。
加快松子岭水库建设。
"""


def _at(quote: str) -> dict[str, int]:
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote)}


def _claim(number: str, quote: str, indicator: str, role: Role, kind: ClaimKind) -> Claim:
    return Claim(
        **_at(number),
        number=number,
        quote=quote,
        indicator=indicator,
        role=role,
        kind=kind,
        comparator=Comparator.EQ,
        value=Decimal(0),
        unit="%",
        strength=None if role is Role.RESULT else Strength.PLAN,
    )


def _commitment(number: str, kind: CommitmentType, text: str, *claims: Claim) -> Commitment:
    owned = tuple(replace(c, commitment=number) for c in claims)
    return Commitment(id=number, type=kind, **_at(text), text=text, claims=owned)


def build_small_report() -> Report:
    """The report; every span gives back its quote."""
    harvest = replace(
        _claim("32.5万吨", "粮食产量达到32.5万吨", "粮食产量", Role.RESULT, ClaimKind.LEVEL),
        value=Decimal("325000"),
        unit="吨",
    )
    growth = replace(
        _claim("5%—5.5%", "地区生产总值增长5%—5.5%", "地区生产总值", Role.TARGET, ClaimKind.GROWTH),
        comparator=Comparator.RANGE,
        value=Decimal(5),
        value_high=Decimal("5.5"),
        strength=Strength.STRIVE,
    )
    energy = replace(
        _claim("3%", "单位能耗下降3%左右", "单位能耗", Role.TARGET, ClaimKind.GROWTH),
        comparator=Comparator.APPROX,
        value=Decimal(3),
        direction=Direction.DOWN,
        period="2030",
    )
    headline = _commitment("0.1.1", CommitmentType.HEADLINE, "力争地区生产总值增长5%—5.5%。", growth)
    hills = TEXT.splitlines()[4]
    green = _commitment("1.1.1", CommitmentType.QUANTIFIED, hills, energy)
    dam = replace(
        _commitment("1.1.2", CommitmentType.PROJECT, "加快松子岭水库建设。"),
        names=(Name(**_at("松子岭水库"), text="松子岭水库", kind=NameKind.PROJECT),),
        verbs=("加快", "建设"),
    )
    return Report(
        text=TEXT,
        title="云湖市政府工作报告",
        jurisdiction="云湖市",
        date=dt.date(2026, 1, 15),
        year=2026,
        parts=_parts(harvest, headline, green, dam),
        unread=(Unread(0, 9, "标题"),),
    )


def _parts(harvest: Claim, *commitments: Commitment) -> tuple[Part, ...]:
    review, opening, heading = (TEXT.splitlines()[n] for n in (1, 2, 3))
    headline, green, dam = commitments
    return (
        Part(None, "", PartRole.REVIEW, **_at(review), topics=(Topic(1, "", **_at(review), results=(harvest,)),)),
        Part(
            None,
            "主要预期目标",
            PartRole.PLAN,
            **_at(opening),
            topics=(Topic(1, "", **_at(opening), commitments=(headline,)),),
        ),
        Part(
            1,
            "守住青山绿水",
            PartRole.PLAN,
            start=TEXT.index(heading),
            end=len(TEXT),
            topics=(Topic(1, "", start=green.start, end=dam.end, commitments=(green, dam)),),
        ),
    )
