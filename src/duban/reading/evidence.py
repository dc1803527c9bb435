"""Gather what a claim was read from: the verb, time, basis, whole, stage and written digits."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from duban.commitments import Evidence, Stage
from duban.quantities import Quantity
from duban.reading.bounds import find_bound_after

if TYPE_CHECKING:
    from duban.reading.claim_drafts import ClaimDraft

_EARLIER_TIME: Final = r"上年|去年|上月|年初|全[国省市]|20\d\d年|“?十[一二三四]五"
_CLAUSE_ATTRIBUTES: Final = re.compile(
    rf"(?P<basis>同比|环比|(?:比|较)(?:{_EARLIER_TIME})[^,;。\d]{{0,4}}?(?=[增减提下上多少高低扩回,]|$))"
    r"|(?P<time>(?:到|至|截至)?20\d\d年(?:底|末|初|上半年|下半年)?|截至[^,;。\d]{1,6}"
    r"|年[末底初]|全年|上半年|下半年|今年|去年|上年末)"
    r"|(?P<cumulative>累计)"
    r"|占(?P<whole>[^,;。\d占比]{2,20}?)(?:的|比重|比例|为|达|$)"
)
_BEGUN_WORD: Final = re.compile(r"新开工|开工|动工|启动|在建|续建")
_PART_COMPLETED_WORD: Final = re.compile(
    r"主体(?:完工|竣工|封顶)|基本(?:建成|完成|完工)|部分(?:建成|完成|投用)|初步建成"
)
_COMPLETED_WORD: Final = re.compile(r"建成|竣工|投产|投用|通车|完工|完成|交付|启用|运营")
_STAGE_WORD: Final = re.compile(f"{_PART_COMPLETED_WORD.pattern}|{_COMPLETED_WORD.pattern}|{_BEGUN_WORD.pattern}")
"""Any of the three, tried first: most clauses have none."""
_DIGITS_WITH_POWER: Final = re.compile(r"\d[\d,]*(?:\.(?P<after>\d+))?(?P<power>[十百千万亿]*)")
_EXPONENT_BY_POWER: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_BOUND_ENDING: Final = re.compile(
    r"(?:不低于|不少于|不小于|不亚于|至少|不弱于|不超过|不高于|不大于|不多于|不突破|突破|超过|超出|超|"
    r"高于|大于|逾|多于|低于|少于|小于|接近|将近|大约|约|近)$"
)
_BOUND_REACH: Final = 4
"""A bound stands within so many characters before its number."""
_STAGE_REACH: Final = 12
"""A word for the stage is sought in so many characters behind the number."""


def gather_evidence(text: str, canonical_text: str, draft: ClaimDraft) -> Evidence:
    """What a draft was read from."""
    quantity, clause = draft.quantity, draft.clause
    words_by_attribute: dict[str, str] = {}
    for match in _CLAUSE_ATTRIBUTES.finditer(canonical_text, clause.start, quantity.start):
        if match.lastgroup is not None:
            words_by_attribute[match.lastgroup] = match[match.lastgroup]
    verb = draft.verbs[-1] if draft.verbs else ""
    verb_start = canonical_text.rfind(verb, clause.start, quantity.start) if verb else -1
    parent_words = words_by_attribute.get("whole", "")
    if draft.share_base and not parent_words:
        parent_words = "".join(canonical_text[start:end] for start, end in draft.share_base)
    return Evidence(
        clause=(clause.start, clause.end),
        figure=_find_figure(text, canonical_text, clause.start, quantity),
        name=draft.indicator,
        verb=verb,
        acts_on=draft.indicator[-1] if draft.indicator and verb_start >= 0 else None,
        time=words_by_attribute.get("time", ""),
        basis=words_by_attribute.get("basis", ""),
        whole=parent_words,
        stage=_find_stage(
            canonical_text, clause.start, quantity.start, quantity.end, min(clause.end, quantity.end + _STAGE_REACH)
        ),
        cumulative="cumulative" in words_by_attribute,
        precision=measure_precision(canonical_text[quantity.start : quantity.unit_at]),
        pattern=draft.pattern,
    )


def _find_figure(text: str, canonical_text: str, clause_start: int, quantity: Quantity) -> str:
    """The number with the bounds that stand right before it and behind it."""
    bound_before = _BOUND_ENDING.search(
        canonical_text, max(clause_start, quantity.start - _BOUND_REACH), quantity.start
    )
    return text[
        bound_before.start() if bound_before else quantity.start : find_bound_after(canonical_text, quantity.end)[1]
    ]


def _find_stage(canonical_text: str, clause_start: int, number_start: int, number_end: int, limit: int) -> Stage | None:
    """The stage of the things that a number counts. 主体完工 (a part completed) is not 完工."""
    if not (
        _STAGE_WORD.search(canonical_text, clause_start, number_start)
        or _STAGE_WORD.search(canonical_text, number_end, limit)
    ):
        return None
    for stage, pattern in (
        (Stage.PART_COMPLETED, _PART_COMPLETED_WORD),
        (Stage.COMPLETED, _COMPLETED_WORD),
        (Stage.BEGUN, _BEGUN_WORD),
    ):
        if pattern.search(canonical_text, clause_start, number_start) or pattern.search(
            canonical_text, number_end, limit
        ):
            return stage
    return None


@lru_cache(maxsize=4096)
def measure_precision(written: str) -> Decimal | None:
    """What one unit in the last written digit is worth; None for a Chinese numeral."""
    last_match = None
    for last_match in _DIGITS_WITH_POWER.finditer(written):  # noqa: B007 - the last match is wanted
        pass
    if last_match is None:
        return None
    power = sum(_EXPONENT_BY_POWER[character] for character in last_match["power"])
    return Decimal(1).scaleb(power - len(last_match["after"] or ""))
