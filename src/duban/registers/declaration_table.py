"""A table of a declaration file, read key by key; problems are collected, not raised."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from duban.registers.declaration import DUTY_NAMES, Duty, DutySet
from duban.registers.errors import Problem

T = TypeVar("T")
KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}")


class DeclarationTable:
    """One table. Each method reads and removes a key; `done` reports the keys that remain."""

    def __init__(self, raw_table: Any, where: str, problems: list[Problem]) -> None:
        self.where, self.problems = where, problems
        self._unread_values: dict[str, Any] = dict(raw_table) if isinstance(raw_table, Mapping) else {}
        self._read_keys: list[str] = []
        if not isinstance(raw_table, Mapping):
            self.add_problem("", "应是一个表", "写成 [名称] 或 { 键 = 值 }")

    def add_problem(self, key: str, fault: str, remedy: str = "") -> None:
        """Record a problem at `key`."""
        location = f"{self.where} {key}".strip()
        self.problems.append(Problem(location, fault, remedy))

    def _pop(self, key: str) -> Any:
        self._read_keys.append(key)
        return self._unread_values.pop(key, None)

    def _pop_typed(self, key: str, value_type: type[T], type_label: str, default: T) -> T:
        value = self._pop(key)
        if value is None:
            return default
        if not isinstance(value, value_type) or (value_type is int and isinstance(value, bool)):
            self.add_problem(key, f"“{value}”应是{type_label}")
            return default
        return value

    def text(self, key: str, default: str = "", *, is_required: bool = False) -> str:
        """A text."""
        value = self._pop_typed(key, str, "引号括起的文字", default).strip()
        if is_required and not value:
            self.add_problem(key, "没有填写", f'加上 {key} = "…"')
        return value

    def key(self, name: str = "key") -> str:
        """A key: small ASCII letters, digits and underscores."""
        value = self.text(name, is_required=True)
        if value and (not KEY_PATTERN.fullmatch(value) or keyword.iskeyword(value)):
            self.add_problem(
                name, f"“{value}”不能作键", "用小写英文字母开头，只含字母、数字和下划线，且不是 class、in 等保留字"
            )
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, or None."""
        return self.text(key) or None

    def flag(self, key: str) -> bool:
        """true or false."""
        return self._pop_typed(key, bool, "true 或 false", False)

    def integer(self, key: str, default: int | None = None, *, least: int = 0) -> int | None:
        """A whole number, at least `least`."""
        value = self._pop(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.add_problem(key, f"“{value}”应是不小于{least}的整数")
            return default
        return value

    def number(self, key: str) -> Decimal | None:
        """A number."""
        value = self._pop(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.add_problem(key, f"“{value}”应是数字")
            return None
        return Decimal(str(value))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self._pop(key)
        if value is None:
            return ()
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
            self.add_problem(key, f"“{value}”应是文字的列表", '写成 ["甲", "乙"]')
            return ()
        if len(set(texts)) < len(texts):
            self.add_problem(key, "有重复的值")
        return tuple(texts)

    def who(self, key: str) -> DutySet:
        """A list of duties."""
        words = self.texts(key)
        duty_keys = {str(duty) for duty in Duty}
        for word in words:
            if word not in duty_keys:
                duties_text = "、".join(f"{duty}（{name.zh}）" for duty, name in DUTY_NAMES.items())
                self.add_problem(key, f"没有“{word}”这种职责", f"可用：{duties_text}")
        return frozenset(Duty(word) for word in words if word in duty_keys)

    def choice(self, key: str, choice_type: Callable[[str], T], choices: list[str], default: T) -> T:
        """One of the texts in `choices`, as `choice_type`."""
        word = self.text(key)
        if not word:
            return default
        if word not in choices:
            self.add_problem(key, f"没有“{word}”", f"可用：{'、'.join(choices)}")
            return default
        return choice_type(word)

    def table(self, key: str) -> DeclarationTable | None:
        """A table within, or None."""
        value = self._pop(key)
        return None if value is None else DeclarationTable(value, f"{self.where} {key}".strip(), self.problems)

    def counts(self, key: str) -> dict[str, int]:
        """A table of choice → number of days, none negative."""
        value = self._pop(key)
        if value is None:
            return {}
        is_valid = isinstance(value, Mapping) and all(
            isinstance(count, int) and not isinstance(count, bool) and count >= 0 for count in value.values()
        )
        if not is_valid:
            self.add_problem(key, f"“{value}”应是选项到天数的表", "选项加引号，如 咨询 写作 '咨询' = 5")
            return {}
        return {str(choice): int(count) for choice, count in value.items()}

    def tables(self, key: str, part_label: str) -> list[DeclarationTable]:
        """The tables of a list, each identified in problems by its number and key."""
        value = self._pop(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.add_problem(key, "应是一列表", f"写成 [[{key}]]")
            return []
        return [
            DeclarationTable(
                raw_table, f"{self.where} {part_label}{number}{_describe_name(raw_table)}".strip(), self.problems
            )
            for number, raw_table in enumerate(value, start=1)
        ]

    def done(self) -> None:
        """Record a problem for every key that was not read."""
        for key in self._unread_values:
            self.add_problem(key, "没有这一项", f"可用：{'、'.join(dict.fromkeys(self._read_keys))}")


def _describe_name(raw_table: Any) -> str:
    name = raw_table.get("key") or raw_table.get("label") if isinstance(raw_table, Mapping) else None
    return f"“{name}”" if name else ""
