"""Values as JSON and back, by the types that a function declares; no other type is ever built.

JSON from a process that parsed a hostile file is itself not to be trusted: every value is checked
against the declared type, and what does not fit raises ValueError. Unlike pickle, no name in it
chooses what is made.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

KIND_KEY, VALUE_KEY = "$", "="
_PARSER_BY_KIND: dict[str, tuple[type, Callable[[str], Any]]] = {
    "decimal": (Decimal, Decimal),
    "datetime": (dt.datetime, dt.datetime.fromisoformat),
    "date": (dt.date, dt.date.fromisoformat),
    "time": (dt.time, dt.time.fromisoformat),
    "path": (Path, Path),
}
_UNION_TYPES = (Union, types.UnionType)
_SCALAR_TYPES = (str, int, float, bool, type(None))


def to_plain(value: Any) -> Any:
    """A value of dataclasses, sequences, mappings by text and scalars, as JSON has it.

    Raises TypeError for anything else.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    for kind, (type_, _parser) in _PARSER_BY_KIND.items():
        if isinstance(value, type_):
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
            return {KIND_KEY: kind, VALUE_KEY: text}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(item) for item in value]
    raise TypeError(f"a {type(value).__name__} cannot leave a process of its own")


def from_plain(declared: Any, plain: Any) -> Any:
    """The value of the declared type. Raises ValueError where `plain` does not fit it."""
    origin = get_origin(declared)
    if declared is Any:
        return _build_scalar(plain)
    if origin in _UNION_TYPES:
        return _build_union(get_args(declared), plain)
    if origin is Literal:
        return _require(plain, plain in get_args(declared))
    if origin in (tuple, list, set, frozenset, Sequence):
        return _build_sequence(origin, get_args(declared), plain)
    if origin in (dict, Mapping):
        value_type = get_args(declared)[1]
        return {key: from_plain(value_type, item) for key, item in _require_dict(plain).items()}
    if isinstance(declared, type) and is_dataclass(declared):
        return _build_dataclass(declared, _require_dict(plain))
    if isinstance(declared, type) and issubclass(declared, Enum):
        return declared(plain)
    value = _build_scalar(plain)
    expected_type = type(None) if declared is None else declared
    return _require(value, isinstance(value, expected_type) or (expected_type is float and type(value) is int))


def arguments_from_plain(function: Callable[..., Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by name, of the types that the function declares. Raises ValueError."""
    declared = get_type_hints(function)
    return {name: from_plain(declared[name], argument) for name, argument in plain.items()}


def _build_dataclass(declared: type, plain: dict[str, Any]) -> Any:
    hints = _get_field_types(declared)
    _require(plain, plain.keys() == hints.keys())
    return declared(**{name: from_plain(hints[name], item) for name, item in plain.items()})


@lru_cache(maxsize=256)
def _get_field_types(declared: type) -> dict[str, Any]:
    hints = get_type_hints(declared)
    return {field.name: hints[field.name] for field in fields(declared) if field.init}


def _build_sequence(origin: Any, declared: tuple[Any, ...], plain: Any) -> Any:
    _require(plain, isinstance(plain, list))
    sequence_type = list if origin is Sequence else origin
    if origin is tuple and declared[-1] is not ...:
        _require(plain, len(plain) == len(declared))
        return tuple(from_plain(type_, item) for type_, item in zip(declared, plain, strict=True))
    return sequence_type(from_plain(declared[0], item) for item in plain)


def _build_union(declared: tuple[Any, ...], plain: Any) -> Any:
    for type_ in declared:
        try:
            return from_plain(type_, plain)
        except ValueError:
            continue
    raise ValueError(f"unexpected {type(plain).__name__}")


def _build_scalar(plain: Any) -> Any:
    if isinstance(plain, _SCALAR_TYPES):
        return plain
    if isinstance(plain, list):
        return [_build_scalar(item) for item in plain]
    kind, value = _require_dict(plain).get(KIND_KEY), plain.get(VALUE_KEY)
    _require(plain, kind in _PARSER_BY_KIND and isinstance(value, str))
    try:
        return _PARSER_BY_KIND[str(kind)][1](str(value))
    except ArithmeticError as error:
        raise ValueError("no number") from error


def _require_dict(plain: Any) -> dict[str, Any]:
    _require(plain, isinstance(plain, dict))
    mapping: dict[str, Any] = plain
    return mapping


def _require(value: Any, is_valid: bool) -> Any:
    if not is_valid:
        raise ValueError(f"unexpected {type(value).__name__}")
    return value
