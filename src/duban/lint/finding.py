"""A finding: one thing to mend, where it stands, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Severity = Literal["error", "warning", "note"]

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""The gravest first: wrong as written, hard to be held to, could be clearer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`quote` is `report.text[start:end]`; `rule` names a rule of docs/reference/lint.md.

    `message` says what is wrong and `advice` what to write instead, in Chinese and then in English,
    parted by " / ".
    """

    rule: str
    severity: Severity
    start: int
    end: int
    quote: str
    message: str
    advice: str
