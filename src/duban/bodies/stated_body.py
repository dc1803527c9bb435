"""A body that a task names itself: (市教育局), (牵头单位:市教育局;责任单位:…)."""

from __future__ import annotations

import re

from duban.bodies.names import BodyNames
from duban.text import canonicalise

_LABEL = r"(?:牵头|责任|主办|承办|主责)(?:责任)?(?:单位|部门)"
_LABELLED_NAMES = re.compile(rf"[(\[【〔]?\s*{_LABEL}\s*[::]\s*(?P<names>[^)\]】〕;。\n]{{2,120}})")
_FINAL_BRACKET = re.compile(r"[(\[【〔](?P<names>[^()\[\]【】〔〕]{2,120})[)\]】〕]\s*[。;.]?\s*$")
_DUTY_ENDING = re.compile(r"(?:等(?:相关)?(?:部门|单位)?)?(?:按职责分工)?(?:牵头|负责|落实)+$")


def extract_stated_body(task: str, names: BodyNames) -> tuple[str, tuple[str, ...]]:
    """`task` without the body it names, and the ids of that body; () where it names none.

    Where several are named, the first leads. Only a label (牵头单位:) or a bracket at the end
    counts: a body in the middle of a sentence is what the task is about.
    """
    text = canonicalise(task)
    for pattern in (_LABELLED_NAMES, _FINAL_BRACKET):
        match = pattern.search(text)
        ids = _match_first_name(match["names"], names) if match else ()
        if match and ids:
            return text[: match.start()], ids
    return text, ()


def _match_first_name(names_text: str, names: BodyNames) -> tuple[str, ...]:
    first_name = re.split(r"[、,;]", names_text)[0]
    return names.match(first_name) or names.match(_DUTY_ENDING.sub("", first_name))
