"""A table of a declaration file, read key by key; problems are collected, not raised."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from duban.registers.declaration import DUTY_LABELS, Duty, Who
from duban.registers.errors import Problem

T = TypeVar("T")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Table:
    """One table. Each method reads and removes a key; `done` reports the keys that remain."""

    def __init__(self, data: Any, where: str, problems: list[Problem]) -> None:
        self.where, self.problems = where, problems
        self._left: dict[str, Any] = dict(data) if isinstance(data, Mapping) else {}
        self._known: list[str] = []
        if not isinstance(data, Mapping):
            self.wrong("", "应是一个表", "写成 [名称] 或 { 键 = 值 }")

    def wrong(self, key: str, what: str, do: str = "") -> None:
        """Record a problem at `key`."""
        where = f"{self.where} {key}".strip()
        self.problems.append(Problem(where, what, do))

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self._left.pop(key, None)

    def _typed(self, key: str, kind: type[T], called: str, default: T) -> T:
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong(key, f"“{value}”应是{called}")
            return default
        return value

    def text(self, key: str, default: str = "", *, needed: bool = False) -> str:
        """A text."""
        value = self._typed(key, str, "引号括起的文字", default).strip()
        if needed and not value:
            self.wrong(key, "没有填写", f'加上 {key} = "…"')
        return value

    def key(self, name: str = "key") -> str:
        """A key: small ASCII letters, digits and underscores."""
        value = self.text(name, needed=True)
        if value and (not KEY.fullmatch(value) or keyword.iskeyword(value)):
            self.wrong(
                name,
                f"“{value}”不能作键",
                "用小写英文字母开头，只含字母、数字和下划线，且不是 class、in 等保留字",
            )
        return value

    def maybe(self, key: str) -> str | None:
        """A text, or None."""
        return self.text(key) or None

    def yes(self, key: str) -> bool:
        """true or false."""
        return self._typed(key, bool, "true 或 false", False)

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int | None:
        """A whole number, at least `least`."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.wrong(key, f"“{value}”应是不小于{least}的整数")
            return default
        return value

    def number(self, key: str) -> Decimal | None:
        """A number."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.wrong(key, f"“{value}”应是数字")
            return None
        return Decimal(str(value))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self._take(key)
        if value is None:
            return ()
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(x, str) and x for x in listed):
            self.wrong(key, f"“{value}”应是文字的列表", '写成 ["甲", "乙"]')
            return ()
        if len(set(listed)) < len(listed):
            self.wrong(key, "有重复的值")
        return tuple(listed)

    def who(self, key: str) -> Who:
        """A list of duties."""
        said = self.texts(key)
        known = {str(duty) for duty in Duty}
        for word in said:
            if word not in known:
                listed = "、".join(f"{duty}（{label}）" for duty, label in DUTY_LABELS.items())
                self.wrong(key, f"没有“{word}”这种职责", f"可用：{listed}")
        return frozenset(Duty(word) for word in said if word in known)

    def one_of(self, key: str, kind: Callable[[str], T], known: list[str], default: T) -> T:
        """One of the texts in `choices`, as `choice_type`."""
        word = self.text(key)
        if not word:
            return default
        if word not in known:
            self.wrong(key, f"没有“{word}”", f"可用：{'、'.join(known)}")
            return default
        return kind(word)

    def table(self, key: str) -> Table | None:
        """A table within, or None."""
        value = self._take(key)
        return None if value is None else Table(value, f"{self.where} {key}".strip(), self.problems)

    def counts(self, key: str) -> dict[str, int]:
        """A table of choice → number of days, none negative."""
        value = self._take(key)
        if value is None:
            return {}
        good = isinstance(value, Mapping) and all(
            isinstance(x, int) and not isinstance(x, bool) and x >= 0 for x in value.values()
        )
        if not good:
            self.wrong(key, f"“{value}”应是选项到天数的表", "选项加引号，如 咨询 写作 '咨询' = 5")
            return {}
        return {str(k): int(x) for k, x in value.items()}

    def tables(self, key: str, called: str) -> list[Table]:
        """The tables of a list, each identified in problems by its number and key."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, "应是一列表", f"写成 [[{key}]]")
            return []
        return [
            Table(one, f"{self.where} {called}{n}{_name(one)}".strip(), self.problems)
            for n, one in enumerate(value, start=1)
        ]

    def done(self) -> None:
        """Record a problem for every key that was not read."""
        for key in self._left:
            self.wrong(key, "没有这一项", f"可用：{'、'.join(dict.fromkeys(self._known))}")


def _name(data: Any) -> str:
    name = data.get("key") or data.get("label") if isinstance(data, Mapping) else None
    return f"“{name}”" if name else ""
