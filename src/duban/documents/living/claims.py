"""A claim in words: in one line, and as a card."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from duban.commitments import Claim, Comparator, Direction
from duban.documents.living.words import t, zh


def one_line(claim: Claim) -> str:
    """`省级重点项目 不低于 150个`."""
    return " ".join([claim.indicator, *(zh(word) for word in _bound(claim)), claim.number])


def card(claim: Claim) -> str:
    """The claim with all its fields, as a list item."""
    words = "".join(f"{t(word)} " for word in _bound(claim))
    facts = [("kind", t(claim.kind.value)), ("role", t(claim.role.value))]
    if claim.strength is not None:
        facts.append(("strength", t(claim.strength.value)))
    if claim.period is not None:
        facts.append(("period", escape(claim.period)))
    listed = "".join(f"<div><dt>{t(name)}</dt><dd>{value}</dd></div>" for name, value in facts)
    return (
        f'<li class="claim"><p class="indicator" lang="zh-Hans">{escape(claim.indicator)}</p>'
        f'<p class="value">{words}<b lang="zh-Hans">{escape(claim.number)}</b>{_base(claim)}</p>'
        f"<dl>{listed}</dl></li>"
    )


def _bound(claim: Claim) -> list[str]:
    """The words before the number: the direction where it is down, and the comparator."""
    words = ["down"] if claim.direction is Direction.DOWN else []
    return words + ([claim.comparator.value] if claim.comparator else [])


def _base(claim: Claim) -> str:
    """The value in its base unit, where the text writes it another way (万, 成, 两)."""
    if claim.value is None or claim.comparator is Comparator.RANGE:
        return ""
    plain = _plain(claim.value)
    if claim.number.replace(",", "").startswith(plain.replace(",", "") + claim.unit[:1]):
        return ""
    value = f'<span lang="zh-Hans">{escape(plain)} {escape(claim.unit)}</span>'
    return f' <small class="base">{t("base")} {value}</small>'


def _plain(value: Decimal) -> str:
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
