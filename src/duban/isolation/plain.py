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

KIND, VALUE = "$", "="
_MAKERS: dict[str, tuple[type, Callable[[str], Any]]] = {
    "decimal": (Decimal, Decimal),
    "datetime": (dt.datetime, dt.datetime.fromisoformat),
    "date": (dt.date, dt.date.fromisoformat),
    "time": (dt.time, dt.time.fromisoformat),
    "path": (Path, Path),
}
_UNIONS = (Union, types.UnionType)
_SCALARS = (str, int, float, bool, type(None))


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
    for kind, (type_, _make) in _MAKERS.items():
        if isinstance(value, type_):
            said = value.isoformat() if hasattr(value, "isoformat") else str(value)
            return {KIND: kind, VALUE: said}
    if isinstance(value, Mapping):
        return {str(key): to_plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(one) for one in value]
    raise TypeError(f"a {type(value).__name__} cannot leave a process of its own")


def from_plain(declared: Any, plain: Any) -> Any:
    """The value of the declared type. Raises ValueError where `plain` does not fit it."""
    origin = get_origin(declared)
    if declared is Any:
        return _scalar(plain)
    if origin in _UNIONS:
        return _either(get_args(declared), plain)
    if origin is Literal:
        return _checked(plain, plain in get_args(declared))
    if origin in (tuple, list, set, frozenset, Sequence):
        return _sequence(origin, get_args(declared), plain)
    if origin in (dict, Mapping):
        made = get_args(declared)[1]
        return {key: from_plain(made, one) for key, one in _dict(plain).items()}
    if isinstance(declared, type) and is_dataclass(declared):
        return _object(declared, _dict(plain))
    if isinstance(declared, type) and issubclass(declared, Enum):
        return declared(plain)
    value = _scalar(plain)
    wanted = type(None) if declared is None else declared
    return _checked(value, isinstance(value, wanted) or (wanted is float and type(value) is int))


def arguments_from_plain(function: Callable[..., Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by name, of the types that the function declares. Raises ValueError."""
    declared = get_type_hints(function)
    return {name: from_plain(declared[name], one) for name, one in plain.items()}


def _object(declared: type, plain: dict[str, Any]) -> Any:
    hints = _hints(declared)
    _checked(plain, plain.keys() == hints.keys())
    return declared(**{name: from_plain(hints[name], one) for name, one in plain.items()})


@lru_cache(maxsize=256)
def _hints(declared: type) -> dict[str, Any]:
    hints = get_type_hints(declared)
    return {field.name: hints[field.name] for field in fields(declared) if field.init}


def _sequence(origin: Any, declared: tuple[Any, ...], plain: Any) -> Any:
    _checked(plain, isinstance(plain, list))
    make = list if origin is Sequence else origin
    if origin is tuple and declared[-1] is not ...:
        _checked(plain, len(plain) == len(declared))
        return tuple(from_plain(type_, one) for type_, one in zip(declared, plain, strict=True))
    return make(from_plain(declared[0], one) for one in plain)


def _either(declared: tuple[Any, ...], plain: Any) -> Any:
    for type_ in declared:
        try:
            return from_plain(type_, plain)
        except ValueError:
            continue
    raise ValueError(f"unexpected {type(plain).__name__}")


def _scalar(plain: Any) -> Any:
    if isinstance(plain, _SCALARS):
        return plain
    if isinstance(plain, list):
        return [_scalar(one) for one in plain]
    kind, value = _dict(plain).get(KIND), plain.get(VALUE)
    _checked(plain, kind in _MAKERS and isinstance(value, str))
    try:
        return _MAKERS[str(kind)][1](str(value))
    except ArithmeticError as error:
        raise ValueError("no number") from error


def _dict(plain: Any) -> dict[str, Any]:
    _checked(plain, isinstance(plain, dict))
    found: dict[str, Any] = plain
    return found


def _checked(value: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError(f"unexpected {type(value).__name__}")
    return value
