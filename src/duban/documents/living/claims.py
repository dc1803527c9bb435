"""A claim in words: in one line, and as a card."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from duban.commitments import Claim, Comparator, Direction
from duban.documents.living.interface_words import get_chinese_word, render_word


def format_claim(claim: Claim) -> str:
    """`省级重点项目 不低于 150个`."""
    return " ".join([claim.indicator, *(get_chinese_word(word) for word in _list_bound_words(claim)), claim.number])


def render_claim_card(claim: Claim) -> str:
    """The claim with all its fields, as a list item."""
    words = "".join(f"{render_word(word)} " for word in _list_bound_words(claim))
    facts = [("kind", render_word(claim.kind.value)), ("role", render_word(claim.role.value))]
    if claim.strength is not None:
        facts.append(("strength", render_word(claim.strength.value)))
    if claim.period is not None:
        facts.append(("period", escape(claim.period)))
    facts_markup = "".join(
        f"<div><dt>{render_word(label_key)}</dt><dd>{value}</dd></div>" for label_key, value in facts
    )
    return (
        f'<li class="claim"><p class="indicator" lang="zh-Hans">{escape(claim.indicator)}</p>'
        f'<p class="value">{words}<b lang="zh-Hans">{escape(claim.number)}</b>{_to_base(claim)}</p>'
        f"<dl>{facts_markup}</dl></li>"
    )


def _list_bound_words(claim: Claim) -> list[str]:
    """The words before the number: the direction where it is down, and the comparator."""
    words = ["down"] if claim.direction is Direction.DOWN else []
    return words + ([claim.comparator.value] if claim.comparator else [])


def _to_base(claim: Claim) -> str:
    """The value in its base unit, where the text writes it another way (万, 成, 两)."""
    if claim.value is None or claim.comparator is Comparator.RANGE:
        return ""
    plain_value = _format_decimal(claim.value)
    if claim.number.replace(",", "").startswith(plain_value.replace(",", "") + claim.unit[:1]):
        return ""
    value = f'<span lang="zh-Hans">{escape(plain_value)} {escape(claim.unit)}</span>'
    return f' <small class="base">{render_word("base")} {value}</small>'


def _format_decimal(value: Decimal) -> str:
    digits = f"{value:,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
