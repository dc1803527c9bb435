"""References into a snapshot within a text: {{counts.behind=17}} is a key and its value.

The value stands in the text, so that a person reads it as it will be printed; the key binds it, so
that another value than the snapshot's is noticed. Pure: no database, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duban.documents.official import Run
from duban.documents.official.model import Mark

TOKEN = re.compile(r"\{\{([^{}=]+)=([^{}]*)\}\}")
DIGITS = re.compile(r"[0-9０-９][0-9０-９,，.．%％]*")
UNBOUND = "unbound"
UNKNOWN, TYPED, STALE = "unknown", "typed", "stale"


@dataclass(frozen=True, slots=True)
class Fault:
    """A number that is not bound to the snapshot, or differs from the snapshot's value."""

    kind: str
    """`typed`: another value; `stale`: that of an earlier closing; `unknown`: no such key;
    `unbound`: typed by hand without a key."""
    shown: str
    right: str = ""
    key: str = ""


def token(key: str, values: Mapping[str, str]) -> str:
    """A reference with its value. Raises KeyError for a key that the snapshot does not have."""
    return f"{{{{{key}={values[key]}}}}}"


def clean(text: str) -> str:
    """A value as it may stand in a token: on one line, without what would end it."""
    one_line = " ".join(text.split())
    return one_line.replace("{", "｛").replace("}", "｝")


def pieces(
    text: str, values: Mapping[str, str], older: Mapping[str, str] | None = None
) -> Iterator[tuple[Run, Fault | None]]:
    """The text as runs; a run with a fault is marked."""
    at = 0
    for match in TOKEN.finditer(text):
        yield from _free(text[at : match.start()])
        yield _bound(match[1], match[2], values, older or {})
        at = match.end()
    yield from _free(text[at:])


def _bound(
    key: str, shown: str, values: Mapping[str, str], older: Mapping[str, str]
) -> tuple[Run, Fault | None]:
    right = values.get(key)
    if right == shown:
        return Run(shown), None
    kind = UNKNOWN if right is None else STALE if older.get(key) == shown else TYPED
    mark = Mark.STALE if kind == STALE else Mark.TYPED
    return Run(shown, mark), Fault(kind, shown, right or "", key)


def _free(text: str) -> Iterator[tuple[Run, Fault | None]]:
    """Text between references: figures in it were typed by hand."""
    at = 0
    for match in DIGITS.finditer(text):
        if match.start() > at:
            yield Run(text[at : match.start()]), None
        yield Run(match[0], Mark.TYPED), Fault(UNBOUND, match[0])
        at = match.end()
    if at < len(text):
        yield Run(text[at:]), None


def refreshed(text: str, values: Mapping[str, str]) -> str:
    """Return the text with current values in its tokens; tokens of unknown keys stay unchanged."""
    return TOKEN.sub(
        lambda match: token(match[1], values) if match[1] in values else match[0], text
    )


def reading(text: str) -> str:
    """Return the text as it is printed: each token replaced by its value."""
    return TOKEN.sub(lambda match: match[2], text)
