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

TOKEN_PATTERN = re.compile(r"\{\{([^{}=]+)=([^{}]*)\}\}")
NUMBER_PATTERN = re.compile(r"[0-9０-９][0-9０-９,，.．%％]*")
UNBOUND = "unbound"
UNKNOWN, TYPED, STALE = "unknown", "typed", "stale"


@dataclass(frozen=True, slots=True)
class Fault:
    """A number that is not bound to the snapshot, or differs from the snapshot's value."""

    kind: str
    """`typed`: another value; `stale`: that of an earlier closing; `unknown`: no such key;
    `unbound`: typed by hand without a key."""
    current: str
    right: str = ""
    key: str = ""


def make_token(key: str, values: Mapping[str, str]) -> str:
    """A reference with its value. Raises KeyError for a key that the snapshot does not have."""
    return f"{{{{{key}={values[key]}}}}}"


def clean_value(text: str) -> str:
    """A value as it may stand in a token: on one line, without what would end it."""
    single_line = " ".join(text.split())
    return single_line.replace("{", "｛").replace("}", "｝")


def split_into_runs(
    text: str, values: Mapping[str, str], earlier_values: Mapping[str, str] | None = None
) -> Iterator[tuple[Run, Fault | None]]:
    """The text as runs; a run with a fault is marked."""
    offset = 0
    for match in TOKEN_PATTERN.finditer(text):
        yield from _split_free_text(text[offset : match.start()])
        yield _check_token(match[1], match[2], values, earlier_values or {})
        offset = match.end()
    yield from _split_free_text(text[offset:])


def _check_token(
    key: str, printed_value: str, values: Mapping[str, str], earlier_values: Mapping[str, str]
) -> tuple[Run, Fault | None]:
    snapshot_value = values.get(key)
    if snapshot_value == printed_value:
        return Run(printed_value), None
    kind = UNKNOWN if snapshot_value is None else STALE if earlier_values.get(key) == printed_value else TYPED
    mark = Mark.STALE if kind == STALE else Mark.TYPED
    return Run(printed_value, mark), Fault(kind, printed_value, snapshot_value or "", key)


def _split_free_text(text: str) -> Iterator[tuple[Run, Fault | None]]:
    """Text between references: figures in it were typed by hand."""
    offset = 0
    for match in NUMBER_PATTERN.finditer(text):
        if match.start() > offset:
            yield Run(text[offset : match.start()]), None
        yield Run(match[0], Mark.TYPED), Fault(UNBOUND, match[0])
        offset = match.end()
    if offset < len(text):
        yield Run(text[offset:]), None


def refresh_values(text: str, values: Mapping[str, str]) -> str:
    """Return the text with current values in its tokens; tokens of unknown keys stay unchanged."""
    return TOKEN_PATTERN.sub(lambda match: make_token(match[1], values) if match[1] in values else match[0], text)


def strip_keys(text: str) -> str:
    """Return the text as it is printed: each token replaced by its value."""
    return TOKEN_PATTERN.sub(lambda match: match[2], text)
