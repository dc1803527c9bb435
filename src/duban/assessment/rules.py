"""The thresholds that turn a gap into a status and a light. They differ from city to city."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from duban.assessment.model import CHINESE_BY_STATUS, Light, Status
from duban.notices import NoticeError
from duban.options import OptionError, load_options


class RulesError(NoticeError):
    """A rule set that cannot be used; the message says which line and what may stand there."""


RULE_OPTIONS = load_options(
    files("duban").joinpath("data", "options", "rules.toml").read_text("utf-8"), "{group}.{key}"
)
"""Every threshold by the section and key under which a file of rules writes it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One set of thresholds, each declared with its default and meaning in data/options/rules.toml.

    Amounts are in percentage points of the target, or with `measure` "ratio" in per cent of what
    was expected; rates are in percentage points. None switches a threshold off.
    """

    name: str
    title: str
    measure: str
    amount_yellow: Decimal
    amount_red: Decimal | None
    amount_decimals: int | None
    small_count: Decimal
    small_tolerance: Decimal
    rate_yellow: Decimal
    rate_red: Decimal | None
    approx_rate: Decimal
    approx_amount: Decimal
    ahead_amount: Decimal | None
    ahead_rate: Decimal | None
    near_light: Light
    strive_light: Light
    memory: bool
    amount_spread: Decimal
    rate_spread: Decimal
    names: Mapping[str, str]

    def approx_tolerance(self, bound: Decimal, *, is_rate: bool) -> Decimal:
        """How far from `bound` a figure may be for 左右: percentage points of a rate, else a part of the bound."""
        return self.approx_rate if is_rate else abs(bound) * self.approx_amount / 100

    def choose_verdict(self, status: Status, light: Light | None) -> str:
        """What this city calls it: by status, else by light, else the house word."""
        names = self.names
        if not names:
            return CHINESE_BY_STATUS[status]
        light_name = names.get(light.value) if light is not None else None
        return names.get(status.value) or light_name or CHINESE_BY_STATUS[status]

    @classmethod
    def load(cls, name_or_path: str | Path) -> Rules:
        """A named set that ships with Duban (`default`, `宣城` …), or a TOML file of one's own.

        Raises RulesError.
        """
        table = _load_shipped_tables().get(str(name_or_path))
        if table is None:
            table = _read_rules_file(Path(name_or_path))
        return cls.parse(table)

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> Rules:
        """A set from its table; what it leaves out comes from the set it extends (default)."""
        _refuse_unknown(table)
        base_table = _get_shipped_table(str(table.get("extends", "default")))
        top_values = {key: table.get(key, base_table.get(key, {})) for key in ("name", "title", "names")}
        written_values = _flatten_sections(base_table) | _flatten_sections(table)
        try:
            rules = cls(**top_values, **_read_thresholds(written_values))
            _refuse_crossed(rules)
        except OptionError as error:
            raise RulesError.make("rule_value_wrong", rules=top_values["name"], reason=error.notices[0]) from error
        return rules


def list_rule_names() -> tuple[str, ...]:
    """The names of the sets that ship with Duban."""
    return tuple(sorted({table["name"] for table in _load_shipped_tables().values()}))


_TOP_LEVEL_KEYS = {"name", "title", "extends", "also", "names"}


def _flatten_sections(table: Mapping[str, Any]) -> dict[str, Any]:
    sections = {
        section_name: section_table
        for section_name, section_table in table.items()
        if section_name not in _TOP_LEVEL_KEYS
    }
    return {
        f"{section}.{key}": value
        for section, keys in sections.items()
        for key, value in (keys.items() if isinstance(keys, Mapping) else [("", keys)])
    }


def _refuse_unknown(table: Mapping[str, Any]) -> None:
    unknown_keys = [key for key in _flatten_sections(table) if key not in RULE_OPTIONS]
    if unknown_keys:
        raise RulesError.make("rule_unknown", keys=tuple(unknown_keys), choices=tuple(RULE_OPTIONS))
    verdict_keys = {status.value for status in Status} | {light.value for light in Light}
    if unknown_verdict_keys := sorted(set(table.get("names", {})) - verdict_keys):
        raise RulesError.make("verdict_unknown", key=unknown_verdict_keys[0])


def _read_thresholds(written_values: Mapping[str, Any]) -> dict[str, Any]:
    """The typed value of every field of `Rules` that is declared. Raises OptionError."""
    values: dict[str, Any] = {}
    for name, option in RULE_OPTIONS.items():
        written_value = written_values.get(name, option.default)
        values[option.limits["field"]] = None if written_value is None else option.read(written_value)
    return values | {key: Light(values[key]) for key in ("near_light", "strive_light")}


def _refuse_crossed(rules: Rules) -> None:
    """Yellow comes before red: with fewer points behind, or with a higher part of what was due."""
    yellow, red = rules.amount_yellow, rules.amount_red
    is_crossed = red is not None and (red < yellow if rules.measure == "points" else red > yellow)
    if is_crossed or (rules.rate_red is not None and rules.rate_red < rules.rate_yellow):
        raise RulesError.make("lights_crossed", rules=rules.name)


def _read_rules_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise RulesError.make("rules_missing", path=path, choices=list_rule_names())
    file_format = "JSON" if path.suffix.lower() == ".json" else "TOML"
    try:
        text = path.read_text("utf-8")
        if file_format == "JSON":
            table = json.loads(text, parse_float=Decimal)
        else:
            table = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, OSError) as error:
        raise RulesError.make("rules_unreadable", path=path, format=file_format, reason=error) from error
    if not isinstance(table, dict):
        raise RulesError.make("rules_not_a_table", path=path)
    return table


def _get_shipped_table(name: str) -> Mapping[str, Any]:
    table = _load_shipped_tables().get(name)
    if table is None:
        raise RulesError.make("rules_extend_unknown", raw=repr(name), choices=list_rule_names())
    return table


@cache
def _load_shipped_tables() -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for entry in files("duban").joinpath("data", "rules").iterdir():
        if entry.name.endswith(".toml"):
            table = tomllib.loads(entry.read_text("utf-8"), parse_float=Decimal)
            for name in (table["name"], *table.get("also", ())):
                tables[name] = table
    return tables


DEFAULT_RULES = Rules.load("default")
