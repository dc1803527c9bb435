"""Invents policies and enterprises from a seed, for tests, benchmarks and the demonstration."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from duban.registers.policies.conditions import OPERATORS, Condition, parse_rule
from duban.registers.policies.policy import Policy
from duban.registers.policies.profile import Attribute, AttributeValue, Kind, Profile, load_attributes

_WORDS = {
    "county": ("东城区", "西城区", "河口县", "云岭县", "平川市"),
    "industry": ("制造业", "软件业", "农产品加工", "物流", "商贸", "文旅"),
    "chain": ("新材料", "生物医药", "装备制造", "绿色食品", "数字经济"),
    "titles": ("高新技术企业", "专精特新企业", "小巨人企业", "单项冠军", "绿色工厂", "规上工业"),
}
_DAY_RANGE = (dt.date(1995, 1, 1).toordinal(), dt.date(2025, 12, 31).toordinal())


def invent_profiles(count: int, seed: int, *, gaps: float = 0.05) -> list[Profile]:
    """`count` enterprises; a share of about `gaps` of their attributes is missing."""
    rng = random.Random(seed)  # noqa: S311 # not for secrets
    return [
        Profile(
            f"91{number:016d}",
            f"企业{number}",
            {
                attribute.key: _invent_value(attribute, rng)
                for attribute in load_attributes()
                if gaps == 0 or rng.random() >= gaps
            },
        )
        for number in range(count)
    ]


def invent_policies(count: int, seed: int) -> list[Policy]:
    """`count` policies of two to six conditions, some with alternatives."""
    rng = random.Random(seed)  # noqa: S311 # not for secrets
    policies = []
    for number in range(count):
        lines = [_invent_line(rng) for _ in range(rng.randint(2, 6))]
        payment_way = rng.choice(("免申即享", "快申快享", "特定程序"))
        policies.append(Policy(f"P{number:04d}", f"政策{number}", parse_rule("\n".join(lines)), payment_way))
    return policies


def _invent_line(rng: random.Random) -> str:
    alternatives = [str(_invent_condition(rng)) for _ in range(rng.choice((1, 1, 1, 2)))]
    return " 或 ".join(alternatives)


def _invent_condition(rng: random.Random) -> Condition:
    attribute = rng.choice(load_attributes())
    operators = [operator_word for operator_word, (kinds, _) in OPERATORS.items() if attribute.kind in kinds]
    required = _invent_value(attribute, rng)
    if attribute.kind is Kind.WORD:
        required = frozenset({str(required), *([str(_invent_value(attribute, rng))] if rng.random() < 0.5 else [])})
    if attribute.kind is Kind.WORDS and not required:
        required = frozenset({rng.choice(_WORDS[attribute.key])})
    return Condition(attribute, rng.choice(operators), required)


def _invent_value(attribute: Attribute, rng: random.Random) -> AttributeValue:
    if attribute.kind is Kind.NUMBER:
        return Decimal(int(rng.paretovariate(0.7) * 10)) / 10
    if attribute.kind is Kind.DATE:
        return dt.date.fromordinal(rng.randint(*_DAY_RANGE))
    words = attribute.words or _WORDS[attribute.key]
    if attribute.kind is Kind.WORD:
        return rng.choice(words)
    return frozenset(word for word in words if rng.random() < 0.25)
