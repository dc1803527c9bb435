"""target-conflict: one target stated twice with different values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from duban.commitments import Claim, ClaimKind, Role
from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView
from duban.lint.words import find_headline_family, find_usual_name
from duban.text import canonicalise

_FILLER_WORDS = re.compile(
    r"年内|(?:到)?年底前?|确保|力争|争取|努力|必须|保证|坚决|实现|达到|达|突破|超过|全年|今年|年度|全[市省区县州]|[我本][市省区县州]|增长|"
    r"增速|增幅|提高|提升|下降|降低|降|增加|控制在|稳定在|保持在|保持|力求|预期|目标|是|为|在|到|至|不低于|不少于|不超过|左右|"
    r"以上|以内|基本|同比|完成|[:、,“”() ]"
)
_AMOUNT_KINDS: Final = frozenset({ClaimKind.LEVEL, ClaimKind.VOLUME})
_LIST_SEPARATOR = re.compile(r"[、:]")
_SENTENCE_END = re.compile(r"[。;!?\n]")
_TIME_OR_COMPARISON = re.compile(r"年|^[比占即平]|^(?:其中|每)")
"""A time or a comparison that was read as a name."""
_MIN_NAME_LENGTH = 4
"""A shorter name (项目, 投资额) says too little to be sure that it is the same thing twice."""


def _find(view: ReportView) -> Iterator[Hit]:
    claims_by_key: dict[tuple[str, ...], list[Claim]] = {}
    for claim in view.promises:
        key = _build_key(view, claim)
        if key is not None:
            claims_by_key.setdefault(key, []).append(claim)
    for claims in claims_by_key.values():
        # Three values and more are a list whose members the key does not tell apart.
        if len({_get_value(later_claim) for later_claim in claims}) == 2:
            first_claim = claims[0]
            yield from (
                _build_hit(view, first_claim, later_claim)
                for later_claim in claims[1:]
                if _are_in_conflict(view, first_claim, later_claim)
            )


def _get_value(claim: Claim) -> tuple[Decimal | None, Decimal | None]:
    return claim.value, claim.value_high


def _build_key(view: ReportView, claim: Claim) -> tuple[str, ...] | None:
    """What must be the same for two claims to be the same target; None when nobody can tell."""
    if claim.value is None or claim.kind is ClaimKind.RELATIVE:
        return None
    if claim.role is Role.GOAL and claim.period is None:
        return None
    clause_start, clause_end = view.find_clause(claim.start, claim.end)
    name = canonicalise(claim.indicator)
    if find_headline_family(claim.indicator) is None and not _is_specific(name, view.text[clause_start:clause_end]):
        return None
    kind = "amount" if claim.kind in _AMOUNT_KINDS else claim.kind.value
    remaining_words = _find_remaining_words(view.text[clause_start : claim.start], name)
    period = claim.period or str(view.report.year)
    return (find_usual_name(claim.indicator), kind, claim.direction.value, claim.unit, period, remaining_words)


def _is_specific(name: str, clause: str) -> bool:
    """Whether the name, as it stands in the text, is specific enough to identify the thing."""
    return len(name) >= _MIN_NAME_LENGTH and name in clause and _TIME_OR_COMPARISON.search(name) is None


def _find_remaining_words(preceding_text: str, name: str) -> str:
    """What a clause says beside indicator and bound (其中, 新开工, 各县), to be compared too."""
    name = name if name in preceding_text else find_usual_name(name)
    return _FILLER_WORDS.sub("", _LIST_SEPARATOR.split(preceding_text.replace(name, ""))[-1])


def _are_in_conflict(view: ReportView, earlier: Claim, later: Claim) -> bool:
    """Two values in two sentences; within one they are parts of a list, or 确保 and 力争."""
    if _get_value(earlier) == _get_value(later):
        return False
    return _SENTENCE_END.search(view.text, earlier.end, later.start) is not None


def _build_hit(view: ReportView, earlier: Claim, later: Claim) -> Hit:
    line_number = view.text.count("\n", 0, earlier.start) + 1
    return Hit(
        *view.find_clause(later.start, later.end),
        (
            f"“{later.indicator}”前后不一：第{line_number}行是{earlier.number}，这里是{later.number}",
            f"stated twice: {earlier.number} on line {line_number}, {later.number} here",
        ),
        (
            "只保留一个数，两处写成一样；口径不同的，各自写明口径",
            "keep one figure in both places, or say how the two are measured differently",
        ),
    )


RULE = Rule("target-conflict", "error", "同一目标前后两个数", "A target is stated twice with different values", _find)
