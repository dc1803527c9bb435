"""A table of a declaration file, read key by key; problems are collected, not raised."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from duban.notices import Name, Notice, Place, Step, make_notice
from duban.registers.declaration import DUTY_NAMES, Duty, DutySet
from duban.registers.errors import make_problem

T = TypeVar("T")
KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}")


class DeclarationTable:
    """One table. Each method reads and removes a key; `done` reports the keys that remain."""

    def __init__(self, raw_table: Any, steps: tuple[Step, ...], problems: list[Notice]) -> None:
        self.steps, self.problems = steps, problems
        self._unread_values: dict[str, Any] = dict(raw_table) if isinstance(raw_table, Mapping) else {}
        self._read_keys: list[str] = []
        if not isinstance(raw_table, Mapping):
            self.problems.append(make_problem("table_expected", *steps))

    def add_problem(self, key: str, code: str, /, **parameters: object) -> None:
        """Record a problem at `key`."""
        self.problems.append(make_problem(code, *self.steps, key, **parameters))

    def add_notice(self, key: str, notice: Notice) -> None:
        """Record a notice of what stands at `key`."""
        self.problems.append(notice.move_to(Place(steps=(*self.steps, Step("key", key)))))

    def _pop(self, key: str) -> Any:
        self._read_keys.append(key)
        return self._unread_values.pop(key, None)

    def _pop_typed(self, key: str, value_type: type[T], type_code: str, default: T) -> T:
        value = self._pop(key)
        if value is None:
            return default
        if not isinstance(value, value_type) or (value_type is int and isinstance(value, bool)):
            self.add_problem(key, "type_wrong", value=value, type=make_notice(type_code))
            return default
        return value

    def text(self, key: str, default: str = "", *, is_required: bool = False) -> str:
        """A text."""
        value = self._pop_typed(key, str, "quoted_text", default).strip()
        if is_required and not value:
            self.add_problem(key, "key_not_filled", key=key)
        return value

    def key(self, name: str = "key") -> str:
        """A key: small ASCII letters, digits and underscores."""
        value = self.text(name, is_required=True)
        if value and (not KEY_PATTERN.fullmatch(value) or keyword.iskeyword(value)):
            self.add_problem(name, "key_invalid", value=value)
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, or None."""
        return self.text(key) or None

    def flag(self, key: str) -> bool:
        """true or false."""
        return self._pop_typed(key, bool, "true_or_false", False)

    def integer(self, key: str, default: int | None = None, *, least: int = 0) -> int | None:
        """A whole number, at least `least`."""
        value = self._pop(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.add_problem(key, "not_whole_from", value=value, least=least)
            return default
        return value

    def number(self, key: str) -> Decimal | None:
        """A number."""
        value = self._pop(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.add_problem(key, "not_a_number", value=value)
            return None
        return Decimal(str(value))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self._pop(key)
        if value is None:
            return ()
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
            self.add_problem(key, "not_texts", value=str(value))
            return ()
        if len(set(texts)) < len(texts):
            self.add_problem(key, "values_repeated")
        return tuple(texts)

    def who(self, key: str) -> DutySet:
        """A list of duties."""
        words = self.texts(key)
        duty_keys = {str(duty) for duty in Duty}
        for word in words:
            if word not in duty_keys:
                duties = tuple(Name(f"{duty}（{name.zh}）", f"{duty} ({name.en})") for duty, name in DUTY_NAMES.items())
                self.add_problem(key, "duty_unknown", key=word, duties=duties)
        return frozenset(Duty(word) for word in words if word in duty_keys)

    def choice(self, key: str, choice_type: Callable[[str], T], choices: list[str], default: T) -> T:
        """One of the texts in `choices`, as `choice_type`."""
        word = self.text(key)
        if not word:
            return default
        if word not in choices:
            self.add_problem(key, "choice_unknown", key=word, choices=tuple(choices))
            return default
        return choice_type(word)

    def table(self, key: str) -> DeclarationTable | None:
        """A table within, or None."""
        value = self._pop(key)
        return None if value is None else DeclarationTable(value, (*self.steps, Step("key", key)), self.problems)

    def counts(self, key: str) -> dict[str, int]:
        """A table of choice → number of days, none negative."""
        value = self._pop(key)
        if value is None:
            return {}
        is_valid = isinstance(value, Mapping) and all(
            isinstance(count, int) and not isinstance(count, bool) and count >= 0 for count in value.values()
        )
        if not is_valid:
            self.add_problem(key, "not_counts", value=str(value))
            return {}
        return {str(choice): int(count) for choice, count in value.items()}

    def tables(self, key: str) -> list[DeclarationTable]:
        """The tables of a list, each identified in problems by its number and key."""
        value = self._pop(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.add_problem(key, "tables_expected", key=key)
            return []
        return [
            DeclarationTable(raw_table, (*self.steps, Step(key, _find_name(raw_table), number)), self.problems)
            for number, raw_table in enumerate(value, start=1)
        ]

    def done(self) -> None:
        """Record a problem for every key that was not read."""
        for key in self._unread_values:
            self.add_problem(key, "entry_unknown", choices=tuple(dict.fromkeys(self._read_keys)))


def _find_name(raw_table: Any) -> str:
    return str(raw_table.get("key") or raw_table.get("label") or "") if isinstance(raw_table, Mapping) else ""
