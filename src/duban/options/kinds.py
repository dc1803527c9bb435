"""The kinds of options: how a written value is read, and what may be written, in words."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Limits = Mapping[str, Any]
"""The keys of a declaration beside those of every option: `minimum`, `choices`, `fields` …"""
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})
MIN_KEY_LENGTH, MIN_DISTINCT_CHARACTERS = 50, 10
"""Of a secret key: its minimum length, and its minimum number of different characters."""


class Kind(NamedTuple):
    """`read` raises ValueError for an illegal value; `legal` says in Chinese and English what may be written."""

    read: Callable[[Any, Limits], Any]
    legal: Callable[[Limits], tuple[str, str]]


def _require(condition: bool) -> None:
    if not condition:
        raise ValueError


def _read_flag(value: Any, _limits: Limits) -> bool:
    word = str(value).strip().lower()
    _require(word in TRUE_WORDS | FALSE_WORDS)
    return word in TRUE_WORDS


def _read_number(value: Any, limits: Limits) -> int:
    number = int(str(value).strip())
    _require(number >= limits.get("minimum", 0))
    return number


def _read_decimal(value: Any, limits: Limits) -> Decimal | None:
    if limits.get("optional") and value == "off":
        return None
    _require(isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0)
    return Decimal(value)


def _read_choice(value: Any, limits: Limits) -> str:
    word = str(value).strip()
    _require(word in limits["choices"])
    return word


def _read_words(value: Any, limits: Limits) -> list[str]:
    words = [word.strip() for word in str(value).split(",") if word.strip()]
    _require("choices" not in limits or set(words) <= set(limits["choices"]))
    return words


def _read_networks(value: Any, limits: Limits) -> list[Network]:
    return [ipaddress.ip_network(word, strict=False) for word in _read_words(value, limits)]


def _read_days(value: Any, limits: Limits) -> list[int]:
    words = _read_words(value, limits)
    _require(all(word.isdecimal() for word in words))
    return sorted({int(word) for word in words})


def _read_amounts(value: Any, limits: Limits) -> dict[str, int]:
    """A number for each word of the default, written `urgent=3,normal=15`; omitted ones stay."""
    amounts = dict(limits["default"])
    for word in [] if isinstance(value, Mapping) else _read_words(value, {}):
        name, _, number = word.partition("=")
        _require(name in amounts and number.isdecimal())
        amounts[name] = int(number)
        _require(1 <= amounts[name] <= limits.get("maximum", {}).get(name, amounts[name]))
    return amounts


def _read_day(value: Any, _limits: Limits) -> str:
    """A day as YYYY-MM-DD, or nothing."""
    return dt.date.fromisoformat(value.strip()).isoformat() if value.strip() else ""


def _read_pattern(value: Any, limits: Limits) -> str:
    """A text with every one of `fields` in braces, and no other."""
    fields = limits["fields"]
    try:
        value.format(**dict.fromkeys(fields, 1))
    except (KeyError, IndexError) as error:
        raise ValueError from error
    _require(all(f"{{{field}}}" in value for field in fields))
    return str(value)


def _read_secret_key(value: Any, _limits: Limits) -> str:
    _require(len(value) >= MIN_KEY_LENGTH and len(set(value)) >= MIN_DISTINCT_CHARACTERS)
    return str(value)


def _read_syslog(value: Any, _limits: Limits) -> str:
    address = value.strip()
    if address:
        parts = urlsplit(address)
        _require(parts.scheme in ("udp", "tcp", "unix") and parts.port != 0)
        _require(bool(parts.path if parts.scheme == "unix" else parts.hostname))
    return str(address)


def _describe_decimal(limits: Limits) -> tuple[str, str]:
    off = ('或 "off"', ' or "off"') if limits.get("optional") else ("", "")
    return f"不小于 0 的数{off[0]}", f"a number of at least 0{off[1]}"


def _describe_words(limits: Limits) -> tuple[str, str]:
    choices = limits.get("choices", ())
    chinese = f"{'、'.join(choices)} 中的几项" if choices else "几项"
    english = f"some of {', '.join(choices)}" if choices else "words"
    return f"{chinese}，用逗号隔开", f"{english}, separated by commas"


def _describe_choice(limits: Limits) -> tuple[str, str]:
    return f"{'、'.join(limits['choices'])} 之一", f"one of {', '.join(limits['choices'])}"


def _describe_amounts(limits: Limits) -> tuple[str, str]:
    example = ",".join(f"{name}={amount}" for name, amount in limits["default"].items())
    maximum = limits.get("maximum", {}).items()
    chinese = f"{example} 的样子，每个数至少为 1" + "".join(f"，{name} 最多为 {most}" for name, most in maximum)
    return chinese, f"as {example}, each at least 1" + "".join(f", {name} at most {most}" for name, most in maximum)


def _describe_pattern(limits: Limits) -> tuple[str, str]:
    fields = [f"{{{field}}}" for field in limits["fields"]]
    return f"含有 {'、'.join(fields)} 的文字，不能有别的花括号", f"a text with {', '.join(fields)}, and no other braces"


def _describe_number(limits: Limits) -> tuple[str, str]:
    minimum = limits.get("minimum", 0)
    return f"不小于 {minimum} 的整数", f"a whole number of at least {minimum}"


_KEY_WORDS = (
    f"至少 {MIN_KEY_LENGTH} 个随机字符，可运行 duban setup 或 openssl rand -base64 48 生成",
    f"at least {MIN_KEY_LENGTH} random characters; duban setup makes them, or openssl rand -base64 48",
)
KINDS: Mapping[str, Kind] = {
    "text": Kind(lambda value, _limits: str(value), lambda _limits: ("文字", "a text")),
    "flag": Kind(
        _read_flag,
        lambda _limits: ("1 或 0（也可以写 true/false、yes/no、on/off）", "1 or 0 (also true/false, yes/no, on/off)"),
    ),
    "number": Kind(_read_number, _describe_number),
    "decimal": Kind(_read_decimal, _describe_decimal),
    "choice": Kind(_read_choice, _describe_choice),
    "words": Kind(_read_words, _describe_words),
    "networks": Kind(
        _read_networks,
        lambda _limits: (
            "地址或网段，如 10.1.2.3 或 10.1.0.0/16，用逗号隔开",
            "addresses or networks such as 10.1.0.0/16, separated by commas",
        ),
    ),
    "days": Kind(
        _read_days,
        lambda _limits: ("天数，用逗号隔开，如 5,2,0", "numbers of days, separated by commas, such as 5,2,0"),
    ),
    "amounts": Kind(_read_amounts, _describe_amounts),
    "day": Kind(_read_day, lambda _limits: ("日期，如 2026-11-03", "a day, such as 2026-11-03")),
    "pattern": Kind(_read_pattern, _describe_pattern),
    "secret_key": Kind(_read_secret_key, lambda _limits: _KEY_WORDS),
    "syslog": Kind(
        _read_syslog,
        lambda _limits: (
            "udp://主机:514、tcp://主机:514 或 unix:///dev/log",
            "udp://host:514, tcp://host:514 or unix:///dev/log",
        ),
    ),
}
