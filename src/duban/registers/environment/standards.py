"""The limits of the standards, from limits.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_limits(table_name: str) -> Mapping[str, Mapping[str, Any]]:
    """The table `air`, `aqi` or `water` of limits.toml, its numbers as Decimal."""
    text = files("duban.registers.environment").joinpath("limits.toml").read_text("utf-8")
    table: Mapping[str, Mapping[str, Any]] = tomllib.loads(text, parse_float=Decimal)[table_name]
    return table
