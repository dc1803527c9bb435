"""What the tests of registers share: days, a small register, events told shortly."""

from __future__ import annotations

import datetime as dt
from typing import Any

from duban.registers import Created, Days, Declaration, Duty, Moved, Rights, load

DAYS = Days()
ZONE = dt.timezone(dt.timedelta(hours=8))
KEEPER = Rights("管理员甲", frozenset({Duty.KEEPER}))
NOBODY = Rights("路人乙")

#: 古树名木: what an office might invent.
TREES = """
id = "trees"
name = "古树名木"
english = "Old trees"
about = "逐株登记、养护。"
title = "species"
create = ["keeper"]
edit = ["keeper", "street"]
correct = ["keeper"]

[[fields]]
key = "species"
label = "树种"
english = "Species"
required = "found"

[[fields]]
key = "grade"
label = "等级"
english = "Grade"
type = "choice"
choices = ["一级", "二级", "三级"]
required = "listed"

[[fields]]
key = "age"
label = "树龄"
english = "Age"
type = "whole"
unit = "年"
min = 100
max = 5000

[[fields]]
key = "girth"
label = "胸围"
english = "Girth"
type = "decimal"
unit = "米"

[[fields]]
key = "warden"
label = "养护人"
english = "Warden"
type = "person"
personal = true

[[rows]]
key = "visits"
label = "巡查"
english = "Visits"
closes = true

[[rows.fields]]
key = "finding"
label = "情况"
english = "Finding"
required = "added"

[[stages]]
key = "found"
label = "待鉴定"
english = "Found"

[[stages]]
key = "listed"
label = "已挂牌"
english = "Listed"

[[stages]]
key = "dead"
label = "已死亡"
english = "Dead"
kind = "ended"
locked = true

[[moves]]
from = ["found"]
to = "listed"
label = "挂牌"
english = "List"
who = ["keeper"]
requires = ["age"]
documents = ["鉴定书"]

[[moves]]
from = ["found", "listed"]
to = "dead"
label = "注销"
english = "Strike off"
who = ["keeper"]
reason = true
when = "open('visits') == 0"
otherwise = "还有巡查没有办结"

[[clocks]]
key = "listing"
label = "鉴定"
english = "Listing"
starts = ["found"]
stops = ["listed"]
limit = 10
warn = 2
pausable = true
extension = { most = 5, times = 1, before = 1, ask = ["street"], approve = ["keeper"] }

[[measures]]
key = "listed"
label = "挂牌古树"
english = "Listed"
unit = "株"
where = "stage == 'listed'"
by = ["grade"]
feeds = [{ indicator = "古树" }]

[[measures]]
key = "girth"
label = "平均胸围"
english = "Mean girth"
unit = "米"
take = "average"
of = "girth"

[retention]
months = 12
after = ["dead"]
"""


def trees() -> Declaration:
    return load(TREES, "trees.toml")


def at(day: str, **fields: Any) -> dict[str, Any]:
    """What every event has, for a record `T1` on a day."""
    when = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), ZONE)
    return {"record": "T1", "at": when, "actor": "管理员甲", "serial": 1, **fields}


def created(day: str, **values: Any) -> Created:
    return Created(**at(day), values={"species": "滇朴", **values})


def moved(day: str, to: str, serial: int, **fields: Any) -> Moved:
    return Moved(**at(day, serial=serial), to=to, **fields)


def codes(refusals: tuple[Any, ...]) -> set[str]:
    return {refusal.api_code for refusal in refusals}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
