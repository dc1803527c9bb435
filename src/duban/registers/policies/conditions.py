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

from duban.notices import Notice, NoticeError, Place, Step, make_notice
from duban.registers.errors import make_problem
from duban.registers.policies.profile import (
    Attribute,
    AttributeValue,
    Kind,
    ProfileError,
    load_attributes,
    read_attribute_value,
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
    "属于": (_WORD, lambda value, required: value in required),
    "不属于": (_WORD, lambda value, required: value not in required),
    "含": (_WORDS, lambda value, required: bool(value & required)),
    "全含": (_WORDS, lambda value, required: value >= required),
    "不含": (_WORDS, lambda value, required: not value & required),
}
_CONDITION_LINE = re.compile(r"(\S+)\s+(\S+)\s+(.+)")


class ConditionError(NoticeError):
    """Conditions that cannot be read. `notices` are all their problems, by line."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.notices))


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the value `required` of an attribute, and how to compare with it."""

    attribute: Attribute
    operator: str
    required: AttributeValue

    def met(self, value: AttributeValue) -> bool:
        """Whether the value of an enterprise meets the condition."""
        return OPERATORS[self.operator][1](value, self.required)

    def __str__(self) -> str:
        return f"{self.attribute.label} {self.operator} {format_value(self.attribute, self.required)}"


@dataclass(frozen=True, slots=True)
class Rule:
    """All of `clauses` must hold; a clause holds when any of its conditions does."""

    clauses: tuple[tuple[Condition, ...], ...]


def format_value(attribute: Attribute, value: AttributeValue) -> str:
    """A value in words, with its unit."""
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "（无）"
    return f"{value}{attribute.unit}"


def parse_rule(text: str) -> Rule:
    """The rule of lines of conditions. Raises ConditionError with every faulty line."""
    problems: list[Notice] = []
    clauses = []
    for line_number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            parts = re.split(r"\s+或\s+", line.strip())
            conditions = [_parse_condition(part, Place(line=line_number), problems) for part in parts]
            clauses.append(tuple(condition for condition in conditions if condition is not None))
    if not clauses:
        problems.append(make_problem("no_conditions", Step("conditions")))
    if problems:
        raise ConditionError(problems)
    return Rule(tuple(clauses))


def _parse_condition(text: str, place: Place, problems: list[Notice]) -> Condition | None:
    match = _CONDITION_LINE.fullmatch(text.strip())
    if not match:
        problems.append(make_notice("condition_invalid", place, text=text))
        return None
    label, operator_word, required_text = match.groups()
    attribute = next((candidate for candidate in load_attributes() if label in (candidate.label, candidate.key)), None)
    if attribute is None:
        labels = tuple(candidate.label for candidate in load_attributes())
        problems.append(make_notice("attribute_unknown", place, key=label, choices=labels))
        return None
    fitting_operators = tuple(word for word, (kinds, _) in OPERATORS.items() if attribute.kind in kinds)
    if operator_word not in fitting_operators:
        parameters = {"attribute": label, "operator": operator_word, "choices": fitting_operators}
        problems.append(make_notice("operator_unfit", place, **parameters))
        return None
    try:
        return Condition(attribute, operator_word, _parse_required(attribute, required_text))
    except ProfileError as error:
        problems += [notice.move_to(place) for notice in error.notices]
        return None


def _parse_required(attribute: Attribute, text: str) -> AttributeValue:
    if attribute.kind in (Kind.NUMBER, Kind.DATE):
        return read_attribute_value(attribute, text.removesuffix(attribute.unit).strip())
    words = [word for word in re.split(r"[、，,]\s*", text.strip()) if word]
    for word in words:
        read_attribute_value(attribute, [word] if attribute.kind is Kind.WORDS else word)
    return frozenset(words)
