"""Matches all enterprises at once: a condition is a bit set, a policy a few ands and ors of them.

Bit n of a set stands for enterprise n. Each distinct condition is evaluated once however many
policies share it, so that a thousand policies cost little more than their distinct conditions.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from duban.registers.policies.conditions import Condition, Rule
from duban.registers.policies.policy import Policy
from duban.registers.policies.profile import Kind, Known, Profile

#: A set of the first n enterprises is stored for every multiple of this number.
STEP = 1024


class Columns:
    """The profiles by attribute, and the sets of enterprises that meet conditions on them."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        self._met: dict[Condition, int] = {}
        self._columns: dict[str, _Words | _Ordered] = {}

    @cached_property
    def everybody(self) -> int:
        """The set of all enterprises."""
        return (1 << len(self.profiles)) - 1

    def met(self, condition: Condition) -> tuple[int, int]:
        """The set that meets a condition, and the set for which the attribute is known."""
        key, kind = condition.attribute.key, condition.attribute.kind
        column = self._columns.get(key)
        if column is None:
            make = _Ordered if kind in (Kind.NUMBER, Kind.DATE) else _Words
            column = self._columns[key] = make(self.profiles, key)
        bits = self._met.get(condition)
        if bits is None:
            bits = self._met[condition] = column.bits(condition)
        return bits, column.known

    def meeting(self, rule: Rule) -> tuple[int, int]:
        """The set that meets a rule, and the set that may meet it given missing data."""
        hits = possible = self.everybody
        for clause in rule.clauses:
            hit = open_ = 0
            for condition in clause:
                met, known = self.met(condition)
                hit |= met
                open_ |= self.everybody & ~known
            hits &= hit
            possible &= hit | open_
        return hits, possible

    def of(self, bits: int) -> Iterator[Profile]:
        """The enterprises of a set, in their order."""
        for place, byte in enumerate(bits.to_bytes(len(self.profiles) // 8 + 1, "little")):
            for n in _BITS[byte]:
                yield self.profiles[8 * place + n]


_BITS = [[n for n in range(8) if byte >> n & 1] for byte in range(256)]


class _Words:
    """An attribute of words: one set of enterprises for each distinct value."""

    def __init__(self, profiles: Sequence[Profile], key: str) -> None:
        places: dict[Known, list[int]] = {}
        for n, profile in enumerate(profiles):
            value = profile.known.get(key)
            if value is not None:
                places.setdefault(value, []).append(n)
        size = len(profiles) // 8 + 1
        self._sets = {value: _set(bytearray(size), found) for value, found in places.items()}
        self.known = 0
        for one in self._sets.values():
            self.known |= one

    def bits(self, condition: Condition) -> int:
        """The set whose value meets the condition: tested once for each distinct value."""
        found = 0
        for value, one in self._sets.items():
            if condition.met(value):
                found |= one
        return found


class _Ordered:
    """An attribute of numbers or dates: sorted values, with sets of the first n at checkpoints."""

    def __init__(self, profiles: Sequence[Profile], key: str) -> None:
        found: list[tuple[Any, int]] = [
            (value, n)
            for n, profile in enumerate(profiles)
            if (value := profile.known.get(key)) is not None
        ]
        found.sort()
        self._values = [value for value, _ in found]
        self._places = [n for _, n in found]
        bits = bytearray(len(profiles) // 8 + 1)
        self._steps = [0]
        for start in range(0, len(found), STEP):
            self._steps.append(_set(bits, self._places[start : start + STEP]))
        self.known = self._steps[-1]

    def bits(self, condition: Condition) -> int:
        """The set that meets the condition: those before or from the position of its value."""
        asked: Any = condition.asked
        left, right = bisect_left(self._values, asked), bisect_right(self._values, asked)
        found = {
            "不低于": lambda: self.known & ~self._first(left),
            "不早于": lambda: self.known & ~self._first(left),
            "高于": lambda: self.known & ~self._first(right),
            "不高于": lambda: self._first(right),
            "不晚于": lambda: self._first(right),
            "低于": lambda: self._first(left),
            "等于": lambda: self._first(right) & ~self._first(left),
        }
        return found[condition.operator]()

    def _first(self, count: int) -> int:
        """The set of the first `count` enterprises in the order of the values."""
        step = count // STEP
        bits = self._steps[step]
        size = (bits.bit_length() // 8) + 1
        rest = self._places[step * STEP : count]
        size = max([size, *(n // 8 + 1 for n in rest)])
        return _set(bytearray(bits.to_bytes(size, "little")), rest)


def _set(bits: bytearray, places: Iterable[int]) -> int:
    """`bits` with those indices set, as a number."""
    for n in places:
        bits[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(bits, "little")


@dataclass(frozen=True, slots=True)
class Matches:
    """The set that meets a policy, and the set for which data that would decide it is missing."""

    policy: Policy
    hits: int
    unknown: int

    @property
    def count(self) -> int:
        """How many enterprises meet it."""
        return self.hits.bit_count()


def match(policies: Iterable[Policy], columns: Columns, as_of: dt.date) -> Iterator[Matches]:
    """Match every policy in force on a day against every enterprise."""
    for policy in policies:
        if policy.in_force(as_of):
            hits, possible = columns.meeting(policy.rule)
            yield Matches(policy, hits, possible & ~hits)
