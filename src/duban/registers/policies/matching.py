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
from duban.registers.policies.profile import AttributeValue, Kind, Profile

#: A set of the first n enterprises is stored for every multiple of this number.
CHECKPOINT_INTERVAL = 1024


class ProfileColumns:
    """The profiles by attribute, and the sets of enterprises that meet conditions on them."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        self._bits_by_condition: dict[Condition, int] = {}
        self._column_by_key: dict[str, _WordColumn | _OrderedColumn] = {}

    @cached_property
    def all_bits(self) -> int:
        """The set of all enterprises."""
        return (1 << len(self.profiles)) - 1

    def met(self, condition: Condition) -> tuple[int, int]:
        """The set that meets a condition, and the set for which the attribute is known."""
        key, kind = condition.attribute.key, condition.attribute.kind
        column = self._column_by_key.get(key)
        if column is None:
            column_type = _OrderedColumn if kind in (Kind.NUMBER, Kind.DATE) else _WordColumn
            column = self._column_by_key[key] = column_type(self.profiles, key)
        bits = self._bits_by_condition.get(condition)
        if bits is None:
            bits = self._bits_by_condition[condition] = column.select(condition)
        return bits, column.defined_bits

    def meeting(self, rule: Rule) -> tuple[int, int]:
        """The set that meets a rule, and the set that may meet it given missing data."""
        hits = possible = self.all_bits
        for clause in rule.clauses:
            clause_hits = clause_unknown = 0
            for condition in clause:
                condition_hits, defined_bits = self.met(condition)
                clause_hits |= condition_hits
                clause_unknown |= self.all_bits & ~defined_bits
            hits &= clause_hits
            possible &= clause_hits | clause_unknown
        return hits, possible

    def iterate_profiles(self, bits: int) -> Iterator[Profile]:
        """The enterprises of a set, in their order."""
        for byte_index, byte in enumerate(bits.to_bytes(len(self.profiles) // 8 + 1, "little")):
            for bit in _BITS_BY_BYTE[byte]:
                yield self.profiles[8 * byte_index + bit]


_BITS_BY_BYTE = [[n for n in range(8) if byte >> n & 1] for byte in range(256)]


class _WordColumn:
    """An attribute of words: one set of enterprises for each distinct value."""

    def __init__(self, profiles: Sequence[Profile], key: str) -> None:
        indices_by_value: dict[AttributeValue, list[int]] = {}
        for index, profile in enumerate(profiles):
            value = profile.values.get(key)
            if value is not None:
                indices_by_value.setdefault(value, []).append(index)
        size = len(profiles) // 8 + 1
        self._bits_by_value = {
            value: _set_bits(bytearray(size), indices) for value, indices in indices_by_value.items()
        }
        self.defined_bits = 0
        for bits in self._bits_by_value.values():
            self.defined_bits |= bits

    def select(self, condition: Condition) -> int:
        """The set whose value meets the condition: tested once for each distinct value."""
        selected = 0
        for value, bits in self._bits_by_value.items():
            if condition.met(value):
                selected |= bits
        return selected


class _OrderedColumn:
    """An attribute of numbers or dates: sorted values, with sets of the first n at checkpoints."""

    def __init__(self, profiles: Sequence[Profile], key: str) -> None:
        values_with_indices: list[tuple[Any, int]] = [
            (value, index) for index, profile in enumerate(profiles) if (value := profile.values.get(key)) is not None
        ]
        values_with_indices.sort()
        self._values = [value for value, _ in values_with_indices]
        self._indices = [index for _, index in values_with_indices]
        bits = bytearray(len(profiles) // 8 + 1)
        self._checkpoints = [0]
        for start in range(0, len(values_with_indices), CHECKPOINT_INTERVAL):
            self._checkpoints.append(_set_bits(bits, self._indices[start : start + CHECKPOINT_INTERVAL]))
        self.defined_bits = self._checkpoints[-1]

    def select(self, condition: Condition) -> int:
        """The set that meets the condition: those before or from the position of its value."""
        required: Any = condition.required
        count_below, count_up_to = (bisect_left(self._values, required), bisect_right(self._values, required))
        selection_by_operator = {
            "不低于": lambda: self.defined_bits & ~self._select_first(count_below),
            "不早于": lambda: self.defined_bits & ~self._select_first(count_below),
            "高于": lambda: self.defined_bits & ~self._select_first(count_up_to),
            "不高于": lambda: self._select_first(count_up_to),
            "不晚于": lambda: self._select_first(count_up_to),
            "低于": lambda: self._select_first(count_below),
            "等于": lambda: self._select_first(count_up_to) & ~self._select_first(count_below),
        }
        return selection_by_operator[condition.operator]()

    def _select_first(self, count: int) -> int:
        """The set of the first `count` enterprises in the order of the values."""
        step = count // CHECKPOINT_INTERVAL
        bits = self._checkpoints[step]
        size = (bits.bit_length() // 8) + 1
        remaining = self._indices[step * CHECKPOINT_INTERVAL : count]
        size = max([size, *(index // 8 + 1 for index in remaining)])
        return _set_bits(bytearray(bits.to_bytes(size, "little")), remaining)


def _set_bits(bits: bytearray, indices: Iterable[int]) -> int:
    """`bits` with those indices set, as a number."""
    for index in indices:
        bits[index >> 3] |= 1 << (index & 7)
    return int.from_bytes(bits, "little")


@dataclass(frozen=True, slots=True)
class PolicyMatches:
    """The set that meets a policy, and the set for which data that would decide it is missing."""

    policy: Policy
    hits: int
    unknown: int

    @property
    def count(self) -> int:
        """How many enterprises meet it."""
        return self.hits.bit_count()


def match_policies(policies: Iterable[Policy], columns: ProfileColumns, as_of: dt.date) -> Iterator[PolicyMatches]:
    """Match every policy in force on a day against every enterprise."""
    for policy in policies:
        if policy.is_in_force(as_of):
            hits, possible = columns.meeting(policy.rule)
            yield PolicyMatches(policy, hits, possible & ~hits)
