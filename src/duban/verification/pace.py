"""Targets that compare with something (高于全国平均水平): met where the review says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.commitments import Report
from duban.indicators import names
from duban.verification import wording
from duban.verification.model import Judgement, Target, Verdict

_THAN = re.compile(
    r"^(?:高于|快于)(?P<than>[一-鿿]{2,10}?)的?(?:平均)?(?:增速|增长速度|增幅|增长|水平)*$"
)
_PACE = re.compile(r"的?(?:增长速度|增速|增幅|增长)$")
_SAYS = re.compile(r"(?:同比|比上年|实际|名义)*(?:增长|增速|增幅|达到?|为|高于|快于|[\d]).*$")
_OTHER_TIME = re.compile(r"年均|五年|累计|季度|上半年|[\d一二三四五六七八九十]月|连续|要|力争|今年")


def verdict(target: Target, this: Report) -> Verdict | None:
    """Met where a clause of the review says 高于 the same thing of the same indicator, or None."""
    asked = _THAN.match(target.number)
    if asked is None:
        return None
    than = re.escape(asked["than"])
    said = re.compile(rf"(?:高于|快于){than}(?:的?(?:平均|增|水平)|约?\d|[，。；]|$)")
    wanted = names.key(_PACE.sub("", target.indicator))
    for start, end, before in _with_the_one_before(this):
        clause = this.text[start:end]
        found = said.search(clause)
        if found is None or _OTHER_TIME.search(before + clause):
            continue
        own = clause[: found.start()].strip()
        if names.key(_SAYS.sub("", own or before).strip(" 　—")) == wanted:
            result = wording.said(clause, start, end)
            total = f"目标“{target.number}”，报告说“{result.quote}”：文字相符"
            return Verdict(target, Judgement.MET, result, total)
    return None


def _with_the_one_before(this: Report) -> Iterator[tuple[int, int, str]]:
    """The clauses of the review, each with the one before it in the same sentence."""
    last = (0, 0)
    for start, end in wording.review_clauses(this):
        joined = this.text[last[1] : start].strip() in ("，", ",")
        yield start, end, this.text[last[0] : last[1]] if joined else ""
        last = (start, end)
