"""Whether a road may be dug up: 城市道路管理条例 (State Council decree 198), article 33.

A road newly built, rebuilt or widened may not be dug up within five years of its delivery, one
overhauled within three years of its completion; the city government may allow it for a reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from duban.registers.days import months_after

BUILT_YEARS, OVERHAULED_YEARS = 5, 3


@dataclass(frozen=True, slots=True)
class Ban:
    """Whether digging is barred on the day, until which date (exclusive), and why."""

    barred: bool
    until: dt.date | None
    sentence: str


def check_dig(
    on: dt.date,
    *,
    delivered: dt.date | None,
    overhauled: dt.date | None,
    special: str = "",
    urgent: bool = False,
) -> Ban:
    """The ban on digging on `dig_date`: the later of the two that are in force.

    `approval_number` is that of the city government's approval. An urgent repair (article 34) may
    begin at once; its permit must be requested within 24 hours.
    """
    bans = [
        (months_after(day, 12 * years), f"{what}于{day}，{years}年内不得挖掘")
        for day, years, what in (
            (delivered, BUILT_YEARS, "道路交付使用"),
            (overhauled, OVERHAULED_YEARS, "大修竣工"),
        )
        if day is not None and day <= on
    ]
    running = [(until, why) for until, why in bans if on < until]
    if not running:
        return Ban(False, None, "不在禁掘期内")
    until, why = max(running)
    if urgent:
        return Ban(False, until, f"{why}；紧急抢修可先行施工，24小时内补办手续")
    if special.strip():
        return Ban(False, until, f"{why}；已有政府批准：{special.strip()}")
    return Ban(True, until, f"{why}，{until}起方可申请；确需挖掘须报市政府批准")
