"""target-conflict: one target stated twice with different values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from duban.commitments import Claim, ClaimKind, Role
from duban.lint.rule import Hit, Rule
from duban.lint.view import View
from duban.lint.words import headline, same_thing
from duban.text import canonical

_PLAIN = re.compile(
    r"年内|(?:到)?年底前?|确保|力争|争取|努力|必须|保证|坚决|实现|达到|达|突破|超过|全年|今年|年度|全[市省区县州]|[我本][市省区县州]|增长|"
    r"增速|增幅|提高|提升|下降|降低|降|增加|控制在|稳定在|保持在|保持|力求|预期|目标|是|为|在|到|至|不低于|不少于|不超过|左右|"
    r"以上|以内|基本|同比|完成|[:、,“”() ]"
)
_AMOUNT: Final = frozenset({ClaimKind.LEVEL, ClaimKind.VOLUME})
_LIST = re.compile(r"[、:]")
_SENTENCE = re.compile(r"[。;!?\n]")
_TIME = re.compile(r"年|^[比占即平]|^(?:其中|每)")
"""A time or a comparison that was read as a name."""
_LONG = 4
"""A shorter name (项目, 投资额) says too little to be sure that it is the same thing twice."""


def _find(view: View) -> Iterator[Hit]:
    stated: dict[tuple[str, ...], list[Claim]] = {}
    for claim in view.promises:
        key = _key(view, claim)
        if key is not None:
            stated.setdefault(key, []).append(claim)
    for claims in stated.values():
        # Three values and more are a list whose members the key does not tell apart.
        if len({_value(c) for c in claims}) == 2:
            first = claims[0]
            yield from (_hit(view, first, c) for c in claims[1:] if _apart(view, first, c))


def _value(claim: Claim) -> tuple[Decimal | None, Decimal | None]:
    return claim.value, claim.value_high


def _key(view: View, claim: Claim) -> tuple[str, ...] | None:
    """What must be the same for two claims to be the same target; None when nobody can tell."""
    if claim.value is None or claim.kind is ClaimKind.RELATIVE:
        return None
    if claim.role is Role.GOAL and claim.period is None:
        return None
    begin, end = view.clause(claim.start, claim.end)
    name = canonical(claim.indicator)
    if headline(claim.indicator) is None and not _telling(name, view.text[begin:end]):
        return None
    kind = "amount" if claim.kind in _AMOUNT else claim.kind.value
    rest = _rest(view.text[begin : claim.start], name)
    period = claim.period or str(view.report.year)
    return (same_thing(claim.indicator), kind, claim.direction.value, claim.unit, period, rest)


def _telling(name: str, clause: str) -> bool:
    """Whether the name, as it stands in the text, is specific enough to identify the thing."""
    return len(name) >= _LONG and name in clause and _TIME.search(name) is None


def _rest(lead: str, name: str) -> str:
    """What a clause says beside indicator and bound (其中, 新开工, 各县), to be compared too."""
    name = name if name in lead else same_thing(name)
    return _PLAIN.sub("", _LIST.split(lead.replace(name, ""))[-1])


def _apart(view: View, one: Claim, other: Claim) -> bool:
    """Two values in two sentences; within one they are parts of a list, or 确保 and 力争."""
    if _value(one) == _value(other):
        return False
    return _SENTENCE.search(view.text, one.end, other.start) is not None


def _hit(view: View, one: Claim, other: Claim) -> Hit:
    line = view.text.count("\n", 0, one.start) + 1
    return Hit(
        *view.clause(other.start, other.end),
        (
            f"“{other.indicator}”前后不一：第{line}行是{one.number}，这里是{other.number}",
            f"stated twice: {one.number} on line {line}, {other.number} here",
        ),
        (
            "只保留一个数，两处写成一样；口径不同的，各自写明口径",
            "keep one figure in both places, or say how the two are measured differently",
        ),
    )


RULE = Rule(
    "target-conflict",
    "error",
    "同一目标前后两个数",
    "A target is stated twice with different values",
    _find,
)
