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

from duban.notices import NoticeError, make_notice


class Kind(StrEnum):
    """The kind of an attribute's value: a number, a date, a single word, or several words."""

    NUMBER = "number"
    DATE = "date"
    WORD = "word"
    WORDS = "words"


class ProfileError(NoticeError):
    """A profile with a value that its attribute does not allow."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an enterprise; `words` are the only values allowed, if there are any."""

    key: str
    label: str
    kind: Kind
    unit: str = ""
    words: tuple[str, ...] = ()


AttributeValue = Decimal | dt.date | str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """One enterprise. An attribute missing from `values` is neither a hit nor a miss."""

    id: str
    name: str
    values: Mapping[str, AttributeValue]

    @classmethod
    def from_raw(cls, id: str, name: str, raw_values: Mapping[str, Any]) -> Profile:
        """A profile from plain values (JSON, a spreadsheet). Raises ProfileError."""
        attribute_by_key = {attribute.key: attribute for attribute in load_attributes()}
        values: dict[str, AttributeValue] = {}
        for key, value in raw_values.items():
            if key not in attribute_by_key:
                choices = tuple(attribute_by_key)
                raise ProfileError.make("profile_entry_unknown", name=name, key=key, choices=choices)
            if value is not None and value != "":
                values[key] = read_attribute_value(attribute_by_key[key], value)
        return cls(id, name, values)


def read_attribute_value(attribute: Attribute, raw_value: Any) -> AttributeValue:
    """A plain value as a value of the attribute. Raises ProfileError."""
    try:
        if attribute.kind is Kind.NUMBER:
            return Decimal(str(raw_value))
        if attribute.kind is Kind.DATE:
            return raw_value if isinstance(raw_value, dt.date) else dt.date.fromisoformat(str(raw_value))
    except (InvalidOperation, ValueError):
        kind = make_notice("kind_number" if attribute.kind is Kind.NUMBER else "kind_iso_date")
        notice = make_notice("profile_value_wrong", attribute=attribute.label, value=raw_value, kind=kind)
        raise ProfileError([notice]) from None
    words = [raw_value] if isinstance(raw_value, str) else list(raw_value)
    unexpected_words = [word for word in words if attribute.words and word not in attribute.words]
    if unexpected_words:
        parameters = {"attribute": attribute.label, "word": unexpected_words[0], "choices": attribute.words}
        raise ProfileError.make("profile_word_unknown", **parameters)
    return str(raw_value) if attribute.kind is Kind.WORD else frozenset(map(str, words))


@cache
def load_attributes() -> tuple[Attribute, ...]:
    """The attributes that ship with Duban, in their order."""
    text = files("duban.registers.policies").joinpath("profile.toml").read_text("utf-8")
    rows = tomllib.loads(text)["attributes"]
    return tuple(
        Attribute(row["key"], row["label"], Kind(row["kind"]), row.get("unit", ""), tuple(row.get("words", ())))
        for row in rows
    )
