"""The profile of an enterprise, and the attributes that conditions may use."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Kind(StrEnum):
    """The kind of an attribute's value: a number, a date, a single word, or several words."""

    NUMBER = "number"
    DATE = "date"
    WORD = "word"
    WORDS = "words"


class ProfileError(ValueError):
    """A profile with a value that its attribute does not allow."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an enterprise; `words` are the only values allowed, if there are any."""

    key: str
    label: str
    kind: Kind
    unit: str = ""
    words: tuple[str, ...] = ()


Known = Decimal | dt.date | str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """One enterprise. An attribute missing from `values` is neither a hit nor a miss."""

    id: str
    name: str
    known: Mapping[str, Known]

    @classmethod
    def of(cls, id: str, name: str, raw: Mapping[str, Any]) -> Profile:
        """A profile from plain values (JSON, a spreadsheet). Raises ProfileError."""
        table = {attribute.key: attribute for attribute in attributes()}
        known: dict[str, Known] = {}
        for key, value in raw.items():
            if key not in table:
                raise ProfileError(f"{name}：没有“{key}”这一项；可用：{'、'.join(table)}")
            if value is not None and value != "":
                known[key] = read_known(table[key], value)
        return cls(id, name, known)


def read_known(attribute: Attribute, raw: Any) -> Known:
    """A plain value as a value of the attribute. Raises ProfileError."""
    try:
        if attribute.kind is Kind.NUMBER:
            return Decimal(str(raw))
        if attribute.kind is Kind.DATE:
            return raw if isinstance(raw, dt.date) else dt.date.fromisoformat(str(raw))
    except (InvalidOperation, ValueError):
        called = "数" if attribute.kind is Kind.NUMBER else "日期（如2025-03-31）"
        raise ProfileError(f"{attribute.label}“{raw}”应是{called}") from None
    words = [raw] if isinstance(raw, str) else list(raw)
    strange = [word for word in words if attribute.words and word not in attribute.words]
    if strange:
        listed = "、".join(attribute.words)
        raise ProfileError(f"{attribute.label}没有“{strange[0]}”；可用：{listed}")
    return str(raw) if attribute.kind is Kind.WORD else frozenset(map(str, words))


@cache
def attributes() -> tuple[Attribute, ...]:
    """The attributes that ship with Duban, in their order."""
    text = files("duban.registers.policies").joinpath("profile.toml").read_text("utf-8")
    rows = tomllib.loads(text)["attributes"]
    return tuple(
        Attribute(
            row["key"],
            row["label"],
            Kind(row["kind"]),
            row.get("unit", ""),
            tuple(row.get("words", ())),
        )
        for row in rows
    )
