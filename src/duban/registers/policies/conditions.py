"""Parses conditions as an officer writes them, one a line.

    规模 属于 小型、微型
    营业收入 不低于 2000
    资质 含 高新技术企业 或 资质 含 专精特新企业
    成立日期 不早于 2020-01-01

Every line must hold; a line with 或 holds when one of its parts does.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from duban.registers.errors import Problem
from duban.registers.policies.profile import (
    Attribute,
    Kind,
    Known,
    ProfileError,
    attributes,
    read_known,
)

_NUMBER, _DATE, _WORD, _WORDS = ({kind} for kind in (Kind.NUMBER, Kind.DATE, Kind.WORD, Kind.WORDS))
#: Word → (kinds of attribute that it applies to, whether a value meets the required one).
OPERATORS: dict[str, tuple[set[Kind], Callable[[Any, Any], bool]]] = {
    "不低于": (_NUMBER, operator.ge),
    "不高于": (_NUMBER, operator.le),
    "高于": (_NUMBER, operator.gt),
    "低于": (_NUMBER, operator.lt),
    "等于": (_NUMBER, operator.eq),
    "不早于": (_DATE, operator.ge),
    "不晚于": (_DATE, operator.le),
    "属于": (_WORD, lambda known, asked: known in asked),
    "不属于": (_WORD, lambda known, asked: known not in asked),
    "含": (_WORDS, lambda known, asked: bool(known & asked)),
    "全含": (_WORDS, lambda known, asked: known >= asked),
    "不含": (_WORDS, lambda known, asked: not known & asked),
}
_LINE = re.compile(r"(\S+)\s+(\S+)\s+(.+)")


class ConditionError(ValueError):
    """Conditions that cannot be read. `problems` are all of them, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the value `asked` of an attribute, and how to compare with it."""

    attribute: Attribute
    operator: str
    asked: Known

    def met(self, known: Known) -> bool:
        """Whether the value of an enterprise meets the condition."""
        return OPERATORS[self.operator][1](known, self.asked)

    def __str__(self) -> str:
        return f"{self.attribute.label} {self.operator} {said(self.attribute, self.asked)}"


@dataclass(frozen=True, slots=True)
class Rule:
    """All of `clauses` must hold; a clause holds when any of its conditions does."""

    clauses: tuple[tuple[Condition, ...], ...]


def said(attribute: Attribute, known: Known) -> str:
    """A value in words, with its unit."""
    if isinstance(known, frozenset):
        return "、".join(sorted(known)) or "（无）"
    return f"{known}{attribute.unit}"


def parse_rule(text: str) -> Rule:
    """The rule of lines of conditions. Raises ConditionError with every faulty line."""
    problems: list[Problem] = []
    clauses = []
    for n, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            parts = re.split(r"\s+或\s+", line.strip())
            found = [_condition(part, f"第{n}行", problems) for part in parts]
            clauses.append(tuple(one for one in found if one is not None))
    if not clauses:
        problems.append(Problem("条件", "一条也没有", "一行写一个条件，如：规模 属于 小型、微型"))
    if problems:
        raise ConditionError(problems)
    return Rule(tuple(clauses))


def _condition(text: str, where: str, problems: list[Problem]) -> Condition | None:
    found = _LINE.fullmatch(text.strip())
    if not found:
        problems.append(Problem(where, f"“{text}”不是条件", "写成：名称 比较 值，中间用空格"))
        return None
    label, sign, asked = found.groups()
    attribute = next((one for one in attributes() if label in (one.label, one.key)), None)
    if attribute is None:
        listed = "、".join(one.label for one in attributes())
        problems.append(Problem(where, f"企业画像没有“{label}”", f"可用：{listed}"))
        return None
    fitting = [word for word, (kinds, _) in OPERATORS.items() if attribute.kind in kinds]
    if sign not in fitting:
        problems.append(Problem(where, f"“{label}”不能用“{sign}”", f"可用：{'、'.join(fitting)}"))
        return None
    try:
        return Condition(attribute, sign, _asked(attribute, asked))
    except ProfileError as error:
        problems.append(Problem(where, str(error)))
        return None


def _asked(attribute: Attribute, text: str) -> Known:
    if attribute.kind in (Kind.NUMBER, Kind.DATE):
        return read_known(attribute, text.removesuffix(attribute.unit).strip())
    words = [word for word in re.split(r"[、，,]\s*", text.strip()) if word]
    for word in words:
        read_known(attribute, [word] if attribute.kind is Kind.WORDS else word)
    return frozenset(words)
