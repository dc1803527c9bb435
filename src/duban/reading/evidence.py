"""Gather what a claim was read from: the verb, time, basis, whole, stage and written digits."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duban.commitments import Evidence, Stage
from duban.quantities import Quantity
from duban.reading.bounds import after_bound

if TYPE_CHECKING:
    from duban.reading.claims import Draft

_AGO: Final = r"上年|去年|上月|年初|全[国省市]|20\d\d年|“?十[一二三四]五"
_AROUND: Final = re.compile(
    rf"(?P<basis>同比|环比|(?:比|较)(?:{_AGO})[^,;。\d]{{0,4}}?(?=[增减提下上多少高低扩回,]|$))"
    r"|(?P<time>(?:到|至|截至)?20\d\d年(?:底|末|初|上半年|下半年)?|截至[^,;。\d]{1,6}"
    r"|年[末底初]|全年|上半年|下半年|今年|去年|上年末)"
    r"|(?P<cumulative>累计)"
    r"|占(?P<whole>[^,;。\d占比]{2,20}?)(?:的|比重|比例|为|达|$)"
)
_BEGUN: Final = re.compile(r"新开工|开工|动工|启动|在建|续建")
_PART: Final = re.compile(
    r"主体(?:完工|竣工|封顶)|基本(?:建成|完成|完工)|部分(?:建成|完成|投用)|初步建成"
)
_COMPLETED: Final = re.compile(r"建成|竣工|投产|投用|通车|完工|完成|交付|启用|运营")
_STAGED: Final = re.compile(f"{_PART.pattern}|{_COMPLETED.pattern}|{_BEGUN.pattern}")
"""Any of the three, tried first: most clauses have none."""
_DIGITS: Final = re.compile(r"\d[\d,]*(?:\.(?P<after>\d+))?(?P<power>[十百千万亿]*)")
_POWERS: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_BOUND: Final = re.compile(
    r"(?:不低于|不少于|不小于|不亚于|至少|不弱于|不超过|不高于|不大于|不多于|不突破|突破|超过|超出|超|"
    r"高于|大于|逾|多于|低于|少于|小于|接近|将近|大约|约|近)$"
)
_NEAR: Final = 4
"""A bound stands within so many characters before its number."""
_BEHIND: Final = 12
"""A word for the stage is sought in so many characters behind the number."""


def evidence_of(text: str, canon: str, draft: Draft) -> Evidence:
    """What a draft was read from."""
    q, clause = draft.quantity, draft.clause
    found: dict[str, str] = {}
    for match in _AROUND.finditer(canon, clause.start, q.start):
        if match.lastgroup is not None:
            found[match.lastgroup] = match[match.lastgroup]
    verb = draft.verbs[-1] if draft.verbs else ""
    at = canon.rfind(verb, clause.start, q.start) if verb else -1
    whole = found.get("whole", "")
    if draft.whole and not whole:
        whole = "".join(canon[a:b] for a, b in draft.whole)
    return Evidence(
        clause=(clause.start, clause.end),
        figure=_figure(text, canon, clause.start, q),
        name=draft.indicator,
        verb=verb,
        acts_on=draft.indicator[-1] if draft.indicator and at >= 0 else None,
        time=found.get("time", ""),
        basis=found.get("basis", ""),
        whole=whole,
        stage=_stage(canon, clause.start, q.start, q.end, min(clause.end, q.end + _BEHIND)),
        cumulative="cumulative" in found,
        precision=precision(canon[q.start : q.unit_at]),
        pattern=draft.pattern,
    )


def _figure(text: str, canon: str, start: int, q: Quantity) -> str:
    """The number with the bounds that stand right before it and behind it."""
    before = _BOUND.search(canon, max(start, q.start - _NEAR), q.start)
    return text[before.start() if before else q.start : after_bound(canon, q.end)[1]]


def _stage(canon: str, start: int, number: int, end: int, stop: int) -> Stage | None:
    """The stage of the things that a number counts. 主体完工 (a part completed) is not 完工."""
    if not (_STAGED.search(canon, start, number) or _STAGED.search(canon, end, stop)):
        return None
    for stage, words in (
        (Stage.PART_COMPLETED, _PART),
        (Stage.COMPLETED, _COMPLETED),
        (Stage.BEGUN, _BEGUN),
    ):
        if words.search(canon, start, number) or words.search(canon, end, stop):
            return stage
    return None


def precision(written: str) -> Decimal | None:
    """What one unit in the last written digit is worth; None for a Chinese numeral."""
    last = None
    for last in _DIGITS.finditer(written):  # noqa: B007 - the last match is wanted
        pass
    if last is None:
        return None
    power = sum(_POWERS[c] for c in last["power"])
    return Decimal(1).scaleb(power - len(last["after"] or ""))
