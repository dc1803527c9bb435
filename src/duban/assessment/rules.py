"""The thresholds that turn a gap into a status and a light. They differ from city to city."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from duban.assessment.model import CHINESE_BY_STATUS, Light, Status


class RulesError(ValueError):
    """A rule set that cannot be used; the message says which line and what may stand there."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One set of thresholds (data/rules/default.toml explains each).

    Amounts are in percentage points of the target, or with `measure` "ratio" in per cent of what
    was expected; rates are in percentage points. None switches a threshold off.
    """

    name: str = "default"
    title: str = "默认规则"
    measure: str = "points"
    amount_yellow: Decimal = Decimal(0)
    amount_red: Decimal | None = Decimal(10)
    amount_decimals: int | None = None
    small_count: Decimal = Decimal(10)
    small_tolerance: Decimal = Decimal(1)
    rate_yellow: Decimal = Decimal(0)
    rate_red: Decimal | None = Decimal(1)
    approx_rate: Decimal = Decimal("0.3")
    approx_amount: Decimal = Decimal(5)
    ahead_amount: Decimal | None = Decimal(10)
    ahead_rate: Decimal | None = None
    near_light: Light = Light.YELLOW
    strive_light: Light = Light.YELLOW
    memory: bool = True
    amount_spread: Decimal = Decimal("0.35")
    rate_spread: Decimal = Decimal(2)
    names: Mapping[str, str] = field(default_factory=dict)

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
        base_name = table.get("extends", "default")
        values = _collect_values(_get_shipped_table(str(base_name))) | _collect_values(table)
        try:
            rules = cls(**_convert_types(values))
            _refuse_crossed(rules)
        except (ValueError, ArithmeticError) as error:
            msg = f"规则 {table.get('name', '')}：{error}"
            raise RulesError(msg) from error
        return rules


def list_rule_names() -> tuple[str, ...]:
    """The names of the sets that ship with Duban."""
    return tuple(sorted({table["name"] for table in _load_shipped_tables().values()}))


def _join_rule_names() -> str:
    return "、".join(list_rule_names())


# Section and key of the file → field of Rules.
_FIELD_BY_KEY = {
    "amounts.measure": "measure",
    "amounts.yellow": "amount_yellow",
    "amounts.red": "amount_red",
    "amounts.decimals": "amount_decimals",
    "amounts.small_count": "small_count",
    "amounts.small_tolerance": "small_tolerance",
    "rates.yellow": "rate_yellow",
    "rates.red": "rate_red",
    "approx.rate_points": "approx_rate",
    "approx.amount_percent": "approx_amount",
    "ahead.amount_points": "ahead_amount",
    "ahead.rate_points": "ahead_rate",
    "lights.near": "near_light",
    "lights.strive": "strive_light",
    "lights.memory": "memory",
    "forecast.amount_spread": "amount_spread",
    "forecast.rate_points": "rate_spread",
}
_KEY_BY_FIELD = {name: line for line, name in _FIELD_BY_KEY.items()}
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
    unknown_keys = [key for key in _flatten_sections(table) if key not in _FIELD_BY_KEY]
    if unknown_keys:
        msg = f"规则：没有 {'、'.join(unknown_keys)} 这一行；可写的有 {'、'.join(_FIELD_BY_KEY)}"
        raise RulesError(msg)
    verdict_keys = {status.value for status in Status} | {light.value for light in Light}
    if unknown_verdict_keys := sorted(set(table.get("names", {})) - verdict_keys):
        msg = f"规则：names.{unknown_verdict_keys[0]} 既不是状态也不是灯色"
        raise RulesError(msg)


def _collect_values(table: Mapping[str, Any]) -> dict[str, Any]:
    top_values = {top_key: table[top_key] for top_key in ("name", "title", "names") if top_key in table}
    return top_values | {_FIELD_BY_KEY[key]: value for key, value in _flatten_sections(table).items()}


def _convert_types(values: Mapping[str, Any]) -> dict[str, Any]:
    type_by_field = {rule_field.name: rule_field.type for rule_field in fields(Rules)}
    typed_values: dict[str, Any] = {}
    for key, value in values.items():
        type_name = str(type_by_field[key])
        if type_name.startswith("Decimal"):
            typed_values[key] = _parse_threshold(key, value)
        else:
            typed_values[key] = _parse_light(key, value) if type_name == "Light" else value
    if typed_values.get("measure") not in (None, "points", "ratio"):
        msg = f'amounts.measure 是 {typed_values["measure"]!r}；应为 "points" 或 "ratio"'
        raise ValueError(msg)
    return typed_values


def _refuse_crossed(rules: Rules) -> None:
    """Yellow comes before red: with fewer points behind, or with a higher part of what was due."""
    yellow, red = rules.amount_yellow, rules.amount_red
    is_crossed = red is not None and (red < yellow if rules.measure == "points" else red > yellow)
    if is_crossed or (rules.rate_red is not None and rules.rate_red < rules.rate_yellow):
        msg = "红灯的界线比黄灯还松；请核对 yellow 与 red"
        raise ValueError(msg)


def _parse_light(key: str, value: Any) -> Light:
    try:
        return Light(value)
    except ValueError:
        msg = f"{_KEY_BY_FIELD[key]} 是 {value!r}；应为 green、yellow 或 red"
        raise ValueError(msg) from None


def _parse_threshold(key: str, value: Any) -> Decimal | None:
    if value == "off":
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        msg = f'{_KEY_BY_FIELD[key]} 是 {value!r}；应为不小于 0 的数或 "off"'
        raise ValueError(msg)
    return Decimal(value)


def _read_rules_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        msg = f"没有叫 {path} 的规则，也没有这个文件；自带的规则有 {_join_rule_names()}"
        raise RulesError(msg)
    file_format = "JSON" if path.suffix.lower() == ".json" else "TOML"
    try:
        text = path.read_text("utf-8")
        if file_format == "JSON":
            table = json.loads(text, parse_float=Decimal)
        else:
            table = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, OSError) as error:
        msg = f"{path} 不是 UTF-8 的 {file_format} 文件：{error}"
        raise RulesError(msg) from error
    if not isinstance(table, dict):
        msg = f"{path} 不是规则；各行写法见 data/rules/default.toml"
        raise RulesError(msg)
    return table


def _get_shipped_table(name: str) -> Mapping[str, Any]:
    table = _load_shipped_tables().get(name)
    if table is None:
        msg = f"规则的 extends 是 {name!r}，没有这套规则；自带的规则有 {_join_rule_names()}"
        raise RulesError(msg)
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
