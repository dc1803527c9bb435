"""Whether a road may be dug up: 城市道路管理条例 (State Council decree 198), article 33.

A road newly built, rebuilt or widened may not be dug up within five years of its delivery, one
overhauled within three years of its completion; the city government may allow it for a reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from duban.registers.days import add_months

YEARS_AFTER_BUILDING, YEARS_AFTER_OVERHAUL = 5, 3


@dataclass(frozen=True, slots=True)
class DiggingBan:
    """Whether digging is barred on the day, until which date (exclusive), and why."""

    barred: bool
    until: dt.date | None
    sentence: str


def check_dig(
    dig_date: dt.date,
    *,
    delivered: dt.date | None,
    overhauled: dt.date | None,
    approval_number: str = "",
    is_urgent: bool = False,
) -> DiggingBan:
    """The ban on digging on `dig_date`: the later of the two that are in force.

    `approval_number` is that of the city government's approval. An urgent repair (article 34) may
    begin at once; its permit must be requested within 24 hours.
    """
    past_and_present_bans = [
        (add_months(event_date, 12 * years), f"{event_label}于{event_date}，{years}年内不得挖掘")
        for event_date, years, event_label in (
            (delivered, YEARS_AFTER_BUILDING, "道路交付使用"),
            (overhauled, YEARS_AFTER_OVERHAUL, "大修竣工"),
        )
        if event_date is not None and event_date <= dig_date
    ]
    active_bans = [(until, reason) for until, reason in past_and_present_bans if dig_date < until]
    if not active_bans:
        return DiggingBan(False, None, "不在禁掘期内")
    until, reason = max(active_bans)
    if is_urgent:
        return DiggingBan(False, until, f"{reason}；紧急抢修可先行施工，24小时内补办手续")
    if approval_number.strip():
        return DiggingBan(False, until, f"{reason}；已有政府批准：{approval_number.strip()}")
    return DiggingBan(True, until, f"{reason}，{until}起方可申请；确需挖掘须报市政府批准")
