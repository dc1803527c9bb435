"""Invents values for fields, for tests, benchmarks and the demonstration."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from duban.registers.field import NUMBERS, Field, FieldType
from duban.registers.values import Datum, Point, Value

_SURNAMES = "赵钱孙李周吴郑王冯陈"
_UNITS = ("市发展改革局", "市住房城乡建设局", "市水务局", "市教育局", "市城市管理局")
_PLACES = ("东城区", "西城区", "河口县", "云岭县", "平川市")
# A whole-number field with these limits holds a year.
_YEARS = (Decimal(2000), Decimal(2100))
_SLOT = re.compile(r"\{(\w+)\}")
# One piece of a pattern: \d, a set, an escaped or plain character; then how often.
_PIECE = re.compile(r"(\\d|\[[^\]]+\]|\\.|[^\\{}\[\]()|?*+.])(?:\{(\d+)(?:,(\d+))?\}|([?*+]))?")


def invent(field: Field, rng: random.Random, day: dt.date) -> Value:
    """A valid value of the field; a date lies within half a year of `day`.

    Raises ValueError for a pattern with groups or alternatives, which are not supported.
    """
    if field.type in NUMBERS:
        return _number(field, rng, day)
    if field.pattern is not None:
        return _matching(field, rng)
    made: dict[FieldType, Value] = {}
    if field.type is FieldType.CHOICE:
        return rng.choice(field.choices)
    if field.type is FieldType.DATE:
        return day + dt.timedelta(days=rng.randint(-180, 180))
    if field.type is FieldType.YESNO:
        return rng.random() < 0.5
    if field.type is FieldType.POINT:
        lng, lat = (Decimal(rng.randint(0, 99_999)).scaleb(-5) for _ in range(2))
        return Point(102 + lng, 24 + lat, field.datum or Datum.WGS84)
    made[FieldType.BODY] = rng.choice(_UNITS)
    made[FieldType.PLACE] = rng.choice(_PLACES)
    made[FieldType.PERSON] = rng.choice(_SURNAMES) + "某"
    made[FieldType.PHONE] = f"138{rng.randint(0, 99_999_999):08d}"
    made[FieldType.RECORD] = f"R{rng.randint(1, 9_999):05d}"
    return made.get(field.type) or _named(field, rng)[: field.longest or 500]


def _named(field: Field, rng: random.Random) -> str:
    """A name that suits the field's label (names.toml), or the label with a number."""
    lists, names = _names()
    forms = next((own for labels, own in names if any(x in field.label for x in labels)), None)
    if forms is not None:
        return _SLOT.sub(lambda found: _slot(found[1], lists, rng), rng.choice(forms))
    return f"{field.label}{rng.randint(1, 9_999)}"


def _slot(name: str, lists: Mapping[str, list[str]], rng: random.Random) -> str:
    return str(rng.randint(1, 99)) if name == "n" else rng.choice(lists[name])


@cache
def _names() -> tuple[Mapping[str, list[str]], tuple[tuple[list[str], list[str]], ...]]:
    text = files("duban.registers").joinpath("names.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return data["lists"], tuple((one["labels"], one["forms"]) for one in data["names"])


def _number(field: Field, rng: random.Random, day: dt.date) -> Value:
    if (field.minimum, field.maximum) == _YEARS and rng.random() < 0.8:
        return day.year
    low = field.minimum if field.minimum is not None else Decimal(0)
    high = field.maximum if field.maximum is not None else low + 10_000
    if field.type is FieldType.WHOLE:
        return rng.randint(int(low), int(high))
    return low + (high - low) * Decimal(rng.randint(0, 1000)) / 1000


def _matching(field: Field, rng: random.Random) -> str:
    pattern = field.pattern or ""
    made = "".join(_repeated(piece, rng) for piece in _PIECE.finditer(pattern))
    if not re.fullmatch(pattern, made):
        raise ValueError(f"“{field.label}”的格式{pattern}太复杂，造不出例子")
    return made


def _repeated(piece: re.Match[str], rng: random.Random) -> str:
    what, least, most, sign = piece.groups()
    times = {"?": rng.randint(0, 1), "*": rng.randint(0, 3), "+": rng.randint(1, 3)}.get(sign or "")
    if times is None:
        times = rng.randint(int(least), int(most or least)) if least else 1
    return "".join(rng.choice(_characters(what)) for _ in range(times))


def _characters(what: str) -> str:
    if what == r"\d":
        return "0123456789"
    if not what.startswith("["):
        return what[-1]
    ranges = re.findall(r"(.)-(.)|(.)", what[1:-1].replace(r"\d", "0-9"))
    spread = ("".join(map(chr, range(ord(a), ord(b) + 1))) if a else c for a, b, c in ranges)
    return "".join(spread)
